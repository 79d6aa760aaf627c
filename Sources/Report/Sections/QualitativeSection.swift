/// Pictures, where the records carry any.
struct QualitativeSection: ReportSection {
  let title = "Pictures"
  let id = "pictures"

  func blocks(_ results: Results) -> [Block] {
    results.comparisons.enumerated().compactMap { index, comparison in
      QualitativeFigure(comparison: comparison, suffix: results.suffix(index)).figure()
        .map(Block.figure)
    }
  }
}

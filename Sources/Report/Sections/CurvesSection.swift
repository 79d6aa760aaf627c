/// How training went.
struct CurvesSection: ReportSection {
  let title = "Curves"
  let id = "curves"

  func blocks(_ results: Results) -> [Block] {
    results.comparisons.enumerated().compactMap { index, comparison in
      CurvesFigure(comparison: comparison, style: results.style, suffix: results.suffix(index))
        .figure().map(Block.figure)
    }
  }
}

/// What the loss weightings did, and how much an architecture depends on them.
struct WeightingSection: ReportSection {
  let title = "Weighting"
  let id = "weighting"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    results.comparisons.enumerated().flatMap { index, comparison -> [Block] in
      let suffix = results.suffix(index)
      let figures = [
        WeightsFigure(comparison: comparison, suffix: suffix).figure(),
        CosinesFigure(comparison: comparison, style: results.style, suffix: suffix).figure(),
      ]
      let front = StaticFront(comparison: comparison, style: results.style, suffix: suffix)
      return front.blocks() + robustness(comparison)
        + StepLengthTable(comparison: comparison).blocks()
        + figures.compactMap { $0.map(Block.figure) }
    }
  }

  /// The spread of Δp over schemes, per architecture: how much the choice of a scheme matters. Points of a sweep of weights
  /// are no schemes.
  private func robustness(_ comparison: Comparison) -> [Block] {
    let sweeps = comparison.arms.count { $0.weighting.weights != nil } > 1
    let arms = comparison.plainArms.filter {
      $0.role == .multiTask && $0.deltaPMean != nil && !(sweeps && $0.weighting.weights != nil)
    }
    let groups = unique(arms.map(\.architecture)).map { choice in
      arms.filter { $0.architecture == choice }
    }.filter { $0.count > 1 }
    guard !groups.isEmpty else { return [] }
    let labels = Labels(comparison.arms.map(\.architecture))
    let ranges = groups.map { group -> (name: String, group: [Arm], range: Double) in
      let means = group.map { $0.deltaPMean! }
      return (labels.label(group[0].architecture), group, means.max()! - means.min()!)
    }
    let steadiest = ranges.min { ($0.range, $0.name) < ($1.range, $1.name) }!
    var text =
      "Δp over the weighting schemes spans \(Format.fixed(steadiest.range, 1)) points with"
      + " \(steadiest.name)"
    if ranges.count > 1 {
      let widest = ranges.max { ($0.range, $0.name) < ($1.range, $1.name) }!
      text +=
        ", the least dependent, and \(Format.fixed(widest.range, 1)) with \(widest.name), the most"
    }
    let table = Table(
      caption: "Dependence on the weighting"
        + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      columns: [
        .init(title: "Architecture"), .init(title: "Schemes", isNumeric: true),
        .init(title: "Lowest Δp (%)"), .init(title: "Highest Δp (%)"),
        .init(title: "Range", isNumeric: true),
      ],
      rows: ranges.map { entry in
        let low = entry.group.min { $0.deltaPMean! < $1.deltaPMean! }!
        let high = entry.group.max { $0.deltaPMean! < $1.deltaPMean! }!
        func cell(_ arm: Arm) -> Table.Cell {
          Table.Cell(
            "\(Format.percentChange(arm.deltaPMean, arm.deltaP)) (\(arm.weighting.name))",
            sortKey: arm.deltaPMean)
        }
        return Table.Row(cells: [
          Table.Cell(entry.name),
          Table.Cell(String(entry.group.count), sortKey: Double(entry.group.count)),
          cell(low), cell(high), Table.Cell(Format.fixed(entry.range, 1), sortKey: entry.range),
        ])
      }, isSortable: true)
    return [.paragraph(Prose(text + ".")), .table(table)]
  }
}

import Records

/// The charts of single comparisons, where there are so many that the overview would be lost among them.
struct ChartsSection: ReportSection {
  let title = "Charts of each comparison"
  let id = "charts"

  /// As many as the overview has room for.
  static let fewComparisons = 2

  func blocks(_ results: Results) -> [Block] {
    Self.isApart(results) ? Self.charts(results) : []
  }

  /// Where one figure shows all comparisons, and there are more than a few.
  static func isApart(_ results: Results) -> Bool {
    results.comparisons.count > fewComparisons && comparisons(results) != nil
  }

  static func comparisons(_ results: Results) -> Figure? {
    ComparisonsFigure(
      comparisons: results.comparisons, style: results.style, margin: results.suite.margin,
      guardMargin: results.suite.taskMargin
    ).figure()
  }

  /// Accuracy against both costs, and the arms' intervals, of every comparison.
  static func charts(_ results: Results) -> [Block] {
    results.comparisons.enumerated().flatMap { index, comparison -> [Block] in
      let suffix = results.suffix(index)
      let costs = [AccuracyCostFigure.Cost.parameters, .macs].map { cost in
        AccuracyCostFigure(
          comparison: comparison, cost: cost, style: results.style, margin: results.suite.margin,
          minimumSaving: results.suite.minimumSaving, suffix: suffix
        ).figure()
      }
      let forest = ForestFigure(
        comparison: comparison, style: results.style, margin: results.suite.margin, suffix: suffix
      ).figure()
      return (costs + [forest]).compactMap { $0.map(Block.figure) }
    }
  }
}

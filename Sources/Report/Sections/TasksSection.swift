/// Every task for itself: who gains, who pays, in the metrics' own units.
struct TasksSection: ReportSection {
  let title = "Tasks"
  let id = "tasks"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    var blocks: [Block] = []
    for (index, comparison) in results.comparisons.enumerated() {
      let figure = TaskPanelsFigure(
        comparison: comparison, style: results.style, guardMargin: results.suite.taskMargin,
        suffix: results.suffix(index)
      ).figure()
      if let figure { blocks.append(.figure(figure)) }
      for (place, task) in comparison.taskNames.enumerated() {
        blocks += tables(task, comparison)
        let confusion = ConfusionFigure(
          comparison: comparison, task: task, suffix: results.suffix(index) + "-\(place + 1)"
        ).figure()
        if let confusion {
          blocks.append(
            .details(summary: "\(task): what is taken for what", [.figure(confusion)]))
        }
      }
    }
    return blocks
  }

  private func tables(_ task: String, _ comparison: Comparison) -> [Block] {
    let metrics = comparison.metrics(of: task)
    let arms = comparison.allArms.filter { !$0.finishedRuns.isEmpty }
    guard !arms.isEmpty else { return [] }
    guard !metrics.isEmpty else {
      return [
        .note(
          .warning,
          Prose(
            "\(task)\(comparison.label.isEmpty ? "" : " (\(comparison.label))"): no finished cell has a"
              + " score of it on the test split."))
      ]
    }
    let constants = ConstantAnswers(comparison)
    let counted = metrics.filter(\.counts)
    let main = Table(
      caption: task + (comparison.label.isEmpty ? "" : " (\(comparison.label))"),
      columns: [.init(title: "Arm"), .init(title: "Change (%) [95 %]", isNumeric: true)]
        + counted.enumerated().map { index, metric in column(metric, inMarkdown: index < 5) },
      rows: arms.map { row($0, task, counted) }
        + constantRows(constants, counted, before: [Table.Cell(NumberFormat.none)]),
      isSortable: true)
    let others = metrics.filter { !$0.counts }
    guard !others.isEmpty else { return [.table(main)] }
    let further = Table(
      caption: "",
      columns: [.init(title: "Arm")]
        + others.enumerated().map { index, metric in column(metric, inMarkdown: index < 6) },
      rows: arms.map { arm in
        Table.Row(cells: [Table.Cell(arm.label)] + others.map { cell(arm, $0) }, arm: arm.id)
      } + constantRows(constants, others), isSortable: true)
    return [
      .table(main),
      .details(summary: "\(task): metrics for reading, not counted in Δp", [.table(further)]),
    ]
  }

  private func column(_ metric: Metric, inMarkdown: Bool) -> Table.Column {
    let unit = metric.unit.isEmpty ? "" : " (\(metric.unit))"
    return .init(
      title: "\(metric.name)\(unit) \(metric.higherIsBetter ? "↑" : "↓")", isNumeric: true,
      inMarkdown: inMarkdown)
  }

  private func row(_ arm: Arm, _ task: String, _ metrics: [Metric]) -> Table.Row {
    let estimate = arm.taskEstimates[task]
    let change =
      arm.role == .baseline
      ? Table.Cell("0", sortKey: 0)
      : Table.Cell(
        Format.percentChange(arm.taskMeans[task], estimate)
          + (estimate.map { " " + Format.interval($0) } ?? ""), sortKey: arm.taskMeans[task])
    let name = arm.role == .baseline ? Prose.strong(arm.label) + " (baseline)" : Prose(arm.label)
    return Table.Row(
      cells: [Table.Cell(name), change] + metrics.map { cell(arm, $0) }, arm: arm.id)
  }

  /// The best answer that does not look at the image; no row where the task has none.
  private func constantRows(
    _ constants: ConstantAnswers, _ metrics: [Metric], before: [Table.Cell] = []
  ) -> [Table.Row] {
    let values = metrics.map { constants.values(of: $0) }
    guard values.contains(where: { !$0.isEmpty }) else { return [] }
    let cells = zip(metrics, values).map { metric, values in cell(values, metric) }
    return [
      Table.Row(cells: [Table.Cell(Prose("best constant answer"))] + before + cells, arm: nil)
    ]
  }

  private func cell(_ arm: Arm, _ metric: Metric) -> Table.Cell {
    cell(arm.values(of: metric), metric)
  }

  private func cell(_ values: [Double], _ metric: Metric) -> Table.Cell {
    Table.Cell(
      Format.metric(values, scale: metric.displayScale),
      sortKey: values.isEmpty ? nil : Moments.mean(values))
  }
}

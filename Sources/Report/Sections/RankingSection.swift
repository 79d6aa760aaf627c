/// Every arm in one table, by the lower end of its interval, with the command that reproduces it.
struct RankingSection: ReportSection {
  let title = "Ranking"
  let id = "ranking"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    let shown = results.comparisons.filter { !$0.arms.isEmpty || $0.baseline != nil }
    return shown.enumerated().flatMap { index, comparison -> [Block] in
      let words = [index == 0 ? intro(comparison) : nil, daggers(comparison)].compactMap { $0 }
      return (words.isEmpty ? [] : [.paragraph(Prose(words.joined(separator: " ")))]) + [
        .table(table(comparison, results))
      ] + doubts(comparison, results) + [
        .details(
          summary: "Reproduce one row: a command per arm",
          [.table(commands(comparison, results))])
      ]
    }
  }

  private func intro(_ comparison: Comparison) -> String {
    let order =
      comparison.arms.contains { $0.deltaP != nil }
      ? "Sorted by the lower end of the 95 % interval of Δp. Intervals are unadjusted; the verdicts of"
        + " claimed arms are adjusted for the number of claims."
      : "Sorted by Δp; there are no intervals, which need two seeds at least."
    return order
      + " Δp is the mean over tasks of the relative improvement on single-task networks (higher is"
      + " better); Δm the mean over all metrics with the sign turned (lower is better)."
  }

  private func daggers(_ comparison: Comparison) -> String? {
    isMixed(comparison)
      ? "A dagger marks an interval from the arm’s own variance: it misses a seed." : nil
  }

  /// Why nothing can be said of some arms.
  private func doubts(_ comparison: Comparison, _ results: Results) -> [Block] {
    let wording = VerdictWording(suite: results.suite)
    let lines = comparison.arms.compactMap { arm -> Prose? in
      guard case .inconclusive(let doubt) = arm.verdict else { return nil }
      return Prose("\(arm.number) \(arm.label): \(wording.reason(doubt, arm, comparison))")
    }
    guard !lines.isEmpty else { return [] }
    let summary =
      lines.count == 1
      ? "Why one arm is inconclusive" : "Why \(Wording.number(lines.count)) arms are inconclusive"
    return [.details(summary: summary, [.list(lines)])]
  }

  private func table(_ comparison: Comparison, _ results: Results) -> Table {
    let columns: [Table.Column] = [
      .init(title: "#", isNumeric: true), .init(title: "Arm"), .init(title: "Verdict"),
      .init(title: "Ratio", isNumeric: true), .init(title: "Δp (%) [95 %]", isNumeric: true),
      .init(title: "Worst task (%)"), .init(title: "Seeds", isNumeric: true),
      .init(title: "Parameters", isNumeric: true, inMarkdown: false),
      .init(title: "MACs ratio", isNumeric: true, inMarkdown: false),
      .init(title: "Δm (%)", isNumeric: true, inMarkdown: false),
      .init(title: "Step", isNumeric: true, inMarkdown: false),
      .init(title: "CPU per seed", isNumeric: true, inMarkdown: false),
    ]
    let baseline = comparison.baseline.map { [baselineRow($0)] } ?? []
    return Table(
      caption: comparison.label.isEmpty ? "Arms" : "Arms: \(comparison.label)", columns: columns,
      rows: comparison.arms.map { row($0, isMixed: isMixed(comparison)) } + baseline,
      isSortable: true,
      isFilterable: comparison.arms.count > 8)
  }

  /// Whether some intervals are pooled and some are not.
  private func isMixed(_ comparison: Comparison) -> Bool {
    Set(comparison.arms.compactMap { $0.deltaP?.model }).count > 1
  }

  private func row(_ arm: Arm, isMixed: Bool) -> Table.Row {
    let mark = isMixed && arm.deltaP?.model == .own ? "†" : ""
    let value =
      Format.percentChange(arm.deltaPMean, arm.deltaP)
      + (arm.deltaP.map { " " + Format.interval($0) + mark } ?? "")
    let worst = arm.worstTask.map { task in
      let text = Format.percentChange(task.mean, arm.taskEstimates[task.name])
      return Table.Cell("\(task.name) \(text)", sortKey: task.mean)
    }
    return Table.Row(
      cells: [
        Table.Cell(String(arm.number), sortKey: Double(arm.number)), Table.Cell(arm.label),
        Table.Cell(Badge(arm.verdict), sortKey: Double(arm.verdict.reached?.strength ?? -1)),
        Table.Cell(arm.ratio.map(Format.ratio) ?? Format.none, sortKey: arm.ratio),
        Table.Cell(value, sortKey: arm.deltaP?.low ?? arm.deltaPMean),
        worst ?? Table.Cell(Format.none), seeds(arm), parameters(arm),
        Table.Cell(arm.macRatio.map(Format.ratio) ?? Format.none, sortKey: arm.macRatio),
        Table.Cell(Format.percentChange(arm.deltaMMean, arm.deltaM), sortKey: arm.deltaMMean),
        step(arm), cpu(arm),
      ], arm: arm.id)
  }

  private func baselineRow(_ arm: Arm) -> Table.Row {
    Table.Row(
      cells: [
        Table.Cell(Format.none), Table.Cell(Prose.strong(arm.label)), Table.Cell("baseline"),
        Table.Cell("1×", sortKey: 1), Table.Cell("0", sortKey: 0), Table.Cell(Format.none),
        seeds(arm), parameters(arm), Table.Cell("1×", sortKey: 1), Table.Cell("0", sortKey: 0),
        step(arm), cpu(arm),
      ], arm: arm.id)
  }

  private func seeds(_ arm: Arm) -> Table.Cell {
    Table.Cell(
      "\(arm.finishedRuns.count)/\(arm.runs.count)", sortKey: Double(arm.finishedRuns.count))
  }

  private func parameters(_ arm: Arm) -> Table.Cell {
    Table.Cell(
      arm.parameters.map(Format.grouped) ?? Format.none, sortKey: arm.parameters.map(Double.init))
  }

  private func step(_ arm: Arm) -> Table.Cell {
    Table.Cell(
      arm.meanSecondsPerStep.map(Format.duration) ?? Format.none, sortKey: arm.meanSecondsPerStep)
  }

  private func cpu(_ arm: Arm) -> Table.Cell {
    Table.Cell(arm.meanCPUSeconds.map(Format.duration) ?? Format.none, sortKey: arm.meanCPUSeconds)
  }

  private func commands(_ comparison: Comparison, _ results: Results) -> Table {
    let arms = (comparison.baseline.map { [$0] } ?? []) + comparison.arms
    return Table(
      caption: "",
      columns: [
        .init(title: "Arm"), .init(title: "Seed", isNumeric: true), .init(title: "Command"),
      ],
      rows: arms.compactMap { arm in
        guard let run = arm.finishedRuns.first ?? arm.runs.first else { return nil }
        let command = run.parts.map {
          "swift run bench repro \($0.cell.shortID)\(results.folder.option)"
        }
        .joined(separator: " && ")
        return Table.Row(
          cells: [
            Table.Cell(arm.label), Table.Cell(String(run.seed), sortKey: Double(run.seed)),
            Table.Cell(Prose.code(command)),
          ], arm: arm.id)
      })
  }
}

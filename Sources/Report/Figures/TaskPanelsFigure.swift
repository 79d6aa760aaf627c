/// One accuracy–parameters panel per task, on one vertical scale: who pays for the saving.
struct TaskPanelsFigure {
  let comparison: Comparison
  let style: ArmStyle
  let guardMargin: Double
  let suffix: String
  private typealias Format = NumberFormat

  private var shown: [Arm] {
    comparison.arms.filter { $0.ratio != nil && !$0.taskMeans.isEmpty }
  }

  func figure() -> Figure? {
    guard !shown.isEmpty, comparison.tasks.count > 1 else { return nil }
    let grid = PanelGrid(
      plots: comparison.taskNames.map(plot),
      legend: Legend(
        entries: style.legend(shown) + [
          .init(key: .symbol(.diamond, .ink, isOpen: false), text: "single-task networks"),
          .init(key: .line(.muted, dash: [2, 3], width: 1), text: "guard on every task"),
        ]),
      panelHeight: 270)
    return Figure(
      id: FigureKind.tasks.name + suffix,
      title: "Every task for itself" + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      finding: finding,
      howToRead:
        "one panel per task, all on one vertical scale: the change relative to that task’s own"
        + " network, mean over seeds with its 95 % interval where there is one; numbers are rows of the ranking; arms of one size stand"
        + " side by side; arrowheads stand for"
        + " what lies beyond the edge.",
      size: grid.size(Figure.ruler()), data: data,
      draw: { canvas, theme in grid.draw(on: canvas, theme: theme) })
  }

  private func plot(_ task: String) -> Plot {
    let arms = shown.filter { $0.taskMeans[task] != nil }
    let clusters = self.clusters
    func place(_ arm: Arm) -> Double { clusters.places[arm.number] ?? arm.ratio! }
    var marks: [any Mark] = [
      RuleMark(direction: .horizontal, value: 0, paint: .muted, dash: [6, 4]),
      RuleMark(direction: .horizontal, value: -guardMargin, paint: .muted, dash: [2, 3]),
    ]
    for arm in arms {
      if let estimate = arm.taskEstimates[task] {
        marks.append(
          IntervalMark(
            direction: .vertical, at: place(arm), low: estimate.low, high: estimate.high,
            paint: style.paint(arm), width: 1.1, group: arm.id))
      }
    }
    for arm in arms {
      marks.append(
        SymbolMark(
          x: place(arm), y: arm.taskMeans[task]!, symbol: style.symbol(arm),
          paint: style.paint(arm), radius: 4.2, isOpen: style.isOpen(arm), group: arm.id))
    }
    marks.append(
      SymbolMark(x: 1, y: 0, symbol: .diamond, paint: .ink, radius: 5, group: "baseline"))
    let labels = LabelsMark(
      labels: named(arms, task, clusters.crowded).map {
        .init(
          x: place($0), y: $0.taskMeans[task]!, text: "\($0.number)", paint: .muted, size: 10,
          group: $0.id)
      }, markers: arms.map { (place($0), $0.taskMeans[task]!) } + [(1, 0)])
    return Plot(
      title: task,
      x: Axis(
        title: "parameters, relative", kind: .logarithmic,
        format: { Format.plain($0, 2) + "×" }, tickCount: 4),
      y: Axis(
        title: task == comparison.taskNames.first ? "change in %" : "", domain: domain,
        format: AccuracyCostFigure.tick), marks: marks, labels: [labels])
  }

  /// Of the arms of one size, side by side; panels are narrow.
  private var clusters: SizeClusters {
    SizeClusters(shown.map { (number: $0.number, size: $0.ratio!) }, spread: 2)
  }

  /// Of sizes that many arms share, only the panel's highest and lowest are named.
  private func named(_ arms: [Arm], _ task: String, _ crowded: Set<Int>) -> [Arm] {
    let domain = self.domain
    let inside = arms.filter { domain.contains($0.taskMeans[task]!) }
    let ends = [
      inside.max { $0.taskMeans[task]! < $1.taskMeans[task]! },
      inside.min { $0.taskMeans[task]! < $1.taskMeans[task]! },
    ].compactMap { $0?.number }
    return inside.filter { !crowded.contains($0.number) || ends.contains($0.number) }
  }

  private var domain: ClosedRange<Double> {
    ValueDomain.of(
      means: shown.flatMap { $0.taskMeans.values } + [0, -guardMargin],
      intervals: shown.flatMap { $0.taskEstimates.values })
  }

  private var finding: String {
    let names = comparison.taskNames
    let harmed = names.map { task in
      (task, shown.filter { ($0.taskEstimates[task]?.high ?? 0) < 0 }.count)
    }
    let helped = names.map { task in
      (task, shown.filter { ($0.taskEstimates[task]?.low ?? 0) > 0 }.count)
    }
    guard shown.contains(where: { !$0.taskEstimates.isEmpty }) else {
      let worst = shown.compactMap { arm in arm.worstTask.map { (arm, $0) } }
        .min { ($0.1.mean, $0.0.number) < ($1.1.mean, $1.0.number) }!
      return
        "Without intervals: the largest loss is \(Format.fixed(worst.1.mean, 1, signed: true)) % on"
        + " \(worst.1.name) with \(worst.0.label)."
    }
    let words = names.indices.map { index in
      "\(names[index]) gains in \(helped[index].1) and loses in \(harmed[index].1)"
    }
    return "Of \(shown.count) arms, by their intervals: " + words.joined(separator: "; ") + "."
  }

  private var data: DataTable {
    DataTable(
      columns: FigureKind.tasks.columns + ["low (95 %)", "high (95 %)"],
      rows: shown.flatMap { arm in
        comparison.taskNames.map { task in
          let estimate = arm.taskEstimates[task]
          let decimals = estimate.map { Format.decimals(forError: $0.standardError) } ?? 1
          let number: (Double) -> String = { Format.fixed($0, decimals, signed: true) }
          return [
            .number(Double(arm.number), String(arm.number)), .text(arm.label), .text(task),
            DataTable.Datum(arm.ratio, Format.ratio),
            DataTable.Datum(arm.taskMeans[task], number), DataTable.Datum(estimate?.low, number),
            DataTable.Datum(estimate?.high, number),
          ]
        }
      })
  }
}

extension FigureKind {
  static let tasks = FigureKind(
    "tasks", columns: ["number", "arm", "task", "parameters, relative", "change (%)"])
}

import Records

/// Validation score against epochs, one panel per task; the best-ranked arm of each architecture.
struct CurvesFigure {
  let comparison: Comparison
  let style: ArmStyle
  let suffix: String
  private typealias Format = NumberFormat

  private var shown: [Arm] {
    let best = unique(comparison.arms.map(\.architecture.name)).compactMap { name in
      comparison.arms.first { $0.architecture.name == name && !$0.finishedRuns.isEmpty }
    }
    return (comparison.baseline.map { [$0] } ?? []) + best
  }

  private func metric(_ task: String) -> Metric? {
    comparison.metrics(of: task).first { $0.counts }
  }

  private func trajectories(_ task: String) -> [(arm: Arm, line: Trajectory)] {
    guard let metric = metric(task) else { return [] }
    return shown.map { arm in
      let line = arm.trajectory(of: task) { point, _ in
        point.validation.first { $0.task == task && $0.metric == metric.name }
          .map { $0.value * metric.displayScale }
      }
      return (arm, line)
    }.filter { !$0.line.seeds.isEmpty }
  }

  func figure() -> Figure? {
    let panels = comparison.taskNames.map { ($0, trajectories($0)) }
      .filter { $0.1.contains { $0.line.seeds.contains { $0.points.count > 1 } } }
    guard !panels.isEmpty else { return nil }
    let grid = PanelGrid(
      plots: panels.map { plot($0.0, $0.1) },
      legend: Legend(entries: legend(panels.flatMap { $0.1.map(\.arm) })), panelHeight: 280)
    return Figure(
      id: FigureKind.curves.rawValue + suffix,
      title: "Learning curves" + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      finding: finding(panels.map { ($0.0, $0.1) }),
      howToRead:
        "validation score after each epoch; thin lines are seeds, thick ones their mean, a dot marks"
        + " the epoch that was selected on the validation split. Shown: the single-task networks and the"
        + " best-ranked arm of each architecture.",
      size: grid.size(Figure.ruler()),
      data: DataTable(
        columns: FigureKind.curves.columns,
        rows: panels.flatMap { task, lines in
          lines.flatMap { $0.line.rows("\(task) \(metric(task)!.name)") }
        }),
      draw: { canvas, theme in grid.draw(on: canvas, theme: theme) })
  }

  private func plot(_ task: String, _ lines: [(arm: Arm, line: Trajectory)]) -> Plot {
    let metric = metric(task)!
    var marks: [any Mark] = []
    for (arm, line) in lines where line.seeds.count > 1 {
      for seed in line.seeds {
        marks.append(
          LineMark(
            points: seed.points, paint: style.paint(arm), width: 0.8, opacity: 0.4, group: arm.id))
      }
    }
    for (arm, line) in lines {
      marks.append(
        LineMark(
          points: line.mean, paint: style.paint(arm), width: 2, dash: Self.dash(arm), group: arm.id)
      )
    }
    for (arm, line) in lines {
      for seed in line.seeds {
        let dot = seed.points.filter { $0.x == Double(seed.selectedEpoch) }
        marks.append(
          DotsMark(points: dot, paint: style.paint(arm), radius: 3, opacity: 1, group: arm.id))
      }
    }
    let unit = metric.unit.isEmpty ? "" : " in \(metric.unit)"
    return Plot(
      title: task, x: Axis(title: "epoch", format: { Format.fixed($0, 0) }, tickCount: 4),
      y: Axis(
        title: "\(metric.name)\(unit) (\(metric.higherIsBetter ? "higher" : "lower") is better)",
        format: { Format.significant($0, 3).trimmedZeros }, tickCount: 5), marks: marks)
  }

  private static func dash(_ arm: Arm) -> [Double] {
    switch arm.role {
    case .baseline: [2, 3]
    case .networksPerTask: [6, 3]
    case .multiTask: []
    }
  }

  private func legend(_ arms: [Arm]) -> [Legend.Entry] {
    unique(arms.map(\.id)).map { id in
      let arm = arms.first { $0.id == id }!
      return .init(
        key: .line(style.paint(arm), dash: Self.dash(arm), width: 2),
        text: arm.role == .baseline ? "single-task networks" : "\(arm.number) \(arm.label)",
        group: id)
    }
  }

  private func finding(_ panels: [(String, [(arm: Arm, line: Trajectory)])]) -> String {
    let parts = panels.compactMap { task, lines -> String? in
      let seeds = lines.flatMap(\.line.seeds)
      guard let last = seeds.compactMap({ $0.points.last?.x }).max(), !seeds.isEmpty else {
        return nil
      }
      let late = seeds.filter { Double($0.selectedEpoch) >= last }.count
      let epochs = seeds.map(\.selectedEpoch)
      let range = Set(epochs).count == 1 ? "\(epochs[0])" : "\(epochs.min()!) to \(epochs.max()!)"
      return
        "\(task): selected epoch \(range) of \(Int(saturating: last)), the last one in \(late) of"
        + " \(seeds.count) runs"
    }
    return (parts.joined(separator: "; ") + ".").capitalizedFirst
  }
}

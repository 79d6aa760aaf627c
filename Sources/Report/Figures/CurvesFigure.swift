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

  func figure() -> Figure? {
    let panels = comparison.taskNames.compactMap(panel)
    guard !panels.isEmpty else { return nil }
    return TrajectoryFigure(
      kind: .curves,
      title: "Learning curves" + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      finding: finding(panels),
      howToRead:
        "validation score after each epoch; thin lines are seeds, thick ones their mean, a dot marks"
        + " the epoch that was selected on the validation split. Shown: the single-task networks and the"
        + " best-ranked arm of each architecture.",
      spread: .lines, format: { Format.plain($0) }, panelHeight: 280, panels: panels,
      looks: shown.map(look)
    ).figure(suffix: suffix)
  }

  /// Nil where no run has a second epoch.
  private func panel(_ task: String) -> TrajectoryFigure.Panel? {
    guard let metric = comparison.metrics(of: task).first(where: \.counts) else { return nil }
    let lines = shown.map { arm in
      arm.trajectory(of: task) { point, _ in
        point.validation.first { $0.task == task && $0.metric == metric.name }
          .map { $0.value * metric.displayScale }
      }
    }.filter { !$0.seeds.isEmpty }
    guard lines.contains(where: { $0.seeds.contains { $0.points.count > 1 } }) else { return nil }
    let unit = metric.unit.isEmpty ? "" : " in \(metric.unit)"
    let direction = metric.higherIsBetter ? "higher" : "lower"
    return .init(
      title: task, quantity: "\(task) \(metric.name)",
      axis: "\(metric.name)\(unit) (\(direction) is better)", lines: lines)
  }

  private func look(_ arm: Arm) -> TrajectoryFigure.Look {
    let dash: [Double] =
      switch arm.role {
      case .baseline: [2, 3]
      case .networksPerTask: [6, 3]
      case .multiTask: []
      }
    return .init(
      arm: arm.id, paint: style.paint(arm), dash: dash,
      text: arm.role == .baseline ? "single-task networks" : "\(arm.number) \(arm.label)")
  }

  private func finding(_ panels: [TrajectoryFigure.Panel]) -> String {
    let parts = panels.compactMap { panel -> String? in
      let seeds = panel.lines.flatMap(\.seeds)
      guard let last = seeds.compactMap({ $0.points.last?.x }).max(), !seeds.isEmpty else {
        return nil
      }
      let late = seeds.filter { Double($0.selectedEpoch) >= last }.count
      let epochs = seeds.map(\.selectedEpoch)
      let range = Set(epochs).count == 1 ? "\(epochs[0])" : "\(epochs.min()!) to \(epochs.max()!)"
      return
        "\(panel.title): selected epoch \(range) of \(Int(saturating: last)), the last one in \(late) of"
        + " \(seeds.count) runs"
    }
    return (parts.joined(separator: "; ") + ".").capitalizedFirst
  }
}

extension FigureKind {
  static let curves = FigureKind(
    "curves", columns: ["arm", "metric", "seed", "epoch", "value"])
}

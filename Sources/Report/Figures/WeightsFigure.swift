/// What each weighting scheme did to each task's loss, on one architecture.
struct WeightsFigure {
  let comparison: Comparison
  let suffix: String
  private typealias Format = NumberFormat

  /// The arms of the architecture with the most schemes; of several, the best-ranked. Weights that were given stay as they
  /// are.
  private var shown: [Arm] {
    let arms = comparison.arms.filter {
      $0.role == .multiTask && !$0.finishedRuns.isEmpty && $0.weighting.weights == nil
    }
    let groups = unique(arms.map(\.architecture)).map { choice in
      arms.filter { $0.architecture == choice }
    }
    let largest = groups.map(\.count).max() ?? 0
    return (groups.first { $0.count == largest } ?? []).sorted {
      $0.weighting.label < $1.weighting.label
    }
  }

  func figure() -> Figure? {
    let shown = self.shown
    let lines = NamedLines(shown)
    let panels = comparison.taskNames.map {
      panel($0, shown, isCrowded: !shown.allSatisfy(lines.contains))
    }
    let values = panels.flatMap { $0.lines.flatMap { $0.seeds.flatMap { $0.points.map(\.y) } } }
    // Constant weights of one are no finding.
    guard let low = values.min(), let high = values.max(), low != high else { return nil }
    let labels = Labels(shown.map(\.weighting))
    return TrajectoryFigure(
      kind: .weights,
      title: "Loss weights on \(shown[0].architecture.label)"
        + (comparison.label.isEmpty ? "" : ", \(comparison.label)"),
      finding: finding(panels),
      howToRead:
        "mean weight of each task’s loss in each epoch; colour and dash are the weighting scheme,"
        + " the line is the mean over seeds, the band spans the smallest to the largest seed.",
      spread: .bands, format: { Format.plain($0) }, panels: panels,
      looks: shown.filter(lines.contains).enumerated().map { index, arm in
        .init(
          arm: arm.id, paint: .series(index), dash: Self.dash(index),
          text: labels.label(arm.weighting))
      }, background: lines.legend
    ).figure(suffix: suffix)
  }

  private func panel(_ task: String, _ arms: [Arm], isCrowded: Bool) -> TrajectoryFigure.Panel {
    let lines = arms.map { arm in
      arm.trajectory(of: task) { point, index in
        point.weights.indices.contains(index) ? point.weights[index] : nil
      }
    }
    let means = lines.flatMap { $0.mean.map(\.y) }.filter(\.isFinite)
    return .init(
      title: task, quantity: task,
      axis: task == comparison.taskNames.first ? "weight of the loss" : "",
      domain: isCrowded ? ValueDomain.of(means: means, intervals: []) : nil, lines: lines)
  }

  private static func dash(_ index: Int) -> [Double] {
    [[], [6, 3], [2, 3], [8, 3, 2, 3], [12, 4]][index % 5]
  }

  private func finding(_ panels: [TrajectoryFigure.Panel]) -> String {
    let parts = panels.compactMap { panel -> String? in
      let last = panel.lines.compactMap { $0.mean.last?.y }
      guard let low = last.min(), let high = last.max() else { return nil }
      return "\(panel.title) \(Format.significant(low, 2)) to \(Format.significant(high, 2))"
    }
    return "Weights at the end of training over the schemes: " + parts.joined(separator: "; ") + "."
  }
}

extension FigureKind {
  static let weights = FigureKind(
    "weights", columns: ["arm", "task", "seed", "epoch", "weight"])
}

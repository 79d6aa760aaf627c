/// Mean cosine between task gradients on the shared parameters, a panel per pair of tasks.
struct CosinesFigure {
  let comparison: Comparison
  let style: ArmStyle
  let suffix: String
  private typealias Format = NumberFormat

  private var pairs: [(first: String, second: String)] {
    let names = comparison.taskNames
    return names.indices.flatMap { i in names[(i + 1)...].map { (names[i], $0) } }
  }

  private var shown: [Arm] {
    comparison.arms.filter { arm in
      arm.role == .multiTask
        && arm.parts.contains { $0.finished?.epochs.contains { !$0.cosines.isEmpty } ?? false }
    }
  }

  func figure() -> Figure? {
    let shown = self.shown
    guard !shown.isEmpty else { return nil }
    let lines = NamedLines(shown)
    let panels = pairs.enumerated().map { index, pair in
      TrajectoryFigure.Panel(
        title: "\(pair.first) – \(pair.second)", quantity: "\(pair.first) – \(pair.second)",
        axis: index == 0 ? "mean cosine" : "",
        lines: shown.map { arm in
          arm.trajectory(of: pair.first) { point, _ in
            point.cosines.indices.contains(index) ? point.cosines[index] : nil
          }
        })
    }
    return TrajectoryFigure(
      kind: .cosines,
      title: "Agreement of the tasks’ gradients"
        + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      finding: finding(panels),
      howToRead:
        "mean cosine, over the steps of an epoch, between two tasks’ gradients on the shared"
        + " parameters: below 0 they conflict. Lines are means over seeds, bands span the seeds. Only schemes"
        + " that look at gradients record it.",
      spread: .bandEach, reference: 0, format: { Format.rounded($0, 2) }, panels: panels,
      looks: shown.filter(lines.contains).map {
        .init(
          arm: $0.id, paint: style.paint($0), dash: style.dash($0), text: "\($0.number) \($0.label)"
        )
      }, background: lines.legend
    ).figure(suffix: suffix)
  }

  private func finding(_ panels: [TrajectoryFigure.Panel]) -> String {
    let parts = panels.map { panel -> String in
      let values = panel.lines.flatMap { $0.seeds.flatMap { $0.points.map(\.y) } }
        .filter(\.isFinite)
      guard !values.isEmpty else { return "\(panel.title) not recorded" }
      let below = values.filter { $0 < 0 }.count
      return "\(panel.title) \(Format.fixed(Moments.mean(values), 2, signed: true)), below 0 in"
        + " \(Format.fixed(100 * Double(below) / Double(values.count), 0)) % of the epochs"
    }
    return "Mean cosine over all arms and epochs: " + parts.joined(separator: "; ") + "."
  }
}

extension FigureKind {
  static let cosines = FigureKind(
    "cosines", columns: ["arm", "pair", "seed", "epoch", "cosine"])
}

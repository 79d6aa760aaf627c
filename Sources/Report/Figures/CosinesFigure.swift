/// Mean cosine between task gradients on the shared parameters, a panel per pair of tasks.
struct CosinesFigure {
  let comparison: Comparison
  let style: ArmStyle
  let suffix: String
  private typealias Format = NumberFormat

  private var pairs: [(first: String, second: String, index: Int)] {
    let names = comparison.taskNames
    var pairs: [(String, String, Int)] = []
    for i in names.indices {
      for j in names.indices where j > i { pairs.append((names[i], names[j], pairs.count)) }
    }
    return pairs
  }

  private var shown: [Arm] {
    comparison.arms.filter { arm in
      arm.role == .multiTask
        && arm.parts.contains { $0.finished?.epochs.contains { !$0.cosines.isEmpty } ?? false }
    }
  }

  private var lines: NamedLines { NamedLines(shown) }

  func figure() -> Figure? {
    let (shown, lines) = (self.shown, self.lines)
    guard !shown.isEmpty else { return nil }
    let panels = pairs.map { pair in
      (
        "\(pair.first) – \(pair.second)",
        shown.map { arm in
          arm.trajectory(of: pair.first) { point, _ in
            point.cosines.indices.contains(pair.index) ? point.cosines[pair.index] : nil
          }
        }
      )
    }
    let grid = PanelGrid(
      plots: panels.enumerated().map { plot($1.0, $1.1, isFirst: $0 == 0) },
      legend: Legend(
        entries: shown.filter(lines.contains).map {
          .init(
            key: .line(style.paint($0), dash: style.dash($0), width: 2),
            text: "\($0.number) \($0.label)", group: $0.id)
        } + lines.legend), panelHeight: 250)
    return Figure(
      id: FigureKind.cosines.rawValue + suffix,
      title: "Agreement of the tasks’ gradients"
        + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      finding: finding(panels),
      howToRead:
        "mean cosine, over the steps of an epoch, between two tasks’ gradients on the shared"
        + " parameters: below 0 they conflict. Lines are means over seeds, bands span the seeds. Only schemes"
        + " that look at gradients record it.",
      size: grid.size(Figure.ruler()),
      data: DataTable(
        columns: FigureKind.cosines.columns,
        rows: panels.flatMap { name, lines in lines.flatMap { $0.rows(name) } }),
      draw: { canvas, theme in grid.draw(on: canvas, theme: theme) })
  }

  private func plot(_ title: String, _ trajectories: [Trajectory], isFirst: Bool) -> Plot {
    let (arms, named) = (zip(shown, trajectories), lines)
    var marks: [any Mark] = [
      RuleMark(direction: .horizontal, value: 0, paint: .muted, dash: [6, 4])
    ]
    marks += arms.filter { !named.contains($0.0) }.map { named.background($0.1) }
    for (arm, line) in arms where named.contains(arm) {
      marks.append(BandMark(points: line.band, paint: style.paint(arm), group: arm.id))
      marks.append(
        LineMark(
          points: line.mean, paint: style.paint(arm), width: 2, dash: style.dash(arm), group: arm.id
        ))
    }
    return Plot(
      title: title, x: Axis(title: "epoch", format: { Format.fixed($0, 0) }, tickCount: 4),
      y: Axis(
        title: isFirst ? "mean cosine" : "", format: { Format.fixed($0, 2).trimmedZeros },
        tickCount: 5), marks: marks)
  }

  private func finding(_ panels: [(String, [Trajectory])]) -> String {
    let parts = panels.map { name, lines -> String in
      let values = lines.flatMap { $0.seeds.flatMap { $0.points.map(\.y) } }.filter(\.isFinite)
      guard !values.isEmpty else { return "\(name) not recorded" }
      let below = values.filter { $0 < 0 }.count
      return "\(name) \(Format.fixed(Moments.mean(values), 2, signed: true)), below 0 in"
        + " \(Format.fixed(100 * Double(below) / Double(values.count), 0)) % of the epochs"
    }
    return "Mean cosine over all arms and epochs: " + parts.joined(separator: "; ") + "."
  }
}

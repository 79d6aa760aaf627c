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

  private var lines: NamedLines { NamedLines(shown) }
  private var named: [Arm] { shown.filter(lines.contains) }

  private func trajectories(_ task: String) -> [Trajectory] {
    shown.map { arm in
      arm.trajectory(of: task) { point, index in
        point.weights.indices.contains(index) ? point.weights[index] : nil
      }
    }
  }

  func figure() -> Figure? {
    let shown = self.shown
    let labels = Labels(shown.map(\.weighting))
    let panels = comparison.taskNames.map { ($0, trajectories($0)) }
    let values = panels.flatMap { $0.1.flatMap { $0.seeds.flatMap { $0.points.map(\.y) } } }
    // Constant weights of one are no finding.
    guard let low = values.min(), let high = values.max(), low != high else { return nil }
    let grid = PanelGrid(
      plots: panels.map(plot),
      legend: Legend(
        entries: named.enumerated().map { index, arm in
          .init(
            key: .line(.series(index), dash: Self.dash(index), width: 2),
            text: labels.label(arm.weighting),
            group: arm.id)
        } + lines.legend), panelHeight: 250)
    return Figure(
      id: FigureKind.weights.rawValue + suffix,
      title: "Loss weights on \(shown[0].architecture.label)"
        + (comparison.label.isEmpty ? "" : ", \(comparison.label)"),
      finding: finding(panels),
      howToRead:
        "mean weight of each task’s loss in each epoch; colour and dash are the weighting scheme,"
        + " the line is the mean over seeds, the band spans the smallest to the largest seed.",
      size: grid.size(Figure.ruler()),
      data: DataTable(
        columns: FigureKind.weights.columns,
        rows: panels.flatMap { task, lines in lines.flatMap { $0.rows(task) } }),
      draw: { canvas, theme in grid.draw(on: canvas, theme: theme) })
  }

  private static func dash(_ index: Int) -> [Double] {
    [[], [6, 3], [2, 3], [8, 3, 2, 3], [12, 4]][index % 5]
  }

  private func plot(_ task: String, _ trajectories: [Trajectory]) -> Plot {
    let places = Dictionary(uniqueKeysWithValues: named.enumerated().map { ($1.id, $0) })
    let front = trajectories.compactMap { line in places[line.arm].map { ($0, line) } }
    var marks: [any Mark] = trajectories.filter { places[$0.arm] == nil }.map(lines.background)
    for (index, line) in front {
      marks.append(BandMark(points: line.band, paint: .series(index), group: line.arm))
    }
    for (index, line) in front {
      marks.append(
        LineMark(
          points: line.mean, paint: .series(index), width: 2, dash: Self.dash(index),
          group: line.arm))
    }
    return Plot(
      title: task, x: Axis(title: "epoch", format: { Format.fixed($0, 0) }, tickCount: 4),
      y: Axis(
        title: task == comparison.taskNames.first ? "weight of the loss" : "",
        domain: named.count < trajectories.count
          ? ValueDomain.of(
            means: trajectories.flatMap { $0.mean.map(\.y) }.filter(\.isFinite), intervals: [])
          : nil,
        format: { Format.significant($0, 3).trimmedZeros }, tickCount: 5), marks: marks)
  }

  private func finding(_ panels: [(String, [Trajectory])]) -> String {
    let parts = panels.compactMap { task, lines -> String? in
      let last = lines.compactMap { $0.mean.last?.y }
      guard let low = last.min(), let high = last.max() else { return nil }
      return "\(task) \(Format.significant(low, 2)) to \(Format.significant(high, 2))"
    }
    return "Weights at the end of training over the schemes: " + parts.joined(separator: "; ") + "."
  }
}

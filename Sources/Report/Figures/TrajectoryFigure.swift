/// Something that changes over the epochs: a panel for each task or pair of tasks, in it a line for each arm.
struct TrajectoryFigure {
  struct Panel: Sendable {
    var title: String
    /// What the data table calls that which is drawn.
    var quantity: String
    var axis: String
    /// What part of the axis is shown; nil for all.
    var domain: ClosedRange<Double>?
    var lines: [Trajectory]
  }

  /// How an arm's line is told from others; one without is part of the grey background.
  struct Look: Sendable {
    var arm: String
    var paint: Paint
    var dash: [Double]
    /// In the legend.
    var text: String
  }

  /// What is shown of the single seeds behind their mean.
  enum Spread {
    /// A thin line each, with a dot at the selected epoch.
    case lines
    /// From the smallest to the largest; all behind all means.
    case bands
    /// The same, each right behind its own mean.
    case bandEach
  }

  let kind: FigureKind
  let title: String
  let finding: String
  let howToRead: String
  let spread: Spread
  /// A value to compare with, drawn across every panel.
  var reference: Double?
  let format: @Sendable (Double) -> String
  var panelHeight = 250.0
  let panels: [Panel]
  /// In the order of the legend.
  let looks: [Look]
  /// The keys of what has no look.
  var background: [Legend.Entry] = []

  func figure(suffix: String) -> Figure {
    let drawn = Set(panels.flatMap { $0.lines.map(\.arm) })
    let keys = looks.filter { drawn.contains($0.arm) }.map { look in
      Legend.Entry(
        key: .line(look.paint, dash: look.dash, width: 2), text: look.text, group: look.arm)
    }
    let grid = PanelGrid(
      plots: panels.map(plot), legend: Legend(entries: keys + background), panelHeight: panelHeight)
    return Figure(
      id: kind.name + suffix, title: title, finding: finding, howToRead: howToRead,
      size: grid.size(Figure.ruler()),
      data: DataTable(
        columns: kind.columns,
        rows: panels.flatMap { panel in panel.lines.flatMap { $0.rows(panel.quantity) } }),
      draw: { canvas, theme in grid.draw(on: canvas, theme: theme) })
  }

  private func plot(_ panel: Panel) -> Plot {
    let known = panel.lines.compactMap { line in
      looks.first { $0.arm == line.arm }.map { (line: line, look: $0) }
    }
    var marks: [any Mark] = []
    if let reference {
      marks.append(
        RuleMark(direction: .horizontal, value: reference, paint: .muted, dash: [6, 4]))
    }
    marks += panel.lines.filter { line in !looks.contains { $0.arm == line.arm } }
      .map(NamedLines.background)
    switch spread {
    case .lines:
      // One seed is its own mean.
      marks += known.filter { $0.line.seeds.count > 1 }.flatMap { seeds($0.line, $0.look) }
      marks += known.map { mean($0.line, $0.look) }
      marks += known.flatMap { selections($0.line, $0.look) }
    case .bands:
      marks += known.map { band($0.line, $0.look) } + known.map { mean($0.line, $0.look) }
    case .bandEach: marks += known.flatMap { [band($0.line, $0.look), mean($0.line, $0.look)] }
    }
    return Plot(
      title: panel.title,
      x: Axis(title: "epoch", format: { NumberFormat.fixed($0, 0) }, tickCount: 4),
      y: Axis(title: panel.axis, domain: panel.domain, format: format, tickCount: 5), marks: marks)
  }

  private func mean(_ line: Trajectory, _ look: Look) -> any Mark {
    LineMark(points: line.mean, paint: look.paint, width: 2, dash: look.dash, group: line.arm)
  }

  private func band(_ line: Trajectory, _ look: Look) -> any Mark {
    BandMark(points: line.band, paint: look.paint, group: line.arm)
  }

  private func seeds(_ line: Trajectory, _ look: Look) -> [any Mark] {
    line.seeds.map { seed in
      LineMark(
        points: seed.points, paint: look.paint, width: 0.8, opacity: 0.4, group: line.arm)
    }
  }

  private func selections(_ line: Trajectory, _ look: Look) -> [any Mark] {
    line.seeds.map { seed in
      DotsMark(
        points: seed.points.filter { $0.x == Double(seed.selectedEpoch) }, paint: look.paint,
        radius: 3, opacity: 1, group: line.arm)
    }
  }
}

/// Δp of every arm with its interval, one row each, grouped by architecture.
struct ForestFigure {
  let comparison: Comparison
  let style: ArmStyle
  let margin: Double
  let suffix: String
  private typealias Format = NumberFormat

  private var groups: [(name: String, arms: [Arm])] {
    let arms = comparison.arms.filter { $0.deltaPMean != nil }
    return unique(arms.map(\.architecture.name)).map { name in
      (name, arms.filter { $0.architecture.name == name })
    }
  }

  func figure() -> Figure? {
    let groups = self.groups
    let arms = groups.flatMap(\.arms)
    guard arms.count > 1 else { return nil }
    let rowHeight = 22.0
    let height = Double(arms.count) * rowHeight + Double(groups.count) * 8 + 62
    return Figure(
      id: FigureKind.forest.name + suffix,
      title: "Δp of every arm" + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      finding: finding(arms),
      howToRead:
        "each row is an arm, grouped by architecture in the order of the ranking; the marker is"
        + " the mean over seeds, the bar its 95 % interval (unadjusted), faint dots the seeds; the dashed"
        + " line is single-task accuracy, the dotted one the margin. Arrowheads stand for what lies beyond the edge,"
        + " where seeds are not drawn.",
      size: Size(width: Figure.width, height: height), data: data(arms),
      draw: { canvas, theme in draw(canvas, theme, groups, rowHeight) })
  }

  private func finding(_ arms: [Arm]) -> String {
    let intervals = arms.compactMap(\.deltaP)
    guard !intervals.isEmpty else {
      return "\(arms.count) arms, none with an interval: that takes two seeds."
    }
    let below = intervals.count { $0.high < -margin }
    let above = intervals.count { $0.low > -margin }
    return
      "Of \(Wording.count(arms.count, "arm")), \(above) \(above == 1 ? "lies" : "lie") wholly above the margin"
      + " \(Format.minus)\(Format.plain(margin)) %, \(below) wholly below it, and"
      + " the intervals of \(arms.count - above - below) leave it open."
  }

  private func draw(
    _ canvas: any Canvas, _ theme: Theme, _ groups: [(name: String, arms: [Arm])],
    _ rowHeight: Double
  ) {
    let arms = groups.flatMap(\.arms)
    let name = TextStyle(size: 12, colour: theme.ink, baseline: .middle)
    let left = arms.map { canvas.width(of: title($0), name) }.max()! + 20
    let right = arms.map { canvas.width(of: value($0), name) }.max()! + 16
    let rect = Rect(
      x: left.rounded() + 0.5, y: 8.5, width: (Figure.width - left - right).rounded(),
      height: canvas.size.height - 58)
    let domain = ValueDomain.of(
      means: arms.map { $0.deltaPMean! } + [0, -margin], intervals: arms.compactMap(\.deltaP))
    let frame = Frame(
      rect: rect, x: Scale(kind: .linear, domain: domain, start: rect.x, end: rect.maxX),
      y: Scale(kind: .linear, domain: 0...rect.height, start: rect.y, end: rect.maxY))
    drawAxis(canvas, frame, theme)
    var y = 4.0
    for group in groups {
      y += 4
      for arm in group.arms {
        y += rowHeight / 2
        drawRow(arm, y, canvas, frame, theme, name)
        y += rowHeight / 2
      }
      y += 4
    }
  }

  private func drawAxis(_ canvas: any Canvas, _ frame: Frame, _ theme: Theme) {
    let style = TextStyle(size: 11, colour: theme.muted, anchor: .middle)
    for tick in frame.x.ticks(about: 7) {
      let x = frame.x(tick).rounded() + 0.5
      canvas.stroke(
        .line(Point(x: x, y: frame.rect.y), Point(x: x, y: frame.rect.maxY)),
        Stroke(colour: theme.grid))
      canvas.text(
        AccuracyCostFigure.tick(tick), at: Point(x: x, y: frame.rect.maxY + 16), style)
    }
    RuleMark(direction: .vertical, value: 0, paint: .muted, dash: [6, 4])
      .draw(on: canvas, in: frame, theme: theme)
    RuleMark(direction: .vertical, value: -margin, paint: .muted, dash: [2, 3])
      .draw(on: canvas, in: frame, theme: theme)
    canvas.text(
      "Δp in % (right is better)", at: Point(x: frame.rect.midX, y: frame.rect.maxY + 37),
      TextStyle(size: 12, colour: theme.ink, anchor: .middle))
  }

  private func drawRow(
    _ arm: Arm, _ y: Double, _ canvas: any Canvas, _ frame: Frame, _ theme: Theme,
    _ name: TextStyle
  ) {
    let paint = style.paint(arm)
    var value = name
    value.anchor = .end
    canvas.grouped(arm.id) {
      canvas.text(title(arm), at: Point(x: 4, y: frame.rect.y + y), name)
      canvas.text(self.value(arm), at: Point(x: Figure.width - 4, y: frame.rect.y + y), value)
    }
    canvas.clipped(to: frame.rect) {
      if arm.deltaPBySeed.count > 1 {
        DotsMark(
          points: arm.deltaPBySeed.map { (x: $0.value, y: y) }, paint: paint, group: arm.id
        ).draw(on: canvas, in: frame, theme: theme)
      }
      if let estimate = arm.deltaP {
        IntervalMark(
          direction: .horizontal, at: y, low: estimate.low, high: estimate.high, paint: paint,
          group: arm.id
        ).draw(on: canvas, in: frame, theme: theme)
      }
      SymbolMark(
        x: arm.deltaPMean!, y: y, symbol: style.symbol(arm), paint: paint,
        isOpen: style.isOpen(arm), group: arm.id
      ).draw(on: canvas, in: frame, theme: theme)
    }
  }

  private func title(_ arm: Arm) -> String { "\(arm.number)  \(arm.label)" }

  private func value(_ arm: Arm) -> String {
    arm.deltaP.map { Format.estimate($0) } ?? Format.percentChange(arm.deltaPMean, nil)
  }

  private func data(_ arms: [Arm]) -> DataTable {
    DataTable(
      columns: FigureKind.forest.columns,
      rows: arms.flatMap { arm in
        arm.deltaPBySeed.map { seed, value in
          [
            .number(Double(arm.number), String(arm.number)), .text(arm.label),
            .number(Double(seed), String(seed)),
            .number(value, Format.fixed(value, 2, signed: true)),
          ]
        }
      })
  }
}

extension FigureKind {
  static let forest = FigureKind(
    "forest", columns: ["number", "arm", "seed", "Δp (%)"])
}

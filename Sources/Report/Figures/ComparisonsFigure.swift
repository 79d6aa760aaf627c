/// Arms across the comparisons of a report, as task sets or networks: what of a result holds, and what depends on the company.
struct ComparisonsFigure {
  let comparisons: [Comparison]
  let style: ArmStyle
  let margin: Double
  /// On every single task.
  let guardMargin: Double
  private typealias Format = NumberFormat

  /// One marker: an arm of one comparison.
  private struct Row {
    let arm: Arm
    /// Pixels below the top of the panels.
    let y: Double
  }

  private struct Group {
    let label: String
    let top: Double
    let rows: [Row]
  }

  /// What a panel shows of an arm.
  private struct Quantity {
    let title: String
    let margin: Double
    let mean: @Sendable (Arm) -> Double?
    let estimate: @Sendable (Arm) -> Estimate?
  }

  private static let rowHeight = 15.0
  private static let headHeight = 22.0
  /// More tasks than this have no room side by side.
  private static let mostTasks = 4

  /// Arms that occur in one comparison only have nothing to be seen beside.
  private var groups: [Group] {
    let labels = comparisons.flatMap { $0.arms.filter { $0.deltaPMean != nil }.map(\.label) }
    let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    let order = unique(labels).filter { counts[$0]! > 1 }
    var y = 4.0
    return comparisons.compactMap { comparison in
      let arms = order.compactMap { label in
        comparison.arms.first { $0.label == label && $0.deltaPMean != nil }
      }
      guard !arms.isEmpty else { return nil }
      let top = y
      y += Self.headHeight
      let rows = arms.map { arm -> Row in
        defer { y += Self.rowHeight }
        return Row(arm: arm, y: y + Self.rowHeight / 2)
      }
      y += 6
      return Group(label: comparison.label, top: top, rows: rows)
    }
  }

  private var quantities: [Quantity] {
    let tasks = unique(comparisons.flatMap(\.taskNames))
    let all = Quantity(
      title: "Δp", margin: margin, mean: { $0.deltaPMean }, estimate: { $0.deltaP })
    guard tasks.count <= Self.mostTasks else { return [all] }
    return [all]
      + tasks.map { task in
        Quantity(
          title: task, margin: guardMargin, mean: { $0.taskMeans[task] },
          estimate: { $0.taskEstimates[task] })
      }
  }

  /// Nil where there is one comparison, or no arm in two.
  func figure() -> Figure? {
    let groups = self.groups
    guard groups.count > 1, let last = groups.last?.rows.last else { return nil }
    return Figure(
      id: FigureKind.comparisons.name, title: "The same arms under every comparison",
      finding: finding(groups),
      howToRead:
        "a block of rows for each comparison, a row for each arm that is in two of them at least; the first panel"
        + " shows Δp, the others one task each, against the single-task networks of the same comparison. Markers are"
        + " means over seeds, bars 95 % intervals; the dashed line is single-task accuracy, the dotted one the margin, on a task its guard."
        + " Arrowheads stand for what lies beyond the edge.",
      size: Size(width: Figure.width, height: last.y + 62), data: data(groups),
      draw: { canvas, theme in draw(canvas, theme, groups) })
  }

  private func finding(_ groups: [Group]) -> String {
    let ends = groups.map { group -> String in
      let values = group.rows.compactMap(\.arm.deltaPMean)
      let least = "\(group.label) \(Format.fixed(values.min()!, 1, signed: true))"
      return values.count == 1
        ? least + " %" : least + " to \(Format.fixed(values.max()!, 1, signed: true)) %"
    }
    let isOne = groups.allSatisfy { $0.rows.count == 1 }
    return
      (isOne
      ? "Δp of " + groups[0].rows[0].arm.label
      : "Δp of the arms, from the lowest to the highest mean")
      + ": \(ends.joined(separator: "; "))."
  }

  private func draw(_ canvas: any Canvas, _ theme: Theme, _ groups: [Group]) {
    let name = TextStyle(size: 11, colour: theme.ink, baseline: .middle)
    let rows = groups.flatMap(\.rows)
    let left = rows.map { canvas.width(of: $0.arm.label, name) }.max()! + 22
    let quantities = self.quantities
    let gap = 12.0
    let width =
      ((Figure.width - left - gap * Double(quantities.count)) / Double(quantities.count))
      .rounded(.down)
    for (index, quantity) in quantities.enumerated() {
      let x = (left + Double(index) * (width + gap)).rounded() + 0.5
      let rect = Rect(x: x, y: 22.5, width: width, height: canvas.size.height - 58)
      panel(quantity, rows, rect, canvas, theme)
    }
    var bold = name
    bold.bold = true
    for group in groups {
      canvas.text(group.label, at: Point(x: 4, y: 22.5 + group.top + 12), bold)
      for row in group.rows {
        canvas.grouped(row.arm.id) {
          canvas.text(row.arm.label, at: Point(x: 14, y: 22.5 + row.y), name)
        }
      }
    }
  }

  private func panel(
    _ quantity: Quantity, _ rows: [Row], _ rect: Rect, _ canvas: any Canvas, _ theme: Theme
  ) {
    let domain = ValueDomain.of(
      means: rows.compactMap { quantity.mean($0.arm) } + [0, -quantity.margin],
      intervals: rows.compactMap { quantity.estimate($0.arm) })
    let frame = Frame(
      rect: rect, x: Scale(kind: .linear, domain: domain, start: rect.x, end: rect.maxX),
      y: Scale(kind: .linear, domain: 0...rect.height, start: rect.y, end: rect.maxY))
    drawAxis(quantity, frame, canvas, theme)
    canvas.clipped(to: rect) {
      for row in rows {
        guard let mean = quantity.mean(row.arm) else { continue }
        let paint = style.paint(row.arm)
        if let estimate = quantity.estimate(row.arm) {
          IntervalMark(
            direction: .horizontal, at: row.y, low: estimate.low, high: estimate.high,
            paint: paint, width: 1.2, group: row.arm.id
          ).draw(on: canvas, in: frame, theme: theme)
        }
        SymbolMark(
          x: mean, y: row.y, symbol: style.symbol(row.arm), paint: paint, radius: 3.8,
          isOpen: style.isOpen(row.arm), group: row.arm.id
        ).draw(on: canvas, in: frame, theme: theme)
      }
    }
  }

  private func drawAxis(_ quantity: Quantity, _ frame: Frame, _ canvas: any Canvas, _ theme: Theme)
  {
    let rect = frame.rect
    let style = TextStyle(size: 11, colour: theme.muted, anchor: .middle)
    for tick in frame.x.ticks(about: 4) {
      let x = frame.x(tick).rounded() + 0.5
      canvas.stroke(
        .line(Point(x: x, y: rect.y), Point(x: x, y: rect.maxY)), Stroke(colour: theme.grid))
      canvas.text(AccuracyCostFigure.tick(tick), at: Point(x: x, y: rect.maxY + 16), style)
    }
    for (value, dash) in [(0, [6.0, 4]), (-quantity.margin, [2, 3])] {
      RuleMark(direction: .vertical, value: value, paint: .muted, dash: dash)
        .draw(on: canvas, in: frame, theme: theme)
    }
    canvas.text(
      "\(quantity.title), change in %", at: Point(x: rect.midX, y: 14),
      TextStyle(size: 12, colour: theme.ink, anchor: .middle))
  }

  private func data(_ groups: [Group]) -> DataTable {
    DataTable(
      columns: FigureKind.comparisons.columns,
      rows: groups.flatMap { group in
        group.rows.flatMap { row in
          quantities.compactMap { quantity -> [DataTable.Datum]? in
            guard let mean = quantity.mean(row.arm) else { return nil }
            let estimate = quantity.estimate(row.arm)
            let number: (Double) -> String = { Format.fixed($0, 2, signed: true) }
            return [
              .text(group.label), .text(row.arm.label), .text(quantity.title),
              DataTable.Datum(mean, number), DataTable.Datum(estimate?.low, number),
              DataTable.Datum(estimate?.high, number),
            ]
          }
        }
      })
  }
}

extension FigureKind {
  static let comparisons = FigureKind(
    "comparisons",
    columns: ["comparison", "arm", "quantity", "change (%)", "low (95 %)", "high (95 %)"])
}

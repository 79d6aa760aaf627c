/// Fixed weights and schemes, one task's change against another's: the front that weights span.
struct StaticFrontFigure {
  let comparison: Comparison
  /// Arms with fixed weights, on one architecture.
  let points: [Arm]
  let schemes: [Arm]
  let architecture: String
  let style: ArmStyle
  let suffix: String
  private typealias Format = NumberFormat

  private var arms: [Arm] { points + schemes }

  /// Every two tasks, in their order.
  private var pairs: [(x: String, y: String)] {
    let names = comparison.taskNames
    return names.indices.flatMap { first in
      names[(first + 1)...].map { (names[first], $0) }
    }
  }

  func figure() -> Figure {
    let grid = PanelGrid(
      plots: pairs.map(plot),
      legend: Legend(
        entries: style.legend(arms) + [
          .init(key: .symbol(.diamond, .ink, isOpen: false), text: "single-task networks"),
          .init(key: .line(.muted, dash: [6, 4], width: 1.4), text: "front of the fixed weights"),
        ]), panelHeight: 290)
    return Figure(
      id: FigureKind.staticFront.name + suffix,
      title: "Fixed weights and schemes on \(architecture)"
        + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      finding: finding,
      howToRead:
        "one panel for every two tasks, each axis the change relative to that task’s own network in percent, mean over"
        + " seeds: right and up is better; the dashed line joins the fixed weights that no other beats on both tasks;"
        + " numbers are rows of the ranking"
        + (arms.count > 16 ? ", of the arms that no other beats on both" : "")
        + "; arrowheads stand for what lies beyond the edge.",
      size: grid.size(Figure.ruler()), data: data,
      draw: { canvas, theme in grid.draw(on: canvas, theme: theme) })
  }

  private func place(_ arm: Arm, _ pair: (x: String, y: String)) -> (x: Double, y: Double) {
    (arm.taskMeans[pair.x]!, arm.taskMeans[pair.y]!)
  }

  private func front(_ pair: (x: String, y: String)) -> [(x: Double, y: Double)] {
    let places = points.map { place($0, pair) }
    return places.filter { one in
      !places.contains {
        $0.x >= one.x && $0.y >= one.y && ($0.x > one.x || $0.y > one.y)
      }
    }.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  }

  private func plot(_ pair: (x: String, y: String)) -> Plot {
    var marks: [any Mark] = [
      RuleMark(direction: .horizontal, value: 0, paint: .muted, dash: [2, 3]),
      RuleMark(direction: .vertical, value: 0, paint: .muted, dash: [2, 3]),
      LineMark(points: front(pair), paint: .muted, width: 1.4, dash: [6, 4]),
    ]
    for arm in arms {
      let place = place(arm, pair)
      marks.append(
        SymbolMark(
          x: place.x, y: place.y, symbol: style.symbol(arm), paint: style.paint(arm), radius: 4.2,
          isOpen: style.isOpen(arm), group: arm.id))
    }
    marks.append(
      SymbolMark(x: 0, y: 0, symbol: .diamond, paint: .ink, radius: 5, group: "baseline"))
    let labels = LabelsMark(
      labels: named(pair).map { arm in
        let place = place(arm, pair)
        return .init(
          x: place.x, y: place.y, text: "\(arm.number)", paint: .muted, size: 10, group: arm.id)
      }, markers: arms.map { place($0, pair) } + [(0, 0)])
    return Plot(
      title: nil,
      x: Axis(
        title: "\(pair.x), change in %", domain: domain(pair.x), format: AccuracyCostFigure.tick,
        tickCount: 4),
      y: Axis(
        title: "\(pair.y), change in %", domain: domain(pair.y), format: AccuracyCostFigure.tick,
        tickCount: 5), marks: marks, labels: [labels])
  }

  private func domain(_ task: String) -> ClosedRange<Double> {
    ValueDomain.of(means: arms.map { $0.taskMeans[task]! } + [0], intervals: [])
  }

  /// Of many arms, those that no other beats on both tasks.
  private func named(_ pair: (x: String, y: String)) -> [Arm] {
    guard arms.count > 16 else { return arms }
    let places = arms.map { place($0, pair) }
    return zip(arms, places).filter { _, one in
      !places.contains { $0.x >= one.x && $0.y >= one.y && ($0.x > one.x || $0.y > one.y) }
    }.map(\.0)
  }

  private var finding: String {
    let words = comparison.taskNames.map { task -> String in
      let values = points.map { $0.taskMeans[task]! }
      return "\(task) by \(Format.fixed(values.max()! - values.min()!, 1)) points"
    }
    return "Over \(Wording.count(points.count, "choice")) of fixed weights the change differs: "
      + words.joined(separator: ", ") + "."
  }

  private var data: DataTable {
    DataTable(
      columns: FigureKind.staticFront.columns + comparison.taskNames.map { "\($0) (%)" } + [
        "Δp (%)"
      ],
      rows: arms.map { arm in
        let number: (Double) -> String = { Format.fixed($0, 2, signed: true) }
        return [.number(Double(arm.number), String(arm.number)), .text(arm.label)]
          + comparison.taskNames.map { DataTable.Datum(arm.taskMeans[$0], number) }
          + [DataTable.Datum(arm.deltaPMean, number)]
      })
  }
}

extension FigureKind {
  static let staticFront = FigureKind(
    "static-front", columns: ["number", "arm"])
}

import Foundation

/// Δp against what a network costs, relative to the single-task networks together: the report's main chart.
struct AccuracyCostFigure {
  enum Cost {
    case parameters
    case macs

    var kind: FigureKind { self == .parameters ? .accuracyParameters : .accuracyMACs }
    var noun: String { self == .parameters ? "parameters" : "multiply–accumulates" }
  }
  let comparison: Comparison
  let cost: Cost
  let style: ArmStyle
  let margin: Double
  let minimumSaving: Double
  let suffix: String
  private typealias Format = NumberFormat

  private func x(_ arm: Arm) -> Double? { cost == .parameters ? arm.ratio : arm.macRatio }

  private var clusters: SizeClusters {
    SizeClusters(shown.map { (number: $0.number, size: x($0)!) })
  }
  private var shown: [Arm] { comparison.arms.filter { x($0) != nil && $0.deltaPMean != nil } }
  private var front: [Arm] { comparison.front(x) }

  /// Nil where no arm has both a size and a Δp.
  func figure() -> Figure? {
    guard !shown.isEmpty else { return nil }
    let legend = Legend(entries: legendEntries)
    let legendHeight = legend.height(width: Figure.width - 80, Figure.ruler())
    let plot = self.plot
    let height = 470.0
    return Figure(
      id: cost.kind.name + suffix,
      title: "Accuracy against \(cost.noun)"
        + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      finding: finding, howToRead: howToRead,
      size: Size(width: Figure.width, height: height + legendHeight + 12), data: data,
      draw: { canvas, theme in
        plot.draw(
          on: canvas, in: Rect(x: 8, y: 4, width: Figure.width - 16, height: height), theme: theme)
        legend.draw(
          on: canvas, at: Point(x: 64, y: height + 8), width: Figure.width - 80, theme: theme)
      })
  }

  private var plot: Plot {
    let base =
      cost == .parameters ? comparison.baseline?.parameters : comparison.baseline?.macs
    let fallback = cost == .parameters ? shown[0].parameters : shown[0].macs
    let total = base.map(Double.init) ?? Double(fallback ?? 0) / (x(shown[0]) ?? 1)
    return Plot(
      title: nil,
      x: Axis(
        title:
          "\(cost.noun.capitalizedFirst) relative to the single-task networks together (log scale)",
        kind: .logarithmic, format: { Format.plain($0, 2) + "×" },
        opposite: (
          "\(cost.noun.capitalizedFirst)\(cost == .macs ? " of one forward pass" : "")",
          { Format.short($0 * total) }
        ), tickCount: 9),
      y: Axis(title: "Δp in % (higher is better)", domain: yDomain, format: Self.tick),
      marks: marks,
      labels: [labels])
  }

  static let tick: @Sendable (Double) -> String = { value in
    NumberFormat.fixed(value, abs(value - value.rounded()) < 1e-9 ? 0 : 1, signed: true)
  }

  private var yDomain: ClosedRange<Double> {
    ValueDomain.of(
      means: shown.map { $0.deltaPMean! } + [0, -margin], intervals: shown.compactMap(\.deltaP))
  }

  private var marks: [any Mark] {
    let (places, crowded) = (clusters.places, clusters.crowded)
    var marks: [any Mark] = [
      RegionMark(
        xLow: nil, xHigh: 1 - minimumSaving / 100, yLow: -margin, yHigh: nil, paint: .success)
    ]
    if let noise = comparison.noise {
      marks.append(
        RegionMark(yLow: -noise.deviation, yHigh: noise.deviation, paint: .muted, opacity: 0.13))
    }
    marks += [
      RuleMark(direction: .horizontal, value: 0, paint: .muted, dash: [6, 4]),
      RuleMark(direction: .horizontal, value: -margin, paint: .muted, dash: [2, 3]),
      FrontMark(points: frontPoints, paint: .muted),
    ]
    let drawn = Set(front.map(\.number))
    for arm in shown where !crowded.contains(arm.number) || drawn.contains(arm.number) {
      let paint = style.paint(arm)
      let dots =
        arm.deltaPBySeed.count > 1
        ? arm.deltaPBySeed.map { (x: places[arm.number]!, y: $0.value) } : []
      marks.append(DotsMark(points: dots, paint: paint, group: arm.id))
      if let estimate = arm.deltaP {
        marks.append(
          IntervalMark(
            direction: .vertical, at: places[arm.number]!, low: estimate.low, high: estimate.high,
            paint: paint,
            group: arm.id))
      }
    }
    for arm in shown {
      marks.append(
        SymbolMark(
          x: places[arm.number]!, y: arm.deltaPMean!, symbol: style.symbol(arm),
          paint: style.paint(arm),
          isOpen: style.isOpen(arm), group: arm.id))
    }
    marks.append(
      SymbolMark(
        x: 1, y: 0, symbol: .diamond, paint: .ink, radius: 6.5, group: "baseline"))
    return marks
  }

  private var frontPoints: [(x: Double, y: Double)] {
    let places = clusters.places
    let arms = front.map { (x: places[$0.number]!, y: $0.deltaPMean!) }
    let isBaselineBeaten = shown.contains { x($0)! <= 1 && $0.deltaPMean! >= 0 }
    return arms + (isBaselineBeaten ? [] : [(x: 1, y: 0)])
  }

  private var labels: LabelsMark {
    let (places, crowded) = (clusters.places, clusters.crowded)
    let onFront = Set(front.map(\.number))
    let named = shown.filter { onFront.contains($0.number) }
    let others = shown.filter { !onFront.contains($0.number) && !crowded.contains($0.number) }
    var labels = named.map {
      LabelsMark.Label(
        x: places[$0.number]!, y: $0.deltaPMean!, text: "\($0.number) \($0.label)",
        short: "\($0.number)", paint: .ink, bold: true, group: $0.id)
    }
    labels.append(
      LabelsMark.Label(x: 1, y: 0, text: "single-task", paint: .ink, group: "baseline"))
    // What lies beyond the edge is named there, with its value.
    let domain = yDomain
    let edge = 0.03 * (domain.upperBound - domain.lowerBound)
    labels += shown.filter { !domain.contains($0.deltaPMean!) && !onFront.contains($0.number) }.map
    {
      let value = Self.tick($0.deltaPMean!.rounded())
      return LabelsMark.Label(
        x: places[$0.number]!,
        y: min(max($0.deltaPMean!, domain.lowerBound + edge), domain.upperBound - edge),
        text: "\($0.number) \($0.label): \(value)", short: "\($0.number): \(value)", paint: .muted,
        size: 11, group: $0.id)
    }
    labels += others.filter { domain.contains($0.deltaPMean!) }.map {
      LabelsMark.Label(
        x: places[$0.number]!, y: $0.deltaPMean!, text: "\($0.number)", paint: .muted, size: 11,
        group: $0.id)
    }
    return LabelsMark(
      labels: labels, markers: shown.map { (places[$0.number]!, $0.deltaPMean!) } + [(1, 0)],
      intervals: (named + others).compactMap { arm in
        arm.deltaP.map { (places[arm.number]!, $0.low, $0.high) }
      },
      lines: FrontMark(points: frontPoints, paint: .muted).segments
        + [0, -margin].map {
          LineSegment(x1: -Double.infinity, y1: $0, x2: .infinity, y2: $0)
        })
  }

  private var legendEntries: [Legend.Entry] {
    var entries = style.legend(shown)
    entries.append(.init(key: .symbol(.diamond, .ink, isOpen: false), text: "single-task networks"))
    if comparison.noise != nil {
      entries.append(.init(key: .area(.grid), text: "their spread over seeds (±1 SD)"))
    }
    entries.append(.init(key: .line(.muted, dash: [6, 4], width: 1.4), text: "Pareto front"))
    let saving = Format.plain(minimumSaving)
    entries.append(
      .init(
        key: .area(.success),
        text:
          "success: \(saving) % saved, Δp above \(Format.minus)\(Format.plain(margin)) %"
      ))
    return entries
  }

  private var finding: String {
    let best = front.max { $0.deltaPMean! < $1.deltaPMean! }
    let least = shown.map { x($0)! }.min()!
    // A scheme's own weights are a handful of parameters.
    let light = shown.filter { x($0)! <= max(1.001 * least, least) }
    let lightest = light.max { $0.deltaPMean! < $1.deltaPMean! }!
    var text =
      if light.count == 1 {
        "Of \(Wording.count(shown.count, "arm")), \(describe(lightest)) has the fewest \(cost.noun)"
      } else if light.count == shown.count {
        "\(shown.count == 2 ? "Both arms" : "All \(Wording.count(shown.count, "arm"))") are of one size, the best of them \(describe(lightest))"
      } else {
        "Of \(Wording.count(shown.count, "arm")), \(Wording.number(light.count)) have the fewest \(cost.noun),"
          + " the best of them \(describe(lightest))"
      }
    if let best, best.number != lightest.number {
      text += "; the front’s highest Δp is \(describe(best))"
    } else if best == nil {
      text += "; no arm reaches the front that the single-task networks span"
    }
    return text + "."
  }

  private func describe(_ arm: Arm) -> String {
    "\(arm.label) at \(Format.ratio(x(arm)!)) and Δp "
      + (arm.deltaP.map { Format.estimate($0, unit: "\u{00A0}%") }
        ?? Format.percentChange(arm.deltaPMean, nil) + " % (one seed, no interval)")
  }

  private var howToRead: String {
    let hasIntervals = shown.contains { $0.deltaP != nil }
    let domain = yDomain
    return "left is lighter, up is better; colour is the architecture"
      + (style.shapes(shown) > 1 ? ", shape \(style.meaningOfShapes)" : "") + ", "
      + (hasIntervals
        ? "the bar the 95 % interval (unadjusted), faint dots single seeds, "
        : "and no bars: intervals need two seeds; ")
      + "numbers are the rows of the ranking, with names on the Pareto front where there is room; arms of one size stand side by side"
      + (clusters.crowded.isEmpty
        ? "." : ", where there are many of them without bars and numbers: the ranking has them.")
      + (shown.allSatisfy { isWhole($0, domain) }
        ? "" : " Arrowheads stand for what lies beyond the edge.")
      + (hasIntervals
        ? " Whole bars inside the green region keep the accuracy with the saving asked for." : "")
  }

  private func isWhole(_ arm: Arm, _ domain: ClosedRange<Double>) -> Bool {
    domain.contains(arm.deltaPMean!)
      && (arm.deltaP.map { domain.contains($0.low) && domain.contains($0.high) } ?? true)
  }

  private var data: DataTable {
    DataTable(
      columns: cost.kind.columns
        + ["low (95 %)", "high (95 %)", "seeds", "on the front"],
      rows: shown.map { arm in
        let decimals = arm.deltaP.map { Format.decimals(forError: $0.standardError) } ?? 2
        let number: (Double) -> String = { Format.fixed($0, decimals, signed: true) }
        return [
          .number(Double(arm.number), String(arm.number)), .text(arm.label),
          DataTable.Datum(cost == .parameters ? arm.parameters : arm.macs),
          DataTable.Datum(x(arm), Format.ratio), DataTable.Datum(arm.deltaPMean, number),
          DataTable.Datum(arm.deltaP?.low, number), DataTable.Datum(arm.deltaP?.high, number),
          DataTable.Datum(arm.deltaPBySeed.count),
          .text(front.contains { $0.number == arm.number } ? "yes" : "no"),
        ]
      })
  }
}

extension FigureKind {
  static let accuracyParameters = FigureKind(
    "accuracy-parameters", columns: ["number", "arm", "parameters", "relative", "Δp (%)"])
  static let accuracyMACs = FigureKind(
    "accuracy-macs", columns: ["number", "arm", "multiply–accumulates", "relative", "Δp (%)"])
}

import Records

/// Architecture is hue, weighting is shape: the same in every chart of a report, in the plan's order. Given
/// weights are one family with one shape, whatever they are.
struct ArmStyle: Sendable {
  private let architectures: [String]
  private let weightings: [Choice]
  private let weightingLabels: Labels

  /// - Parameters:
  ///   - planned: the cells as their arms call them.
  ///   - baseline: the architecture of the single-task networks, which has no hue.
  init(_ planned: [Cell], baseline: String) {
    let names = planned.map(\.architecture.name)
    architectures = unique(names.filter { $0 != baseline })
    weightings = unique(planned.filter { $0.tasks.count > 1 }.map(\.weighting.family))
    weightingLabels = Labels(planned.map(\.weighting.family))
  }

  func paint(_ arm: Arm) -> Paint {
    if arm.isPlain { return .ink }
    return .series(architectures.firstIndex(of: arm.architecture.name) ?? architectures.count)
  }

  /// More weightings than there are shapes: shapes tell fixed weights from schemes then.
  private var isCrowded: Bool { weightings.count > Symbol.allCases.count - 1 }

  /// For “shape …” in the words below a chart.
  var meaningOfShapes: String {
    isCrowded ? "fixed weights or a scheme" : "the loss weighting"
  }

  func symbol(_ arm: Arm) -> Symbol {
    if arm.isPlain { return .diamond }
    if isCrowded { return arm.hasFixedWeights ? .square : .circle }
    return .series(weightings.firstIndex(of: arm.weighting.family) ?? 0)
  }

  /// Networks trained one per task are open markers.
  func isOpen(_ arm: Arm) -> Bool { arm.role == .networksPerTask }

  /// A dash per weighting, for lines: the second cue beside the hue.
  func dash(_ arm: Arm) -> [Double] {
    let dashes: [[Double]] = [
      [], [6, 3], [2, 3], [8, 3, 2, 3], [12, 4], [4, 2], [1, 4], [10, 2, 2, 2],
    ]
    let index = weightings.firstIndex(of: arm.weighting.family) ?? 0
    return arm.role == .baseline ? [] : dashes[index % dashes.count]
  }

  /// The keys of what `arms` use.
  func legend(_ arms: [Arm]) -> [Legend.Entry] {
    var entries: [Legend.Entry] = []
    let used = Set(arms.map(\.architecture.name))
    for name in architectures where used.contains(name) {
      let isOpen = arms.first { $0.architecture.name == name }.map(isOpen) ?? false
      let paint = Paint.series(architectures.firstIndex(of: name)!)
      entries.append(.init(key: .symbol(.circle, paint, isOpen: isOpen), text: name))
    }
    let shapes = weightings.filter { choice in
      arms.contains { $0.role == .multiTask && $0.weighting.family == choice }
    }
    if shapes.count > 1, isCrowded {
      let multi = arms.filter { $0.role == .multiTask }
      let kinds = [
        (Symbol.square, "fixed weights", multi.contains(where: \.hasFixedWeights)),
        (.circle, "schemes", multi.contains { !$0.hasFixedWeights }),
      ]
      entries += kinds.filter(\.2).map {
        .init(key: .symbol($0.0, .muted, isOpen: false), text: $0.1)
      }
    } else if shapes.count > 1 {
      for choice in shapes {
        let symbol = Symbol.series(weightings.firstIndex(of: choice)!)
        entries.append(
          .init(key: .symbol(symbol, .muted, isOpen: false), text: weightingLabels.label(choice)))
      }
    }
    return entries
  }
}

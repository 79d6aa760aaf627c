import Records

/// Architecture is hue, weighting is shape: the same in every chart of a report, in the plan's order. Given
/// weights are one family with one shape, whatever they are. Where arms differ in more, a family is a weighting with that.
struct ArmStyle: Sendable {
  private let architectures: [String]
  private let weightings: [Family]
  private let weightingLabels: Labels
  private let recipeLabels: RecipeLabels

  private struct Family: Hashable {
    var weighting: Choice
    var recipe: [Cell.Kind: Choice]
  }

  /// - Parameter planned: the cells as their arms call them.
  init(_ planned: [Cell], _ suite: SuiteDescription) {
    let names = planned.map(\.architecture.name)
    // The single-task networks that everything is compared with have no hue.
    architectures = unique(names.filter { $0 != suite.baseline })
    let together = planned.filter { $0.tasks.count > 1 }
    weightings = unique(
      together.map { Family(weighting: $0.weighting.family, recipe: $0.recipe(suite)) })
    weightingLabels = Labels(planned.map(\.weighting.family))
    recipeLabels = RecipeLabels(planned, suite)
  }

  private func place(_ arm: Arm) -> Int {
    weightings.firstIndex(of: Family(weighting: arm.weighting.family, recipe: arm.recipe)) ?? 0
  }

  private func label(_ family: Family) -> String {
    let weighting = weightingLabels.label(family.weighting)
    let recipe = recipeLabels.label(family.recipe)
    return recipe.isEmpty ? weighting : weighting + " · " + recipe
  }

  func paint(_ arm: Arm) -> Paint {
    if arm.isPlain { return .ink }
    return .series(architectures.firstIndex(of: arm.architecture.name) ?? architectures.count)
  }

  /// More weightings than there are shapes: shapes tell fixed weights from schemes then.
  private var isCrowded: Bool { weightings.count > Symbol.allCases.count - 1 }

  /// How many kinds of arms shapes tell apart here.
  func shapes(_ arms: [Arm]) -> Int {
    Set(arms.map { Family(weighting: $0.weighting, recipe: $0.recipe) }).count
  }

  /// For “shape …” in the words below a chart.
  var meaningOfShapes: String {
    isCrowded
      ? "fixed weights or a scheme"
      : Wording.list(["the loss weighting"] + recipeLabels.kinds.map(\.name))
  }

  func symbol(_ arm: Arm) -> Symbol {
    if arm.isPlain { return .diamond }
    if isCrowded { return arm.hasFixedWeights ? .square : .circle }
    return .series(place(arm))
  }

  /// Networks trained one per task are open markers.
  func isOpen(_ arm: Arm) -> Bool { arm.role == .networksPerTask }

  /// A dash per weighting, for lines: the second cue beside the hue.
  func dash(_ arm: Arm) -> [Double] {
    let dashes: [[Double]] = [
      [], [6, 3], [2, 3], [8, 3, 2, 3], [12, 4], [4, 2], [1, 4], [10, 2, 2, 2],
    ]
    return arm.role == .baseline ? [] : dashes[place(arm) % dashes.count]
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
    let shapes = weightings.indices.filter { index in
      arms.contains { $0.role == .multiTask && place($0) == index }
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
      for index in shapes {
        entries.append(
          .init(
            key: .symbol(.series(index), .muted, isOpen: false), text: label(weightings[index])))
      }
    }
    return entries
  }
}

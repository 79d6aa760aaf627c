import Records

/// Short names of cells for people: options are spelled only where cells of one plan differ in them.
struct CellNames: Sendable {
  private let architectures: Set<String>
  private let weightings: Set<String>
  /// What cells differ in of the other kinds, where they do.
  private let others: [(kind: Cell.Kind, varying: Set<String>)]
  private let sets: Int
  /// Where cells of the same network differ in it.
  private let tellsConditions: Bool

  init(_ cells: [Cell]) {
    architectures = Self.varying(cells.map(\.architecture))
    weightings = Self.varying(cells.map(\.weighting))
    others = ChoiceKinds.all.map(\.key).filter { $0 != .dataset }.compactMap { kind in
      let choices = Set(cells.map { $0.choices[kind] })
      let known = choices.compactMap { $0 }
      // What happened before the training is told whole.
      let isRecipe = ChoiceKinds.recipe.contains { $0.key == kind }
      let all = Set(known.flatMap { choice in choice.options.keys.map { "\(choice.name).\($0)" } })
      return choices.count > 1 ? (kind, isRecipe ? all : Self.varying(known)) : nil
    }
    tellsConditions = Set(cells.map(\.condition)).count > 1
    sets = Set(cells.map(\.tasks).filter { $0.count > 1 }).count
  }

  /// `mtan · dwa · seed 2`, `single · depth · seed 1`.
  func name(_ cell: Cell) -> String { arm(cell) + " · seed \(cell.seed)" }

  /// The name without the seed.
  func arm(_ cell: Cell) -> String {
    let tasks = cell.tasks.map(\.name).joined(separator: "+")
    var words = [short(cell.architecture, architectures)]
    if cell.tasks.count == 1 { words.append(tasks) }
    if cell.tasks.count > 1 { words.append(short(cell.weighting, weightings)) }
    if cell.tasks.count > 1, sets > 1 { words.append(tasks) }
    words += others.compactMap { other in
      cell.choices[other.kind].map { short($0, other.varying) }
    }
    if tellsConditions { words += cell.condition.words }
    return words.joined(separator: " · ")
  }

  func architecture(_ choice: Choice) -> String { short(choice, architectures) }
  func weighting(_ choice: Choice) -> String { short(choice, weightings) }
  /// What makes the network of an arm, as far as cells differ in it.
  func network(_ choices: [Cell.Kind: Choice]) -> [String] {
    others.compactMap { other in choices[other.kind].map { short($0, other.varying) } }
  }

  private func short(_ choice: Choice, _ varying: Set<String>) -> String {
    Choice(choice.name, choice.options.filter { varying.contains("\(choice.name).\($0.key)") })
      .label
  }

  /// Options that choices of one name differ in; one that is not spelled in all of them stands at its standard there.
  private static func varying(_ choices: [Choice]) -> Set<String> {
    var varying = Set<String>()
    // Thousands of cells share a few choices.
    for (name, group) in Dictionary(grouping: Set(choices), by: \.name) {
      for key in Set(group.flatMap(\.options.keys))
      where Set(group.map { $0.options[key] }).count > 1 {
        varying.insert("\(name).\(key)")
      }
    }
    return varying
  }
}

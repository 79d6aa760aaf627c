import Records

/// Short names for choices: an option is spelled only where choices of the same name differ in it, and a
/// word that differs alone stands for itself (`split wide`).
struct Labels: Sendable {
  private var varying: [String: Set<String>] = [:]
  /// Choices of these names have weights that look alike when they are shortened.
  private var exact: Set<String> = []

  init(_ choices: [Choice]) {
    for (name, group) in Dictionary(grouping: choices, by: \.name) {
      let keys = Set(group.flatMap { $0.options.keys })
      varying[name] = keys.filter { key in Set(group.map { $0.options[key] }).count > 1 }
      let weights = Set(group.compactMap(\.weights))
      if Set(weights.map(Self.proportion)).count < weights.count { exact.insert(name) }
    }
  }

  func label(_ choice: Choice) -> String {
    var short = choice
    short.options = choice.options.filter { varying[choice.name]?.contains($0.key) ?? true }
    if short.options.count == 1, case .text(let word)? = short.options.values.first {
      return "\(choice.name) \(word)"
    }
    let lists = short.options.compactMapValues(\.texts)
    if lists.count == 1, let names = lists.values.first {
      let rest = short.options.filter { lists[$0.key] == nil }.sorted { $0.key < $1.key }
        .map { "\($0.key) \($0.value.canonical)" }
      return ([choice.name + " " + names.joined(separator: " + ")] + rest).joined(separator: ", ")
    }
    if short.options.count == 1, let weights = short.weights, !exact.contains(choice.name) {
      return "\(choice.name) \(Self.proportion(weights))"
    }
    return short.label
  }

  /// `1.5 : 1 : 0.5`
  static func proportion(_ weights: [Double]) -> String {
    weights.map { NumberFormat.plain($0, 4) }.joined(separator: " : ")
  }
}

extension Choice {
  /// The weights of a weighting that was given them, a number for each task.
  var weights: [Double]? {
    guard case .array(let values)? = options["weights"], !values.isEmpty else { return nil }
    let numbers = values.compactMap { value -> Double? in
      if case .number(let number) = value { number } else { nil }
    }
    return numbers.count == values.count ? numbers : nil
  }

  /// The choice without the weights it was given: points of one sweep are of one family.
  var family: Choice { weights == nil ? self : Choice(name) }
}

extension Choice {
  /// Whether `spelling`, as on the command line, names this choice: the same name, and every option that
  /// is written there with the same value. Options that are not written may be anything.
  func matches(_ spelling: String) -> Bool {
    let halves = spelling.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.first.map(String.init) == name else { return false }
    guard halves.count == 2 else { return true }
    let own = Set(label.split(separator: ":", maxSplits: 1).last?.split(separator: ",") ?? [])
    return halves[1].split(separator: ",").allSatisfy { own.contains($0) }
  }
}

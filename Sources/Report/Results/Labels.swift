import Records

/// Short names for choices: an option is spelled only where choices of the same name differ in it, and a
/// word that differs alone stands for itself (`split wide`).
struct Labels: Sendable {
  private var varying: [String: Set<String>] = [:]

  init(_ choices: [Choice]) {
    for (name, group) in Dictionary(grouping: choices, by: \.name) {
      let keys = Set(group.flatMap { $0.options.keys })
      varying[name] = keys.filter { key in Set(group.map { $0.options[key] }).count > 1 }
    }
  }

  func label(_ choice: Choice) -> String {
    var short = choice
    short.options = choice.options.filter { varying[choice.name]?.contains($0.key) ?? true }
    if short.options.count == 1, case .text(let word)? = short.options.values.first {
      return "\(choice.name) \(word)"
    }
    return short.label
  }
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

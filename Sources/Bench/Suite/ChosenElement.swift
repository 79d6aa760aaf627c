import Records

extension SuiteNode {
  /// Of a list of choices the element that spells one: the only one of its name, else the one with most of its options as they are
  /// written; the node itself where it is no list.
  func element(_ choice: Choice) -> SuiteNode {
    guard case .list(let elements) = content else { return self }
    let named = elements.filter { $0.choiceName == choice.name }
    func agreements(_ node: SuiteNode) -> Int {
      let options = node.members?.first?.node.members ?? []
      return options.count { choice.options[$0.key]?.canonical == $0.node.canonical }
        - options.count { choice.options[$0.key]?.canonical != $0.node.canonical }
    }
    return named.max { agreements($0) < agreements($1) } ?? self
  }

  /// The name of the choice that it is; of one that is written as on the command line what is before its options.
  private var choiceName: String? {
    if let members { return members.count == 1 ? members[0].key : nil }
    return text.map { String($0.prefix { $0 != ":" }) }
  }

  /// As a record spells its value; nil of what is empty or has parts of its own.
  private var canonical: String? {
    switch content {
    case .scalar(let value): JSONValue(value).canonical
    case .list(let elements):
      "[" + elements.map { $0.canonical ?? "" }.joined(separator: ",") + "]"
    case .null, .map: nil
    }
  }
}

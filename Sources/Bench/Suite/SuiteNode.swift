import Engine

/// A part of a suite file with where it stands: its line, and its key path as messages print it.
struct SuiteNode {
  enum Content {
    case null
    case scalar(OptionValue)
    case list([SuiteNode])
    case map([Member])
  }

  struct Member {
    let key: String
    /// Line of the key.
    let line: Int
    let node: SuiteNode
  }

  let path: String
  let line: Int
  let content: Content
  /// A scalar as it was written, without its quotes.
  var text: String?
  var isQuoted = false

  /// What was found, for messages.
  var found: String {
    switch content {
    case .null: "nothing"
    case .scalar(let value):
      isQuoted || text?.isEmpty == true
        ? "\"\(shortened(text ?? ""))\"" : shortened(text ?? "\(value)")
    case .list: "a list"
    case .map: "a map"
    }
  }

  /// Whole or not; nil where it is no number.
  var number: Double? {
    switch content {
    case .scalar(.integer(let whole)): Double(whole)
    case .scalar(.number(let number)): number
    default: nil
    }
  }

  var members: [Member]? {
    if case .map(let members) = content { members } else { nil }
  }

  subscript(key: String) -> SuiteNode? { members?.first { $0.key == key }?.node }

  /// The part to which the keys of a path as `labels.age` lead, as far as they are there.
  func nearest(to path: String) -> SuiteNode {
    path.split(separator: ".").reduce((node: self, isLost: false)) { place, key in
      guard !place.isLost, let next = place.node[String(key)] else { return (place.node, true) }
      return (next, false)
    }.node
  }
}

extension SuiteNode {
  /// Parses a file's text. Throws one `SuiteMistake` where it is not YAML, or stands for too much.
  init(text: String, file: String) throws {
    guard let root = try YamlTree.read(text, file: file) else {
      throw SuiteMistake(file: file, line: 1, path: "", message: "the file is empty")
    }
    self.init(root, path: "")
  }

  private init(_ node: YamlNode, path: String) {
    self.path = path
    line = node.line
    switch node.content {
    case .scalar(let text, let isPlain, let value):
      content = value.map(Content.scalar) ?? .null
      self.text = text
      isQuoted = !isPlain
    case .list(let elements):
      content = .list(elements.enumerated().map { SuiteNode($1, path: "\(path)[\($0)]") })
    case .map(let pairs):
      content = .map(
        pairs.map { pair in
          let name = shortened(pair.key)
          return Member(
            key: pair.key, line: pair.line,
            node: SuiteNode(pair.value, path: path.isEmpty ? name : "\(path).\(name)"))
        })
    }
  }
}

extension SuiteNode {
  /// This map with what another one changes: maps are merged key by key, lists and single values replaced, and a key
  /// without a value removed. A map that names another choice replaces the whole choice.
  func overridden(by other: SuiteNode, choices: Set<String>) -> SuiteNode {
    guard let own = members, let changes = other.members else { return other }
    let changed = Dictionary(uniqueKeysWithValues: changes.map { ($0.key, $0) })
    let known = Set(own.map(\.key))
    var merged = own.map { member in
      guard let change = changed[member.key] else { return member }
      let names = (member.node.members?.map(\.key), change.node.members?.map(\.key))
      let replaces = choices.contains(change.key) && names.0 != names.1
      return Member(
        key: change.key, line: change.line,
        node: replaces ? change.node : member.node.overridden(by: change.node, choices: []))
    }
    merged += changes.filter { !known.contains($0.key) }
    merged.removeAll { member in
      if case .null? = changed[member.key]?.node.content { true } else { false }
    }
    return SuiteNode(path: path, line: line, content: .map(merged))
  }
}

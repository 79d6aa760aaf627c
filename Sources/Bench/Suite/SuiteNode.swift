import Engine
import Yams

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

  /// What was found, for messages.
  var found: String {
    switch content {
    case .null: "nothing"
    case .scalar(let value): "\(value)"
    case .list: "a list"
    case .map: "a map"
    }
  }

  var members: [Member]? {
    if case .map(let members) = content { members } else { nil }
  }

  subscript(key: String) -> SuiteNode? { members?.first { $0.key == key }?.node }
}

extension SuiteNode {
  /// Parses a file's text. Throws one `SuiteMistake` where it is not YAML.
  init(text: String, file: String) throws {
    do {
      guard let root = try Yams.compose(yaml: text) else {
        throw SuiteMistake(file: file, line: 1, path: "", message: "the file is empty")
      }
      self.init(root, path: "", line: 1)
    } catch let error as YamlError {
      throw SuiteMistake(error, file: file)
    }
  }

  private init(_ node: Node, path: String, line inherited: Int) {
    self.path = path
    let line = node.mark?.line ?? inherited
    self.line = line
    switch node {
    case .scalar: content = Self.scalar(node)
    case .sequence(let elements):
      content = .list(
        elements.enumerated().map { SuiteNode($1, path: "\(path)[\($0)]", line: line) })
    case .mapping(let pairs):
      content = .map(
        pairs.map { key, value in
          let name = key.scalar?.string ?? ""
          let keyLine = key.mark?.line ?? line
          return Member(
            key: name, line: keyLine,
            node: SuiteNode(value, path: path.isEmpty ? name : "\(path).\(name)", line: keyLine))
        })
    case .alias: content = .null
    }
  }

  private static func scalar(_ node: Node) -> Content {
    let text = node.scalar!.string
    switch Tag.Name(rawValue: node.tag.description) {
    case .null: return .null
    case .bool: return node.bool.map { .scalar(.bool($0)) } ?? .scalar(.text(text))
    case .int: return node.int.map { .scalar(.integer($0)) } ?? .scalar(.text(text))
    case .float: return node.float.map { .scalar(.number($0)) } ?? .scalar(.text(text))
    default: return .scalar(.text(text))
    }
  }
}

extension SuiteNode {
  /// This map with what another one changes: maps are merged key by key, lists and single values replaced, and a key
  /// without a value removed. A map that names another choice replaces the whole choice.
  func overridden(by other: SuiteNode, choices: Set<String>) -> SuiteNode {
    guard let own = members, let changes = other.members else { return other }
    var merged = own
    for change in changes {
      guard let index = merged.firstIndex(where: { $0.key == change.key }) else {
        if case .null = change.node.content { continue }
        merged.append(change)
        continue
      }
      if case .null = change.node.content {
        merged.remove(at: index)
        continue
      }
      let before = merged[index].node
      let names = (before.members?.map(\.key), change.node.members?.map(\.key))
      let replaces = choices.contains(change.key) && names.0 != names.1
      merged[index] = Member(
        key: change.key, line: change.line,
        node: replaces ? change.node : before.overridden(by: change.node, choices: []))
    }
    return SuiteNode(path: path, line: line, content: .map(merged))
  }
}

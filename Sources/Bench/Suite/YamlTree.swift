import Engine

/// A value of a YAML text. What an alias stands for is shared, not copied.
struct YamlNode {
  enum Content {
    /// `value` is nil for null.
    case scalar(text: String, isPlain: Bool, value: OptionValue?)
    case list([YamlNode])
    case map([Pair])
  }

  struct Pair {
    let key: String
    /// Line of the key.
    let line: Int
    let value: YamlNode
  }

  let line: Int
  let content: Content
  /// Values in it, itself included, and the lists and maps inside one another: both with aliases
  /// written out.
  let count: Int
  let depth: Int

  var kind: String {
    switch content {
    case .scalar(_, _, nil): "nothing"
    case .scalar(let text, _, _): shortened(text)
    case .list: "a list"
    case .map: "a map"
    }
  }
}

/// Makes the tree of one YAML text. Its size is bounded before an alias is followed: a few hundred
/// bytes can stand for billions of values.
struct YamlTree {
  private let events: YamlEvents
  private let file: String
  private var anchors: [String: YamlNode] = [:]
  private var count = 0

  /// Nil where the text has no value. Throws `SuiteMistake`.
  static func read(_ text: String, file: String) throws -> YamlNode? {
    var tree = YamlTree(events: YamlEvents(text: text, file: file), file: file)
    return try tree.document()
  }

  private init(events: YamlEvents, file: String) {
    self.events = events
    self.file = file
  }

  private func mistake(_ line: Int, _ message: String) -> SuiteMistake {
    SuiteMistake(file: file, line: line, path: "", message: message)
  }

  private mutating func document() throws -> YamlNode? {
    _ = try events.next()
    guard case .documentStart = try events.next().kind else { return nil }
    let root = try node(try events.next(), depth: 0)
    _ = try events.next()
    let last = try events.next()
    guard case .streamEnd = last.kind else {
      throw mistake(last.line, "found another document, expected one suite in a file")
    }
    return root
  }

  /// The value that begins with the event.
  private mutating func node(_ event: YamlEvent, depth: Int) throws -> YamlNode {
    let found: YamlNode
    switch event.kind {
    case .alias: return try alias(event, depth: depth)
    case .scalar(let text, let isPlain):
      try add(1, event, "")
      let value = try YamlTag(event, file: file).value(text, isPlain: isPlain)
      found = YamlNode(
        line: event.line, content: .scalar(text: text, isPlain: isPlain, value: value), count: 1,
        depth: 0)
    case .listStart: found = try list(event, depth: depth + 1)
    case .mapStart: found = try map(event, depth: depth + 1)
    default: preconditionFailure("a value does not begin with \(event.kind)")
    }
    if let anchor = event.anchor { anchors[anchor] = found }
    return found
  }

  private mutating func alias(_ event: YamlEvent, depth: Int) throws -> YamlNode {
    let name = event.anchor ?? ""
    guard let node = anchors[name] else {
      throw mistake(
        event.line, "found the alias *\(shortened(name)), but no &\(shortened(name)) before it")
    }
    try add(node.count, event, " once *\(shortened(name)) is written out")
    try check(depth + node.depth, event)
    return node
  }

  private mutating func add(_ nodes: Int, _ event: YamlEvent, _ when: String) throws {
    count += nodes
    guard count <= SuiteLimits.nodes else {
      throw mistake(
        event.line,
        "found more than \(SuiteLimits.nodes) values in one suite\(when), the most there may be")
    }
  }

  private func check(_ depth: Int, _ event: YamlEvent) throws {
    guard depth <= SuiteLimits.depth else {
      throw SuiteMistake.nesting(file: file, line: event.line)
    }
  }

  private mutating func list(_ start: YamlEvent, depth: Int) throws -> YamlNode {
    try add(1, start, "")
    try check(depth, start)
    try YamlTag(start, file: file).check(is: "seq")
    var elements: [YamlNode] = []
    while true {
      let event = try events.next()
      if case .listEnd = event.kind { break }
      elements.append(try node(event, depth: depth))
    }
    return YamlNode(
      line: start.line, content: .list(elements),
      count: 1 + elements.map(\.count).reduce(0, +),
      depth: 1 + (elements.map(\.depth).max() ?? 0))
  }

  private mutating func map(_ start: YamlEvent, depth: Int) throws -> YamlNode {
    try add(1, start, "")
    try check(depth, start)
    try YamlTag(start, file: file).check(is: "map")
    var pairs: [YamlNode.Pair] = []
    var merges: [YamlNode.Pair] = []
    while true {
      let event = try events.next()
      if case .mapEnd = event.kind { break }
      let (key, isMerge) = try key(event, depth: depth)
      let value = try node(try events.next(), depth: depth)
      let pair = YamlNode.Pair(key: key, line: event.line, value: value)
      if isMerge { merges.append(pair) } else { pairs.append(pair) }
    }
    try checkTwice(pairs + merges)
    for merge in merges { pairs += try merged(merge, into: pairs) }
    return YamlNode(
      line: start.line, content: .map(pairs),
      count: 1 + pairs.map { 1 + $0.value.count }.reduce(0, +),
      depth: 1 + (pairs.map(\.value.depth).max() ?? 0))
  }

  private mutating func key(_ event: YamlEvent, depth: Int) throws -> (name: String, merge: Bool) {
    let found = try node(event, depth: depth)
    guard case .scalar(let text, let isPlain, _) = found.content else {
      throw mistake(event.line, "found \(found.kind) as a key, expected a name")
    }
    return (text, isPlain && text == "<<")
  }

  private func checkTwice(_ pairs: [YamlNode.Pair]) throws {
    var lines: [String: Int] = [:]
    var twice = Set<String>()
    for pair in pairs where lines.updateValue(lines[pair.key] ?? pair.line, forKey: pair.key) != nil
    {
      twice.insert(pair.key)
    }
    guard let first = twice.min() else { return }
    throw mistake(
      lines[first]!,
      "found \(twice.sorted().map(shortened).joined(separator: ", ")) twice in one map")
  }

  /// What `<<` adds: the pairs of a map, or of several, whose keys the map does not have. Of
  /// several maps the first counts.
  private func merged(_ merge: YamlNode.Pair, into pairs: [YamlNode.Pair]) throws
    -> [YamlNode.Pair]
  {
    let maps: [YamlNode]
    if case .list(let elements) = merge.value.content {
      maps = elements
    } else {
      maps = [merge.value]
    }
    var known = Set(pairs.map(\.key))
    return try maps.flatMap { map in
      guard case .map(let own) = map.content else {
        throw mistake(
          merge.line,
          "found \(map.kind) behind <<, expected a map to merge, or a list of maps")
      }
      return own.filter { known.insert($0.key).inserted }
    }
  }
}

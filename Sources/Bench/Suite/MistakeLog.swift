import Engine

/// Collects what is wrong while a suite is read, so that every mistake is told at once; and reads plain values.
final class MistakeLog {
  let file: String
  private(set) var mistakes: [SuiteMistake] = []

  init(file: String) { self.file = file }

  func add(_ node: SuiteNode, _ message: String, line: Int? = nil) {
    add(path: node.path, line: line ?? node.line, message)
  }

  func add(path: String, line: Int, _ message: String) {
    mistakes.append(SuiteMistake(file: file, line: line, path: path, message: message))
  }

  func add(_ error: OptionError, at node: SuiteNode) {
    for mistake in error.all {
      add(
        path: mistake.key.isEmpty ? node.path : "\(node.path).\(mistake.key)", line: node.line,
        mistake.message)
    }
  }

  /// What is wrong with a choice, each mistake at the option that it is about, which may be tuned.
  func add(_ error: OptionError, ofChoice node: SuiteNode) {
    let options = node.members?.count == 1 ? node.members![0].node : node
    for mistake in error.all {
      let place =
        options[mistake.key] == nil && options["tune"]?[mistake.key] != nil
        ? options["tune"]! : options
      add(
        path: mistake.key.isEmpty ? node.path : "\(place.path).\(mistake.key)",
        line: mistake.key.isEmpty ? place.line : place.nearest(to: mistake.key).line,
        mistake.message)
    }
  }

  /// Refuses keys that are not known.
  func check(_ node: SuiteNode, keys: [String]) {
    for member in node.members ?? [] where !keys.contains(member.key) {
      add(
        path: member.node.path, line: member.line,
        "unknown key, expected one of \(keys.joined(separator: ", "))"
          + suggestion(for: member.key, among: keys))
    }
  }

  func text(_ node: SuiteNode) -> String? {
    if case .scalar(.text(let text)) = node.content, !text.isEmpty { return text }
    add(node, "found \(node.found), expected text")
    return nil
  }

  func whole(_ node: SuiteNode, in range: ClosedRange<Int>) -> Int? {
    if case .scalar(.integer(let value)) = node.content, range.contains(value) { return value }
    add(
      node,
      "found \(node.found), expected a whole number, \(range.lowerBound) to \(range.upperBound)")
    return nil
  }

  func numerics(_ node: SuiteNode) -> Numerics? {
    let names = Numerics.allCases.map(\.rawValue)
    if let found = node.text.flatMap(Numerics.init) { return found }
    add(
      node,
      "found \(node.found), expected \(names.joined(separator: " or "))"
        + suggestion(for: node.text ?? "", among: names))
    return nil
  }

  func percent(_ node: SuiteNode) -> Double? {
    switch node.content {
    case .scalar(.integer(let value)) where (0...100).contains(value): return Double(value)
    case .scalar(.number(let value)) where (0...100).contains(value): return value
    default:
      add(node, "found \(node.found), expected a percentage, 0 to 100, without a sign")
      return nil
    }
  }

  /// Seconds: a number, or one with a unit.
  func duration(_ node: SuiteNode) -> Double? {
    var value: Double?
    switch node.content {
    case .scalar(.integer(let seconds)): value = Double(seconds)
    case .scalar(.number(let seconds)): value = seconds
    case .scalar(.text(let text)):
      let number = text.prefix { $0.isNumber || $0 == "." }
      let unit = text.dropFirst(number.count).drop { $0 == " " }
      let factor = ["s": 1.0, "min": 60, "h": 3600][String(unit)]
      value = factor.flatMap { factor in Double(number).map { $0 * factor } }
    default: break
    }
    if let value, value > SuiteLimits.timeLimit {
      let hours = Int(SuiteLimits.timeLimit / 3600)
      add(node, "found \(node.found), expected a time of at most a year (\(hours) h)")
      return nil
    }
    if let value, value > 0 { return value }
    add(node, "found \(node.found), expected a time such as 90 s, 20 min or 2 h")
    return nil
  }

  /// A number of seeds, or a list of different ones.
  func seeds(_ node: SuiteNode) -> [Int]? {
    guard case .list(let elements) = node.content else {
      return whole(node, in: SuiteLimits.seeds).map { Array(1...$0) }
    }
    if elements.isEmpty { add(node, "found an empty list, expected seeds") }
    let most = SuiteLimits.seeds.upperBound
    guard elements.count <= most else {
      add(node, "found a list of \(elements.count) seeds, expected at most \(most)")
      return nil
    }
    let seeds = elements.map { whole($0, in: SuiteLimits.seed) }
    var known = Set<Int>()
    for (element, seed) in zip(elements, seeds) {
      guard let seed, !known.insert(seed).inserted else { continue }
      add(element, "seed \(seed) is listed twice")
    }
    return seeds.contains(nil) || seeds.isEmpty ? nil : seeds.compactMap { $0 }
  }

  /// The elements of a list that is not empty; a single value is a list of one.
  func elements(_ node: SuiteNode, of what: String) -> [SuiteNode] {
    switch node.content {
    case .list(let elements):
      if elements.isEmpty { add(node, "found an empty list, expected \(what)") }
      guard elements.count <= SuiteLimits.listed else {
        add(
          node, "found a list of \(elements.count), expected at most \(SuiteLimits.listed) entries")
        return []
      }
      return elements
    case .null:
      add(node, "found nothing, expected \(what)")
      return []
    case .scalar, .map: return [node]
    }
  }
}

/// A choice with where it stands in the file.
struct Placed<Item: Sendable> {
  let node: SuiteNode
  let selection: Selection<Item>
}

extension MistakeLog {
  /// `mtan`, `split:variant=wide` or `{split: {variant: wide}}`; nil, with a mistake noted, where it is none of them.
  func request(_ node: SuiteNode, kind: String) -> (request: ChoiceRequest, node: SuiteNode)? {
    switch node.content {
    case .scalar(let value):
      do { return (try ChoiceRequest(spelling: node.text ?? "\(value)"), node) } catch let error
        as OptionError
      {
        add(error, at: node)
      } catch { preconditionFailure("\(error)") }
      return nil
    case .map(let members) where members.count == 1:
      return options(members[0])
    case .map(let members) where members.count > 1:
      add(
        node,
        "found \(shortened(members.map(\.key).joined(separator: ", "))), expected one \(kind); "
          + "its options go one level deeper")
    default: add(node, "found \(node.found), expected one \(kind), by name")
    }
    return nil
  }

  private func options(_ member: SuiteNode.Member) -> (request: ChoiceRequest, node: SuiteNode)? {
    var request = ChoiceRequest(name: member.key)
    switch member.node.content {
    case .null: break
    case .map(let members):
      for option in members {
        guard let value = value(option.node) else { return nil }
        request.options[option.key] = value
        request.write(option.node, as: option.key)
      }
    default:
      add(member.node, "found \(member.node.found), expected a map of options")
      return nil
    }
    return (request, member.node)
  }

  private func value(_ node: SuiteNode) -> OptionValue? {
    switch node.content {
    case .scalar(let value): return value
    case .list(let elements):
      let values = elements.map(value)
      return values.contains(nil) ? nil : .list(values.compactMap { $0 })
    case .map(let members):
      let values = members.map { ($0.key, value($0.node)) }
      if values.contains(where: { $0.1 == nil }) { return nil }
      return .map(Dictionary(uniqueKeysWithValues: values.map { ($0.0, $0.1!) }))
    case .null:
      add(node, "found \(node.found), expected a value")
      return nil
    }
  }

  func choice<Item>(
    _ node: SuiteNode, from catalog: Catalog<Item>, adjust: (inout ChoiceRequest) -> Void = { _ in }
  ) -> Placed<Item>? {
    choice(node, kind: catalog.kind) { written in
      var request = written
      adjust(&request)
      return try Selection(request, from: catalog)
    }
  }

  /// - Parameter select: throws `OptionError`.
  func choice<Item>(
    _ node: SuiteNode, kind: String, _ select: (ChoiceRequest) throws -> Selection<Item>
  ) -> Placed<Item>? {
    guard let (request, _) = request(node, kind: kind) else { return nil }
    do {
      return Placed(node: node, selection: try select(request))
    } catch let error as OptionError {
      add(error, ofChoice: node)
    } catch { preconditionFailure("a catalog throws OptionError only, not \(error)") }
    return nil
  }

  /// A list of different choices.
  func choices<Item>(_ node: SuiteNode, from catalog: Catalog<Item>) -> [Placed<Item>] {
    var found: [Placed<Item>] = []
    for element in elements(node, of: "at least one \(catalog.kind)") {
      guard let placed = choice(element, from: catalog) else { continue }
      if let earlier = found.first(where: { $0.selection.choice == placed.selection.choice }) {
        add(element, "\(placed.selection.choice.label) is listed twice (also \(earlier.node.path))")
      } else {
        found.append(placed)
      }
    }
    return found
  }
}

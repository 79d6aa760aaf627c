import Engine

/// A choice as somebody wrote it, before anything is known about it.
struct ChoiceRequest: Equatable {
  var name: String
  /// A value without a key: it sets the first option that the choice declares.
  var bare: OptionValue?
  var options: [String: OptionValue] = [:]
  /// How options were written, for messages and for texts that look like numbers; the bare value under the empty key, and what
  /// is inside of a value by its place in it: `names[0]`, `labels.age`.
  var written: [String: String] = [:]
}

extension ChoiceRequest {
  /// One choice in the spelling of the command line: `split:variant=wide`, `segmentation:13`. Throws `OptionError`.
  init(spelling: String) throws {
    let requests = try Self.list(spelling: spelling)
    guard requests.count == 1 else {
      throw OptionError(
        key: "",
        message: "found \(requests.map(\.name).joined(separator: " and ")), expected one choice, "
          + "written name or name:key=value,key=value")
    }
    self = requests[0]
  }

  /// Several choices, separated by commas as their options are: `segmentation:classes=13,depth,normals`. A part with
  /// `=` belongs to the choice before it; a number continues the list that it follows (`static:weights=1,0.5`); anything else
  /// begins a choice. Throws `OptionError`.
  static func list(spelling: String) throws -> [ChoiceRequest] {
    guard spelling.utf8.count <= SuiteLimits.spelling else {
      throw OptionError(
        key: "",
        message: "found \(spelling.utf8.count) characters, expected a choice of at most "
          + "\(SuiteLimits.spelling)")
    }
    var requests: [ChoiceRequest] = []
    var openKey: String?
    for part in split(spelling) {
      let name = part.prefix { $0 != ":" && $0 != "=" }
      let rest = part.dropFirst(name.count)
      if rest.first == ":" {
        guard !name.isEmpty else { throw malformed(part) }
        requests.append(ChoiceRequest(name: String(name)))
        openKey = try requests[requests.count - 1].take(rest.dropFirst(), part)
      } else if rest.first == "=" {
        guard !requests.isEmpty else { throw malformed(part) }
        openKey = try requests[requests.count - 1].take(part, part)
      } else if let key = openKey, let number = numeric(part) {
        requests[requests.count - 1].append(number, part, to: key)
      } else {
        guard !part.isEmpty else { throw malformed(part) }
        requests.append(ChoiceRequest(name: String(part)))
        openKey = nil
      }
    }
    return requests
  }

  /// Takes `key=value`, or a bare value. Returns the key, where there is one.
  private mutating func take(_ text: Substring, _ part: Substring) throws -> String? {
    guard let equals = text.firstIndex(of: "=") else {
      guard !text.isEmpty else { throw Self.malformed(part) }
      bare = value(text, as: "")
      return nil
    }
    let key = String(text[..<equals])
    let value = text[text.index(after: equals)...]
    guard !key.isEmpty, !value.isEmpty else { throw Self.malformed(part) }
    guard options.updateValue(self.value(value, as: key), forKey: key) == nil else {
      throw OptionError(key: key, message: "given twice")
    }
    return key
  }

  /// Makes a list of a value, or a longer one.
  private mutating func append(_ number: OptionValue, _ text: Substring, to key: String) {
    var values = [options[key]!]
    if case .list(let before) = values[0] {
      values = before
    } else {
      written["\(key)[0]"] = written[key]
    }
    written[key] = nil
    written["\(key)[\(values.count)]"] = String(text)
    options[key] = .list(values + [number])
  }

  private static func malformed(_ part: Substring) -> OptionError {
    OptionError(
      key: "",
      message: "found \"\(shortened(part))\", expected name, name:value or name:key=value,key=value"
    )
  }

  /// Splits at commas outside brackets.
  private static func split(_ text: String) -> [Substring] {
    var parts: [Substring] = []
    var depth = 0
    var start = text.startIndex
    for index in text.indices {
      switch text[index] {
      case "[": depth += 1
      case "]": depth -= 1
      case "," where depth <= 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    return parts + [text[start...]]
  }

  /// A value as YAML reads it; a list in brackets has no lists in it.
  private mutating func value(_ text: Substring, as key: String) -> OptionValue {
    written[key] = String(text)
    guard text.first == "[", text.last == "]" else { return Self.scalar(text) }
    let elements = Self.split(String(text.dropFirst().dropLast())).filter { !$0.isEmpty }
    for (index, element) in elements.enumerated() { written["\(key)[\(index)]"] = String(element) }
    return .list(elements.map(Self.scalar))
  }

  private static func scalar(_ text: Substring) -> OptionValue {
    CoreSchema.value(String(text)) ?? .text(String(text))
  }

  private static func numeric(_ text: Substring) -> OptionValue? {
    switch CoreSchema.kind(String(text)) {
    case .integer, .number: scalar(text)
    case .null, .bool, .text: nil
    }
  }
}

extension ChoiceRequest {
  /// Keeps how an option of a suite was written, and all that is inside of it.
  mutating func write(_ node: SuiteNode, as place: String) {
    switch node.content {
    case .scalar(.text): written[place] = node.found
    case .scalar: written[place] = node.text
    case .list(let elements):
      for (index, element) in elements.enumerated() { write(element, as: "\(place)[\(index)]") }
    case .map(let members):
      for member in members { write(member.node, as: "\(place).\(member.key)") }
    case .null: break
    }
  }

  /// How options were written where the bare value goes by a name.
  func written(bareAs name: String) -> [String: String] {
    var named = written
    for (place, text) in written where place.isEmpty || place.hasPrefix("[") {
      named[name + place] = text
    }
    return named
  }

  /// Gives a value that was written without a key the key that it sets, so that others can be added.
  mutating func nameBareValue<Item>(in catalog: Catalog<Item>) {
    guard let bare,
      let first = catalog.entries.first(where: { $0.name == name })?.options
        .first(where: { $0.kind != .location }), options[first.key] == nil
    else { return }
    options[first.key] = bare
    written = written(bareAs: first.key)
    self.bare = nil
  }
}

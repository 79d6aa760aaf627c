import Engine

/// A tag in front of a value, such as `!!str`: it says what the value is, whatever it looks like.
struct YamlTag {
  private static let prefix = "tag:yaml.org,2002:"
  private let tag: String?
  private let line: Int
  private let file: String

  init(_ event: YamlEvent, file: String) {
    tag = event.tag
    line = event.line
    self.file = file
  }

  /// Nil for null. Throws `SuiteMistake`.
  func value(_ text: String, isPlain: Bool) throws -> OptionValue? {
    guard let tag else { return isPlain ? CoreSchema.value(text) : .text(text) }
    // `!` alone makes a scalar text, and changes nothing else.
    if tag == "!" || tag == Self.prefix + "str" { return .text(text) }
    let kinds: [String: [CoreSchema.Kind]] = [
      "null": [.null], "bool": [.bool], "int": [.integer], "float": [.integer, .number],
    ]
    guard tag.hasPrefix(Self.prefix), let allowed = kinds[String(tag.dropFirst(Self.prefix.count))]
    else { throw unknown }
    guard allowed.contains(CoreSchema.kind(text)) else {
      throw SuiteMistake(
        file: file, line: line, path: "",
        message: "found \"\(shortened(text))\" behind the tag \(short), which it is not")
    }
    return CoreSchema.value(text)
  }

  /// Throws `SuiteMistake` where a list or a map has the tag of something else.
  func check(is name: String) throws {
    guard tag == nil || tag == "!" || tag == Self.prefix + name else { throw unknown }
  }

  private var short: String {
    let tag = tag ?? ""
    return shortened(tag.hasPrefix(Self.prefix) ? "!!" + tag.dropFirst(Self.prefix.count) : tag)
  }

  private var unknown: SuiteMistake {
    SuiteMistake(
      file: file, line: line, path: "",
      message: "found the tag \(short), expected none, or the one of what follows among !!str, "
        + "!!int, !!float, !!bool, !!null, !!seq and !!map")
  }
}

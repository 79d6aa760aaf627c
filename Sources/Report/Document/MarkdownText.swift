/// Text as GitHub's Markdown shows it literally.
enum MarkdownText {
  /// Escapes what would be read as markup, a formula, a mention or an emoji. One line: line ends
  /// become spaces.
  static func escaped(_ value: String) -> String {
    let text = visibleText(value)
    let line = text.utf8.contains(UInt8(ascii: "\n")) ? text.replacing("\n", with: " ") : text
    let isolated =
      line.utf8.contains(where: { $0 >= 0xD6 })
      ? isolatingRightToLeft(line, open: "<span dir=\"auto\">", close: "</span>", escaped: inline)
      : inline(line[...])
    return escapedLineStart(isolated)
  }

  private static func inline(_ text: Substring) -> String {
    guard text.utf8.contains(where: isSpecial) else { return String(text) }
    var out = ""
    var rest = text
    while let character = rest.first {
      switch character {
      case "\\", "`", "*", "_", "|", "#", "~": out += "\\\(character)"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "&": out += "&amp;"
      case "$": out += dollar
      // GitHub finds mentions and emojis in what is left of the text after escapes are gone.
      case "@" where rest.dropFirst().first.map(isWord) ?? false: out += "<span>@</span>"
      case ":" where isEmoji(rest): out += "<span>:</span>"
      case "[":
        if let interval = interval(rest) {
          out += interval
          rest.removeFirst(interval.count)
          continue
        }
        out += "\\["
      case "]": out += "\\]"
      default: out.append(character)
      }
      rest.removeFirst()
    }
    return out
  }

  /// GitHub's manual asks for the tags around a dollar sign that opens no formula; other readers
  /// look at the backslash.
  static let dollar = "<span>\\$</span>"

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "#")...UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "*"),
      UInt8(ascii: ":"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"),
      UInt8(ascii: "[")...UInt8(ascii: "]"), UInt8(ascii: "_"), UInt8(ascii: "`"),
      UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber)
  }

  /// `:smile:`
  private static func isEmoji(_ text: Substring) -> Bool {
    let name = text.dropFirst().prefix { isWord($0) || "_+-".contains($0) }
    return !name.isEmpty && text[name.endIndex...].first == ":"
  }

  /// `[−1.4, +0.2]` stays readable in the source: digits in brackets are a link only before one of
  /// `(`, `[` and `:`.
  private static func interval(_ text: Substring) -> Substring? {
    let inner = text.dropFirst().prefix { $0.isNumber || ".,+-−∞ %".contains($0) }
    guard inner.contains(where: { $0.isNumber || $0 == "∞" }), text[inner.endIndex...].first == "]",
      let last = inner.last, last != " "
    else { return nil }
    let end = text.index(after: inner.endIndex)
    let next = text[end...].first
    return next == "(" || next == "[" || next == ":" ? nil : text[..<end]
  }

  /// What opens a list, a rule or an underlined heading where it begins a line.
  private static func escapedLineStart(_ text: String) -> String {
    guard let first = text.first else { return text }
    if first.isWhitespace {
      // One space keeps words apart where other text goes before; four would open a block of code.
      return " " + escapedLineStart(String(text.drop { $0.isWhitespace }))
    }
    if "-+=".contains(first) { return opensLine(text, first) ? "\\" + text : text }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard (1...9).contains(digits.count), let mark = text[digits.endIndex...].first,
      mark == "." || mark == ")"
    else { return text }
    let rest = text[digits.endIndex...].dropFirst()
    return rest.first?.isWhitespace ?? true ? "\(digits)\\\(mark)\(rest)" : text
  }

  /// A bullet before white space, or a line of nothing but such marks.
  private static func opensLine(_ text: String, _ mark: Character) -> Bool {
    let rest = text.dropFirst()
    if mark != "=", rest.first?.isWhitespace ?? true { return true }
    return mark != "+" && rest.allSatisfy { $0 == mark || $0.isWhitespace }
  }

  /// Code in a line, between as many backticks as it takes.
  static func code(_ value: String, inTable: Bool = false) -> String {
    let text = visibleText(value).replacing("\n", with: " ")
    let fence = String(repeating: "`", count: longestRun("`", text) + 1)
    let pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + pad + (inTable ? text.replacing("|", with: "\\|") : text) + pad + fence
  }

  /// A block of code; nothing in it closes it.
  static func codeBlock(_ value: String, language: String) -> String {
    let text = visibleText(value)
    let fence = String(repeating: "`", count: max(3, longestRun("`", text) + 1))
    return "\(fence)\(language)\n\(text)\n\(fence)"
  }

  /// The address of a link in our own text.
  static func destination(_ url: String) -> String {
    visibleText(url).replacing("(", with: "%28").replacing(")", with: "%29")
      .replacing(" ", with: "%20").replacing("<", with: "%3C").replacing("\n", with: "%0A")
  }

  private static func longestRun(_ character: Character, _ text: String) -> Int {
    var (longest, run) = (0, 0)
    for other in text {
      run = other == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}

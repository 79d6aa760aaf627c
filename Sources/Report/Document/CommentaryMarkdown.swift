import Foundation

/// A person's Markdown for GitHub: as it was written, but without raw HTML, formulas, and links to
/// anywhere that `SafeLink` does not allow. These are shown as the text that they are.
///
/// Code shows `<` as it is, so it must be certain what is code. Where the notes are written in a
/// way in which this scan and GitHub's could see different code (a fence inside a list, a backtick
/// without its partner), `<` is escaped in code too.
struct CommentaryMarkdown {
  private let lines: [Substring]
  private let isPlain: Bool

  init(_ notes: String) {
    let text = visibleText(notes).trimmingCharacters(in: .whitespacesAndNewlines)
    lines = Self.lines(text)
    isPlain = Self.isPlain(lines)
  }

  var markdown: String {
    var out: [String] = []
    var open: Substring?
    for line in lines {
      if !isPlain {
        out.append(inline(line))
      } else if let fence = open {
        if Self.closes(line, fence) { open = nil }
        out.append(String(line))
      } else {
        open = Self.fence(line)
        out.append(open == nil ? inline(line) : String(line))
      }
    }
    // Or all that follows in the page would be code.
    if let open { out.append(String(open)) }
    return out.joined(separator: "\n")
  }

  private static func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  // MARK: What is code

  /// The characters that open a block of code on a line of its own; nil where the line opens none.
  private static func fence(_ line: Substring) -> Substring? {
    guard let mark = line.first, mark == "`" || mark == "~" else { return nil }
    let run = line.prefix { $0 == mark }
    guard run.count >= 3, mark == "~" || !line[run.endIndex...].contains("`") else { return nil }
    return run
  }

  private static func closes(_ line: Substring, _ fence: Substring) -> Bool {
    let run = line.prefix { $0 == fence.first }
    return run.count >= fence.count && line[run.endIndex...].allSatisfy(\.isWhitespace)
  }

  private static func isPlain(_ lines: [Substring]) -> Bool {
    var open: Substring?
    for line in lines {
      if let fence = open {
        if closes(line, fence) { open = nil }
        continue
      }
      open = fence(line)
      if open != nil { continue }
      let content = line.drop { " \t>*+-.)".contains($0) || $0.isNumber }
      if content.hasPrefix("```") || content.hasPrefix("~~~") { return false }
      if hasOpenCode(line) { return false }
    }
    return true
  }

  /// Whether a backtick has no partner on its line, or a code span holds `|`, which may end a cell
  /// of a table.
  private static func hasOpenCode(_ line: Substring) -> Bool {
    var rest = line
    while let character = rest.first {
      if character == "\\" {
        rest = rest.dropFirst(2)
      } else if character == "`" {
        guard let span = codeSpan(rest), !span.contains("|") else { return true }
        rest = rest[span.endIndex...]
      } else {
        rest.removeFirst()
      }
    }
    return false
  }

  /// The code span that a text begins with, its backticks included.
  private static func codeSpan(_ text: Substring) -> Substring? {
    let opening = text.prefix { $0 == "`" }
    var rest = text[opening.endIndex...]
    while let start = rest.firstIndex(of: "`") {
      let run = rest[start...].prefix { $0 == "`" }
      if run.count == opening.count { return text[..<run.endIndex] }
      rest = rest[run.endIndex...]
    }
    return nil
  }

  // MARK: A line

  private func inline(_ line: Substring) -> String {
    var out = ""
    var rest = line
    while let character = rest.first {
      var taken = rest.prefix(1)
      switch character {
      case "\\" where rest.dropFirst().first == "$":
        taken = rest.prefix(2)
        out += MarkdownText.dollar
      case "\\":
        taken = rest.prefix(2)
        out += taken.hasSuffix("<") ? "&lt;" : taken
      case "`" where isPlain && Self.codeSpan(rest) != nil:
        taken = Self.codeSpan(rest)!
        out += taken
      case "<": out += "&lt;"
      case "$": out += MarkdownText.dollar
      case "]": out += Self.isLinkAllowed(rest.dropFirst()) ? "]" : "\\]"
      default: out.append(character)
      }
      rest = rest[taken.endIndex...]
    }
    return out
  }

  /// In characters: browsers follow no longer ones, and a page of open brackets is to take no longer than any other.
  private static let longestLink = 2000

  /// - Parameter rest: what follows the bracket that closes a link's text or a definition's name. Nothing is a link there
  ///   unless a parenthesis or a colon follows.
  private static func isLinkAllowed(_ rest: Substring) -> Bool {
    guard rest.first == "(" || rest.first == ":" else { return true }
    let written = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
    let end: (Character) -> Bool =
      rest.first == "(" ? { $0.isWhitespace || $0 == ")" } : { $0.isWhitespace }
    let destination = written.prefix(longestLink + 1).prefix { !end($0) }
    return destination.count <= longestLink && SafeLink.allows(destination)
  }
}

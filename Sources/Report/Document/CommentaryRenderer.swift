import Foundation

/// A person's Markdown as HTML: headings, paragraphs, lists, code, emphasis, links. Everything is escaped,
/// and a link leads where `SafeLink` allows or stays text.
struct CommentaryRenderer {
  func html(_ markdown: String) -> String {
    var out: [String] = []
    var paragraph: [String] = []
    var items: [String] = []
    var code: [String]?
    func flush() {
      if !paragraph.isEmpty {
        out.append("<p\(direction(paragraph))>\(inline(paragraph.joined(separator: " ")))</p>")
      }
      if !items.isEmpty {
        out.append(
          "<ul>" + items.map { "<li\(direction([$0]))>\(inline($0))</li>" }.joined() + "</ul>")
      }
      paragraph = []
      items = []
    }
    for raw in visibleText(markdown).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if line.hasPrefix("```") {
        if let lines = code {
          out.append("<pre><code>\(escapedXML(lines.joined(separator: "\n")))</code></pre>")
          code = nil
        } else {
          flush()
          code = []
        }
      } else if code != nil {
        code!.append(String(raw))
      } else if line.isEmpty {
        flush()
      } else if line.hasPrefix("#") {
        flush()
        let title = line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces)
        let level = min(6, max(3, line.prefix { $0 == "#" }.count + 1))
        out.append("<h\(level)\(direction([title]))>\(inline(title))</h\(level)>")
      } else if line.hasPrefix("- ") || line.hasPrefix("* ") {
        if !paragraph.isEmpty { flush() }
        items.append(String(line.dropFirst(2)))
      } else if !items.isEmpty {
        items[items.count - 1] += " " + line
      } else {
        paragraph.append(line)
      }
    }
    if let lines = code {
      out.append("<pre><code>\(escapedXML(lines.joined(separator: "\n")))</code></pre>")
    }
    flush()
    return out.joined(separator: "\n")
  }

  /// A block with right-to-left writing finds its own direction.
  private func direction(_ lines: [String]) -> String {
    lines.contains { $0.unicodeScalars.contains(where: isRightToLeft) } ? " dir=\"auto\"" : ""
  }

  private func inline(_ text: String) -> String {
    // Code first: nothing inside it is markup.
    let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
    let isBalanced = pieces.count % 2 == 1
    return pieces.enumerated().map { index, piece in
      if isBalanced, index % 2 == 1 { return "<code>\(escapedXML(String(piece)))</code>" }
      return (isBalanced || index == 0 ? "" : "`") + emphasis(escapedXML(String(piece)))
    }.joined()
  }

  private func emphasis(_ text: String) -> String {
    text
      // Nothing is looked for beyond the next bracket, so that many of them take no longer than other text.
      .replacing(/\[([^\[\]]+)\]\(([^()\[\s]+)\)/) { link in
        SafeLink.allows(link.2.replacing("&amp;", with: "&"))
          ? "<a href=\"\(link.2)\">\(link.1)</a>" : String(link.0)
      }
      .replacing(/\*\*([^*]+)\*\*/) { "<strong>\($0.1)</strong>" }
      .replacing(/\*([^*]+)\*/) { "<em>\($0.1)</em>" }
  }
}

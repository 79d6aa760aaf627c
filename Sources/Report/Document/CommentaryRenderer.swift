import Foundation

/// A person's Markdown as HTML: headings, paragraphs, lists, code, emphasis, links. Everything is escaped,
/// and a link may only lead to the web or to a relative path.
struct CommentaryRenderer {
  func html(_ markdown: String) -> String {
    var out: [String] = []
    var paragraph: [String] = []
    var items: [String] = []
    var code: [String]?
    func flush() {
      if !paragraph.isEmpty { out.append("<p>\(inline(paragraph.joined(separator: " ")))</p>") }
      if !items.isEmpty {
        out.append("<ul>" + items.map { "<li>\(inline($0))</li>" }.joined() + "</ul>")
      }
      paragraph = []
      items = []
    }
    for raw in markdown.replacing("\r\n", with: "\n").split(
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
        out.append("<h\(level)>\(inline(title))</h\(level)>")
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
      .replacing(/\[([^\]]+)\]\((https?:\/\/[^)\s]+|[A-Za-z0-9._\/#-]+)\)/) {
        "<a href=\"\($0.2)\">\($0.1)</a>"
      }
      .replacing(/\*\*([^*]+)\*\*/) { "<strong>\($0.1)</strong>" }
      .replacing(/\*([^*]+)\*/) { "<em>\($0.1)</em>" }
  }
}

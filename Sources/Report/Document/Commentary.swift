import CCMark
import Foundation

/// A person's Markdown in a page: their headings below the page's own, raw HTML shown as text, and a link leads where
/// `SafeLink` allows or is shown as text.
///
/// Both pages are written from one tree, so that what is code, a link or a tag is not decided twice.
struct Commentary {
  /// The notes stand under a heading of the third level.
  private static let headingShift: Int32 = 3

  private let notes: String

  init(_ notes: String) { self.notes = visibleText(notes) }

  var html: String {
    let html = Self.harmless(notes).html.trimmingCharacters(in: .newlines)
    guard notes.unicodeScalars.contains(where: isRightToLeft) else { return html }
    // Every block finds its own direction. What the notes say is escaped, so that all tags are the renderer's.
    return html.replacing(/<(?:p|li|h[1-6]|th|td)(?=[ >])/) { "\($0.0) dir=\"auto\"" }
  }

  var markdown: String {
    let tree = Self.harmless(notes)
    for node in tree.nodes where cmark_node_get_type(node) == CMARK_NODE_TEXT {
      Self.escape(node)
    }
    return tree.markdown.trimmingCharacters(in: .newlines)
  }

  private static func harmless(_ notes: String) -> MarkdownTree {
    let tree = MarkdownTree(notes)
    for node in tree.nodes {
      switch cmark_node_get_type(node) {
      case CMARK_NODE_HEADING:
        cmark_node_set_heading_level(
          node, min(6, cmark_node_get_heading_level(node) + headingShift))
      case CMARK_NODE_HTML_INLINE:
        MarkdownTree.replace(node, with: lines(MarkdownTree.literal(node)))
      case CMARK_NODE_HTML_BLOCK:
        let paragraph = MarkdownTree.make(CMARK_NODE_PARAGRAPH)
        for line in lines(MarkdownTree.literal(node)) { cmark_node_append_child(paragraph, line) }
        MarkdownTree.replace(node, with: [paragraph])
      case CMARK_NODE_LINK, CMARK_NODE_IMAGE: check(node)
      default: break
      }
    }
    return tree
  }

  /// Text as it was written, line by line.
  private static func lines(_ text: String) -> [MarkdownTree.Node] {
    text.split(separator: "\n").enumerated().flatMap { index, line in
      (index == 0 ? [] : [MarkdownTree.make(CMARK_NODE_SOFTBREAK)])
        + [MarkdownTree.make(CMARK_NODE_TEXT, line.trimmingCharacters(in: .whitespaces))]
    }
  }

  private static func check(_ node: MarkdownTree.Node) {
    let isImage = cmark_node_get_type(node) == CMARK_NODE_IMAGE
    let address = MarkdownTree.address(node)
    guard SafeLink.allows(address) else {
      let opening = MarkdownTree.make(CMARK_NODE_TEXT, isImage ? "![" : "[")
      let closing = MarkdownTree.make(CMARK_NODE_TEXT, "](\(address))")
      return MarkdownTree.replace(
        node, with: [opening] + MarkdownTree.children(node) + [closing])
    }
    // A page fetches nothing from elsewhere by itself; a reader may.
    let isFetched = isImage && address.contains(":")
    if isImage, !isFetched { return }
    if MarkdownTree.isInLink(node) {
      MarkdownTree.replace(node, with: MarkdownTree.children(node))
    } else if isFetched {
      let link = MarkdownTree.make(CMARK_NODE_LINK)
      cmark_node_set_url(link, address)
      for child in MarkdownTree.children(node) { cmark_node_append_child(link, child) }
      MarkdownTree.replace(node, with: [link])
    }
  }

  /// GitHub takes what stands between dollar signs for a formula, and a backslash before the & of a bare address for a part
  /// of it.
  private static let entities: [Character: String] = ["$": MarkdownText.dollar, "&": "&amp;"]

  private static func escape(_ node: MarkdownTree.Node) {
    var (pieces, text): ([MarkdownTree.Node], String) = ([], "")
    for character in MarkdownTree.literal(node) {
      guard let entity = entities[character] else {
        text.append(character)
        continue
      }
      pieces += [
        MarkdownTree.make(CMARK_NODE_TEXT, text), MarkdownTree.make(CMARK_NODE_HTML_INLINE, entity),
      ]
      text = ""
    }
    if !pieces.isEmpty {
      MarkdownTree.replace(node, with: pieces + [MarkdownTree.make(CMARK_NODE_TEXT, text)])
    }
  }
}

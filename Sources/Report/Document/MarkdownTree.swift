import CCMark
import Foundation
import Synchronization

/// A text as cmark-gfm reads it: GitHub's Markdown, with tables and strikethrough. Nodes may be replaced before it is
/// written.
final class MarkdownTree {
  typealias Node = OpaquePointer

  private let root: Node

  /// While it parses, cmark-gfm switches a table of characters that all its parsers share.
  private static let parsing = Mutex(())

  init(_ text: String) {
    root = Self.parsing.withLock { _ in Self.parsed(text) }
  }

  deinit { cmark_node_free(root) }

  private static func parsed(_ text: String) -> Node {
    cmark_gfm_core_extensions_ensure_registered()
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else {
      preconditionFailure("cmark-gfm makes a parser or ends the program")
    }
    defer { cmark_parser_free(parser) }
    for name in ["table", "strikethrough"] {
      guard let addition = cmark_find_syntax_extension(name) else {
        preconditionFailure("cmark-gfm has no extension “\(name)”")
      }
      cmark_parser_attach_syntax_extension(parser, addition)
    }
    cmark_parser_feed(parser, text, text.utf8.count)
    guard let root = cmark_parser_finish(parser) else {
      preconditionFailure("cmark-gfm reads every text")
    }
    return root
  }

  /// In reading order, parents before their children.
  var nodes: [Node] {
    guard let walk = cmark_iter_new(root) else { return [] }
    defer { cmark_iter_free(walk) }
    var found: [Node] = []
    while true {
      switch cmark_iter_next(walk) {
      case CMARK_EVENT_DONE: return found
      case CMARK_EVENT_ENTER: found.append(cmark_iter_get_node(walk))
      default: break
      }
    }
  }

  /// What lies directly in a node.
  static func children(_ node: Node) -> [Node] {
    var found: [Node] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      found.append(child)
      next = cmark_node_next(child)
    }
    return found
  }

  static func isInLink(_ node: Node) -> Bool {
    var next = cmark_node_parent(node)
    while let parent = next {
      if cmark_node_get_type(parent) == CMARK_NODE_LINK { return true }
      next = cmark_node_parent(parent)
    }
    return false
  }

  static func literal(_ node: Node) -> String {
    cmark_node_get_literal(node).map { String(cString: $0) } ?? ""
  }

  static func address(_ node: Node) -> String {
    cmark_node_get_url(node).map { String(cString: $0) } ?? ""
  }

  /// A new node that belongs to nobody yet.
  static func make(_ type: cmark_node_type, _ literal: String? = nil) -> Node {
    guard let node = cmark_node_new(type) else {
      preconditionFailure("cmark-gfm makes nodes of type \(type.rawValue)")
    }
    if let literal { cmark_node_set_literal(node, literal) }
    return node
  }

  /// Puts others in a node's place and frees it.
  static func replace(_ node: Node, with others: [Node]) {
    for other in others {
      guard cmark_node_insert_before(node, other) == 1 else {
        preconditionFailure(
          "\(String(cString: cmark_node_get_type_string(other))) has no place here")
      }
    }
    cmark_node_free(node)
  }

  /// Lines of a paragraph become one.
  var html: String { Self.text(cmark_render_html(root, CMARK_OPT_NOBREAKS, nil)) }

  /// Lines end where they ended.
  var markdown: String { Self.text(cmark_render_commonmark(root, CMARK_OPT_DEFAULT, 0)) }

  private static func text(_ rendered: UnsafeMutablePointer<CChar>?) -> String {
    guard let rendered else { return "" }
    defer { free(rendered) }
    return String(cString: rendered)
  }
}

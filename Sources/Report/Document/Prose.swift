/// A run of text with the few kinds of emphasis that Markdown and HTML share.
struct Prose: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
  enum Span: Sendable, Hashable {
    case text(String)
    case strong(String)
    case code(String)
    case link(String, to: String)
  }
  var spans: [Span]

  init(_ spans: [Span]) { self.spans = spans }
  init(_ text: String) { spans = [.text(text)] }
  init(stringLiteral value: String) { spans = [.text(value)] }

  static func strong(_ text: String) -> Prose { Prose([.strong(text)]) }
  static func code(_ text: String) -> Prose { Prose([.code(text)]) }
  static func link(_ text: String, to url: String) -> Prose { Prose([.link(text, to: url)]) }
  static func + (a: Prose, b: Prose) -> Prose { Prose(a.spans + b.spans) }

  /// Without emphasis.
  var plain: String {
    spans.map { span in
      switch span {
      case .text(let text), .strong(let text), .code(let text), .link(let text, _): text
      }
    }.joined()
  }
}

/// A whole page: what both renderers get.
struct ReportDocument: Sendable {
  struct Part: Sendable {
    /// Empty for the opening part, which follows the title directly.
    var title: String
    var id: String
    var blocks: [Block]
  }
  var title: String
  /// The question that the page answers.
  var lead: String
  var parts: [Part]
  /// SHA-256 of what the page was made from.
  var digest: String
  /// The command that makes the page again.
  var command: String

  var figures: [Figure] { Self.figures(in: parts.flatMap(\.blocks)) }

  private static func figures(in blocks: [Block]) -> [Figure] {
    blocks.flatMap { block -> [Figure] in
      switch block {
      case .figure(let figure): return [figure]
      case .details(_, let inner): return figures(in: inner)
      default: return []
      }
    }
  }
}

import Foundation

/// The ways in which a document is written, by the name of the file.
enum PageFormat: String, CaseIterable, Sendable {
  case markdown = "README.md"
  case html = "index.html"

  func render(_ document: ReportDocument) -> String {
    switch self {
    case .markdown: MarkdownRenderer().render(document)
    case .html: HTMLRenderer().render(document)
    }
  }

  /// A page in every format, by the name of its file.
  static func files(_ document: (PageFormat) -> ReportDocument) -> [String: Data] {
    Dictionary(
      uniqueKeysWithValues: allCases.map { format in
        (format.rawValue, Data(format.render(document(format)).utf8))
      })
  }
}

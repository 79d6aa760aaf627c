import Foundation

/// One piece of a report. The same blocks become Markdown and HTML.
enum Block: Sendable {
  /// Level 2 and below; level 1 is the document's title.
  case heading(Int, String, id: String)
  case paragraph(Prose)
  case list([Prose])
  case table(Table)
  case figure(Figure)
  case note(Note, Prose)
  case code(String)
  case badges([Badge])
  /// The verdicts of the declared claims, the report's first answer.
  case claims([ClaimResult])
  /// What a person wrote about the suite, in Markdown.
  case commentary(String)
  indirect case details(summary: String, [Block])

  enum Note: String, Sendable {
    case information = "Note"
    case warning = "Warning"
  }
}

/// A verdict as a word with a shape.
struct Badge: Sendable, Hashable {
  var shape: String
  var word: String
  /// A class of the page's style: `superior`, `non-inferior`, `trade-off`, `no-saving`, `inconclusive`.
  var kind: String

  init(_ verdict: Verdict) {
    self.init(shape: verdict.shape, word: verdict.word)
  }

  init(shape: String, word: String) {
    self.shape = shape
    self.word = word
    kind = word.replacing(" ", with: "-")
  }
}

struct Table: Sendable {
  struct Column: Sendable {
    var title: String
    var isNumeric = false
    /// GitHub's pages hold seven columns at most.
    var inMarkdown = true
  }
  struct Cell: Sendable {
    var prose: Prose
    /// Sorts numerically where present.
    var sortKey: Double?
    var badge: Badge?

    init(_ prose: Prose, sortKey: Double? = nil) {
      self.prose = prose
      self.sortKey = sortKey
    }
    init(_ text: String, sortKey: Double? = nil) { self.init(Prose(text), sortKey: sortKey) }
    init(_ badge: Badge, sortKey: Double? = nil) {
      self.init("", sortKey: sortKey)
      self.badge = badge
    }
  }
  struct Row: Sendable {
    var cells: [Cell]
    /// The arm that the row is about, to be highlighted in charts.
    var arm: String?
  }
  var caption: String
  var columns: [Column]
  var rows: [Row]
  var isSortable = false
  var isFilterable = false
}

/// The numbers behind a figure: a CSV file and a table.
struct DataTable: Sendable {
  enum Datum: Sendable {
    case text(String)
    /// Full precision for the file, formatted for the page.
    case number(Double, String)
    case missing

    init(_ value: Double?, _ format: (Double) -> String) {
      if let value { self = .number(value, format(value)) } else { self = .missing }
    }

    init(_ value: Int?) {
      if let value {
        self = .number(Double(value), NumberFormat.grouped(value))
      } else {
        self = .missing
      }
    }
  }
  var columns: [String]
  var rows: [[Datum]]

  /// RFC 4180, LF line ends, numbers with the shortest digits that read back the same; one that is
  /// not finite is missing.
  var csv: String {
    let lines = rows.map { row in
      row.map { datum -> String in
        switch datum {
        case .text(let text): return Self.quoted(text)
        case .number(let value, _):
          guard value.isFinite else { return "" }
          if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
          return value.description
        case .missing: return ""
        }
      }.joined(separator: ",")
    }
    return ([Self.line(columns)] + lines).joined(separator: "\n") + "\n"
  }

  /// A line of texts, without its end.
  static func line(_ texts: [String]) -> String { texts.map(quoted).joined(separator: ",") }

  /// Spreadsheets take a cell that begins with one of these characters for a formula and run it: an
  /// apostrophe before it makes it text.
  private static func quoted(_ text: String) -> String {
    var text = visibleText(text)
    let isFormula = text.first.map { "=+-@\t＝＋－＠".contains($0) } ?? false
    if isFormula { text = "'" + text }
    guard isFormula || text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// Longer tables are left to the file: nobody reads them in a page.
  static let shownRows = 80

  var isShort: Bool { (1...Self.shownRows).contains(rows.count) }

  var linkText: String {
    isShort ? "Data (CSV)" : "Data (CSV, \(Wording.count(rows.count, "row")))"
  }

  var table: Table {
    Table(
      caption: "",
      columns: columns.indices.map { column in
        Table.Column(
          title: columns[column],
          isNumeric: rows.contains { if case .number = $0[column] { true } else { false } },
          inMarkdown: column < 7)
      },
      rows: rows.map { row in
        Table.Row(
          cells: row.map { datum in
            switch datum {
            case .text(let text): Table.Cell(text)
            case .number(let value, let shown): Table.Cell(shown, sortKey: value)
            case .missing: Table.Cell(NumberFormat.none)
            }
          })
      })
  }
}

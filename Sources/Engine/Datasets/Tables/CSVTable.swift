import Foundation

/// A table in a text file, by RFC 4180: a header, and rows with as many fields. Fields may be quoted, quotes within
/// them are doubled, and lines may end in them. Lines end with LF, CRLF or CR; a byte-order mark at the beginning and empty
/// lines at the end say nothing.
struct CSVTable: Sendable {
  struct Row: Sendable {
    /// Of the file, from 1, on which it begins.
    let line: Int
    fileprivate let fields: [String]
  }

  enum Delimiter: String, CaseIterable {
    case found, comma, semicolon, tab

    fileprivate var byte: UInt8? {
      switch self {
      case .found: nil
      case .comma: UInt8(ascii: ",")
      case .semicolon: UInt8(ascii: ";")
      case .tab: 9
      }
    }
  }

  let path: String
  /// Names without the blanks around them.
  let columns: [String]
  let rows: [Row]

  /// Throws `DataError`, which names the line.
  /// - Parameters:
  ///   - path: for messages.
  ///   - delimiter: `found` is the one of the three that the header has most of.
  init(_ bytes: Data, _ path: String, delimiter: Delimiter = .found) throws {
    var text = Array(try TextFile.text(bytes, path, "a table").utf8)
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text.removeFirst(3) }
    var reader = CSVReader(
      text: text, path: path, delimiter: delimiter.byte ?? CSVReader.mostFrequent(in: text))
    var records: [Row] = []
    while let row = try reader.next() { records.append(Row(line: row.line, fields: row.fields)) }
    while let last = records.last, last.fields == [""] { records.removeLast() }
    guard let header = records.first else {
      throw DataError(
        "\(path): found an empty file, expected a table whose first line names its columns")
    }
    self.path = path
    columns = header.fields.map { $0.trimmingCharacters(in: .whitespaces) }
    rows = Array(records.dropFirst())
    try checkColumns()
    try checkRows()
  }

  /// The place of a column. Throws `DataError`; `why` says what it is expected for.
  func column(_ name: String, _ why: String) throws -> Int {
    if let place = columns.firstIndex(of: name) { return place }
    throw DataError(
      "\(path):1: found the columns \(words(columns)), expected \(name), \(why)"
        + suggestion(for: name, among: columns))
  }

  /// A field without the blanks around it.
  func value(_ row: Row, _ column: Int) -> String {
    row.fields[column].trimmingCharacters(in: .whitespaces)
  }

  /// `labels.csv:12`, for messages.
  func place(_ row: Row) -> String { "\(path):\(row.line)" }

  /// Columns may have no name; nobody can ask for them.
  private func checkColumns() throws {
    guard columns.contains(where: { !$0.isEmpty }) else {
      throw DataError("\(path):1: found no name of a column, expected a header that names them")
    }
    var seen: Set<String> = []
    for name in columns where !name.isEmpty && !seen.insert(name).inserted {
      throw DataError(
        "\(path):1: found the column \(shortened(name)) twice, expected every name once; rename one"
      )
    }
  }

  private func checkRows() throws {
    for row in rows where row.fields.count != columns.count {
      let found =
        row.fields == [""]
        ? "an empty line"
        : "\(row.fields.count) field\(row.fields.count == 1 ? "" : "s")"
      throw DataError(
        "\(place(row)): found \(found), expected \(columns.count) as the header has: "
          + "\(words(columns)); complete the line, or put a field with a delimiter in quotes")
    }
  }

  private func words(_ names: [String]) -> String {
    names.prefix(12).map { shortened($0.isEmpty ? "(no name)" : $0) }.joined(separator: ", ")
      + (names.count > 12 ? ", …" : "")
  }
}

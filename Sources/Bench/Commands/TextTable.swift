/// A table of plain text in columns.
struct TextTable {
  private var rows: [[String]]
  private let right: Set<Int>

  /// - Parameter right: columns that are aligned to the right.
  init(_ head: [String], right: Set<Int>) {
    rows = [head]
    self.right = right
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    return rows.map { row in
      let cells = row.indices.map { column -> String in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return right.contains(column) ? space + row[column] : row[column] + space
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

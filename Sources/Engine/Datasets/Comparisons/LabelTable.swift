import Foundation

/// Names of images and their classes, from a table.
struct LabelTable {
  let path: String
  /// By row; an empty label is unknown.
  private(set) var labels: [(name: String, label: String)] = []
  /// Of which there are scores; nil where there is a column of labels.
  private(set) var classes: [String]?

  /// Throws `DataError`.
  init(_ table: CSVTable, name: String?, label: String, mayHaveScores: Bool) throws {
    path = table.path
    let names = try name.map { try table.column($0, "the names of images") } ?? 0
    let answer: (CSVTable.Row) throws -> String
    if let column = table.columns.firstIndex(of: label) {
      answer = { row in
        let text = table.value(row, column)
        guard !text.isEmpty || !mayHaveScores else {
          throw table.mistake(row, column, "a class", "")
        }
        return text
      }
    } else {
      guard mayHaveScores else {
        // Says which columns there are.
        _ = try table.column(label, "the classes of images (--label names another)")
        return
      }
      let columns = table.columns.indices.filter { $0 != names && !table.columns[$0].isEmpty }
      guard columns.count > 1 else {
        throw DataError(
          "\(path):1: found the columns \(table.columns.joined(separator: ", ")), expected \(label), or a "
            + "column of scores for each class")
      }
      classes = columns.map { table.columns[$0] }
      answer = { row in table.columns[try Self.highest(row, table, columns)] }
    }
    var lines: [String: Int] = [:]
    for row in table.rows {
      let name = table.value(row, names)
      guard !name.isEmpty else { throw table.mistake(row, names, "the name of an image", "") }
      if let other = lines.updateValue(row.line, forKey: name) {
        throw DataError(
          "\(table.place(row)): found \(shortened(name)) as in line \(other), expected every name once"
        )
      }
      labels.append((name, try answer(row)))
    }
  }

  /// The column of the highest score.
  private static func highest(_ row: CSVTable.Row, _ table: CSVTable, _ columns: [Int]) throws
    -> Int
  {
    var (best, most) = (columns[0], -Double.infinity)
    for column in columns {
      guard let score = NumberColumn.number(table.value(row, column)) else {
        throw table.mistake(row, column, "a number, the score of a class", "")
      }
      if score > most { (best, most) = (column, score) }
    }
    return best
  }
}

extension CSVTable {
  /// A table at any path. Throws `DataError`.
  init(path: String) throws {
    try self.init(try DataFolder.read(path: path, "a table of images and their classes"), path)
  }
}

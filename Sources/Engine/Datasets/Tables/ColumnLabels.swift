/// How columns of a table hold the labels of one task: what follows a task's name in a declaration.
protocol ColumnLabels: Configurable {
  /// Whether it says all that has to be said. Throws `OptionError`.
  func check() throws
  /// What is offered where no table is there yet.
  func offer(_ task: String) -> TaskOffer
  /// Reads the task's labels from a table. Throws `DataError` where it has not the columns.
  func reading(_ task: String, of table: CSVTable) throws -> LabelReading
}

extension ColumnLabels {
  func check() throws {}
}

/// The labels of one task in a table.
struct LabelReading: Sendable {
  let task: ListedTask
  /// The label in a row; nil where it is unknown. Throws `DataError`, which names line and column.
  let label: @Sendable (CSVTable.Row) throws -> FrameValues?
}

/// Every way in which columns hold labels. Adding one: a file, and a line here.
let columnLabels = Catalog<any ColumnLabels>(
  "kind of label",
  [NumberColumn.self, BinaryColumn.self, ClassColumn.self, OrderedColumn.self, LabelColumns.self])

extension Options {
  /// The column of a task's labels, where it is not called as the task.
  mutating func column() throws -> String {
    try take("column", default: "", "column of the labels, where it is not called as the task")
  }
}

extension CSVTable {
  /// The column of a task's labels.
  func column(_ given: String, of task: String) throws -> Int {
    try column(given.isEmpty ? task : given, "for the task \(task)")
  }

  /// A mistake in a field.
  func mistake(
    _ row: Row, _ column: Int, _ expected: String,
    _ orElse: String = ", or nothing where it is unknown"
  ) -> DataError {
    let found = value(row, column).isEmpty ? "nothing" : shortened(value(row, column))
    return DataError(
      "\(place(row)): found \(found) in the column \(shortened(columns[column])), expected "
        + expected + orElse)
  }
}

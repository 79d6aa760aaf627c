import Foundation

/// Labels of which an image may have several: in one column, `tags: {multilabel: [a, b, c]}` for fields as `a;c`, or, where no
/// column is called as the task, in a column of 0 and 1 for each label.
struct LabelColumns: ColumnLabels {
  static let name = "multilabel"
  static let summary = "several labels: names in one column, or a column of 0 and 1 for each"

  private let labels: [String]
  private let separator: String
  private let column: String

  init(_ options: inout Options) throws {
    labels = try options.take(
      "labels", default: [], count: 1...TaskOffer.mostLabels, "the labels, in order")
    separator = try options.take(
      "separator", default: ";", characters: 1...10, "between labels of one field")
    column = try options.column()
  }

  func offer(_ task: String) -> TaskOffer {
    TaskOffer(task, kind: Self.name, ["labels": .list(labels.map { .text($0) })])
  }

  func check() throws {
    guard labels.isEmpty else { return }
    throw OptionError(
      key: "labels", message: "found none, expected the labels that images may have: [a, b, c]")
  }

  func reading(_ task: String, of table: CSVTable) throws -> LabelReading {
    let own = column.isEmpty ? task : column
    let isOne = !column.isEmpty || table.columns.contains(own)
    let listed = ListedTask(
      offer: offer(task), layout: LabelLayout(.indices, count: labels.count), names: labels)
    return LabelReading(
      task: listed,
      label: isOne
        ? inOne(table, try table.column(own, "for the task \(task)"))
        : inEach(
          table,
          try labels.map {
            try table.column($0, "for the task \(task), which has no column of its own")
          }))
  }

  /// Labels that are not named are none; a field of separators alone names none.
  private func inOne(_ table: CSVTable, _ column: Int)
    -> @Sendable (CSVTable.Row) throws -> FrameValues?
  {
    let (labels, separator) = (labels, separator)
    return { row in
      let text = table.value(row, column)
      if text.isEmpty { return nil }
      var values = [Int16](repeating: 0, count: labels.count)
      for part in text.split(separator: separator) {
        let name = part.trimmingCharacters(in: .whitespaces)
        if name.isEmpty { continue }
        guard let place = labels.firstIndex(of: name) else {
          throw table.mistake(
            row, column,
            "some of \(labels.joined(separator: ", ")) with \(separator) between them"
              + suggestion(for: name, among: labels))
        }
        values[place] = 1
      }
      return .indices(values)
    }
  }

  private func inEach(_ table: CSVTable, _ columns: [Int])
    -> @Sendable (CSVTable.Row) throws -> FrameValues?
  {
    { row in
      let values = try columns.map { column -> Int16 in
        switch table.value(row, column) {
        case "": return -1
        case "0": return 0
        case "1": return 1
        default: throw table.mistake(row, column, "0 or 1")
        }
      }
      return values.allSatisfy { $0 == -1 } ? nil : .indices(values)
    }
  }
}

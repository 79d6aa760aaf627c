/// One of several classes: `race: classes` for those that the column has, `race: {classes: [a, b, c]}` for these alone.
struct ClassColumn: ColumnLabels {
  static let name = "classes"
  static let summary = "one of several names: those of the column, or the given ones alone"

  private let classes: NamedClasses

  init(_ options: inout Options) throws {
    classes = NamedClasses(
      names: try options.take(
        "names", default: [], count: 2...10_000, "the classes, in order; none for the column's own"),
      isOrdered: false, column: try options.column())
  }

  func offer(_ task: String) -> TaskOffer { classes.offer(task) }

  func reading(_ task: String, of table: CSVTable) throws -> LabelReading {
    try classes.reading(task, of: table)
  }
}

/// Classes of which neighbours are alike: `age: {ordered: [0-2, 3-9, 10-19]}`.
struct OrderedColumn: ColumnLabels {
  static let name = "ordered"
  static let summary = "one of several names in an order in which neighbours are alike"

  private let classes: NamedClasses

  init(_ options: inout Options) throws {
    classes = NamedClasses(
      names: try options.take(
        "names", default: [], count: 2...10_000,
        "the classes, in order; none for the column's own, which begin with numbers (0-2, 3-9), in their order"
      ),
      isOrdered: true, column: try options.column())
  }

  func offer(_ task: String) -> TaskOffer { classes.offer(task) }

  func reading(_ task: String, of table: CSVTable) throws -> LabelReading {
    try classes.reading(task, of: table)
  }
}

private struct NamedClasses: Sendable {
  /// Empty for those of the column.
  let names: [String]
  let isOrdered: Bool
  let column: String

  func offer(_ task: String) -> TaskOffer {
    TaskOffer.classes(task, names, isOrdered: isOrdered)
  }

  func reading(_ task: String, of table: CSVTable) throws -> LabelReading {
    let column = try table.column(column, of: task)
    let found = self.names.isEmpty ? try Self.found(in: table, column) : self.names
    let names =
      isOrdered && self.names.isEmpty ? try Self.ordered(found, task, table, column) : found
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int16($0)) })
    let listed = ListedTask(
      offer: TaskOffer.classes(task, names, isOrdered: isOrdered),
      layout: LabelLayout(.indices, count: 1), names: names)
    return LabelReading(task: listed) { row in
      let text = table.value(row, column)
      if text.isEmpty { return nil }
      guard let place = places[text] else {
        let some = names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "")
        throw table.mistake(row, column, "one of \(some)\(suggestion(for: text, among: names))")
      }
      return .indices([place])
    }
  }

  /// By the numbers that they begin with. Throws `DataError` where that is no order.
  private static func ordered(
    _ names: [String], _ task: String, _ table: CSVTable, _ column: Int
  ) throws -> [String] {
    var places: [(name: String, number: Double)] = []
    for name in names {
      let sign = name.prefix { $0 == "-" || $0 == "+" }
      let digits = name.dropFirst(sign.count).prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard sign.count < 2, let number = NumberColumn.number(sign + digits),
        !places.contains(where: { $0.number == number })
      else {
        throw DataError(
          "\(table.path): found the value \(shortened(name)) in the column "
            + "\(shortened(table.columns[column])), expected values that begin with different numbers; "
            + "say in which order they are: {\(task): {ordered: [a, b, c]}}")
      }
      places.append((name, number))
    }
    return places.sorted { $0.number < $1.number }.map(\.name)
  }

  /// The different values of a column, numbers in their order and then the others.
  private static func found(in table: CSVTable, _ column: Int) throws -> [String] {
    var names = Set<String>()
    for row in table.rows {
      let text = table.value(row, column)
      guard !text.isEmpty, !names.contains(text) else { continue }
      guard TaskOffer.isClassName(text) else {
        throw table.mistake(row, column, "a name of at most 200 characters on one line")
      }
      names.insert(text)
      guard names.count <= TaskOffer.mostClasses else {
        throw table.mistake(
          row, column,
          "at most \(TaskOffer.mostClasses) different classes; is it a number "
            + "(regression)")
      }
    }
    guard names.count >= 2 else {
      throw DataError(
        "\(table.path): found \(names.count) different values in the column "
          + "\(shortened(table.columns[column])), expected at least 2 classes; list them in the "
          + "declaration, or leave it out")
    }
    return inNumericOrder(Array(names))
  }
}

extension TaskOffer {
  static let mostClasses = 10_000

  /// Whether a class may be called so: one line, and not longer than options are.
  static func isClassName(_ name: String) -> Bool {
    (1...200).contains(name.count)
      && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
  }

  /// Of named classes; where their names are not known yet, of the least that there are.
  static func classes(_ task: String, _ names: [String], isOrdered: Bool = false) -> TaskOffer {
    var options: [String: OptionValue] = ["classes": .integer(max(2, names.count))]
    if !names.isEmpty { options["names"] = .list(names.map { .text($0) }) }
    if isOrdered { options["ordered"] = .bool(true) }
    return TaskOffer(task, kind: "classes", options)
  }
}

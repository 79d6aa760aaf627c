import Engine
import Records
import Report

/// Scores of somebody's files to be read: tables, or JSON.
struct ScoreTable {
  /// A number of the whole.
  struct Value {
    let name: String
    /// Nil where nothing defines it.
    let value: Double?
    /// `%`: the value is a fraction.
    let unit: String
  }

  /// A category or a class.
  struct Row {
    let name: String
    var id: Int?
    let counts: [Int]
    /// Fractions.
    let values: [Double?]
  }

  struct Groups {
    /// What a row is.
    let kind: String
    let counted: [String]
    let columns: [String]
    let rows: [Row]
  }

  let task: String
  let values: [Value]
  /// What there was, in the order of telling it.
  let counts: [(name: String, count: Int)]
  /// What was chosen, by the options' names.
  var choices: [(name: String, choice: String)] = []
  var groups: Groups?
  /// What a person is told apart from the table.
  var notes: [String] = []
  private var leftOut = 0

  init(_ task: String, _ values: [MetricValue], images: Int) {
    self.task = task
    self.values = values.map { Value(name: $0.metric, value: $0.value, unit: $0.unit) }
    counts = [("images", images)]
  }

  init(_ task: String, _ scores: ObjectScores, _ comparison: COCOComparison) {
    self.task = task
    values = scores.numbers.map { Value(name: $0.name, value: $0.value, unit: "%") }
    counts = [
      ("images", comparison.images), ("objects", scores.categories.reduce(0) { $0 + $1.objects }),
      ("detections", comparison.detections),
    ]
    groups = Groups(
      kind: "category", counted: ["objects"], columns: scores.numbers.map(\.name),
      rows: scores.categories.map { found in
        let category = comparison.categories[found.category]
        return Row(
          name: category.name, id: category.id, counts: [found.objects],
          values: found.numbers.map(\.value))
      })
    leftOut = comparison.leftOut.values.reduce(0, +)
    if leftOut > 0 {
      let ids = comparison.leftOut.keys.sorted().prefix(5).map(String.init)
      notes.append(
        "\(leftOut) predictions are of categories that the truth has not "
          + "(\(ids.joined(separator: ", "))\(comparison.leftOut.count > 5 ? ", …" : "")): left out"
      )
    }
  }

  /// Predictions without a truth, by their names.
  mutating func leave(out names: [String]) {
    leftOut = names.count
    guard let first = names.first else { return }
    notes.append(
      "\(names.count) predictions have no truth (\(shortened(first))\(names.count > 1 ? ", …" : "")): left out"
    )
  }

  func print(_ flag: JSONFlag) {
    Terminal.out(flag.json ? json.pretty : text)
    for note in notes { Terminal.err("note: \(note)") }
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [:]
    for (name, choice) in choices { members[name] = .text(choice) }
    members["task"] = .text(task)
    members["metrics"] = Self.object(values.map { ($0.name, $0.value) })
    members["leftOut"] = .integer(leftOut)
    for (name, count) in counts { members[name] = .integer(count) }
    if let groups {
      members[groups.kind == "class" ? "classes" : "categories"] = .array(
        groups.rows.map { row in
          var own: [String: JSONValue] = ["name": .text(row.name)]
          own["id"] = row.id.map(JSONValue.integer)
          for (name, count) in zip(groups.counted, row.counts) { own[name] = .integer(count) }
          own["metrics"] = Self.object(Array(zip(groups.columns, row.values)))
          return .object(own)
        })
    }
    return .object(members)
  }

  private static func object(_ values: [(String, Double?)]) -> JSONValue {
    .object(
      Dictionary(uniqueKeysWithValues: values.map { ($0, $1.map(JSONValue.number) ?? .null) }))
  }

  var text: String {
    var table = TextTable(["metric", "value"], right: [1])
    for value in values { table.add([value.name, Self.words(value.value, value.unit)]) }
    let described = counts.map { "\(NumberFormat.grouped($0.count)) \($0.name)" }
    let chosen = choices.map(\.choice).joined(separator: ", ")
    let title = chosen.isEmpty ? task : "\(task) (\(chosen))"
    let parts = ["\(title): \(described.joined(separator: ", "))", table.text, groupText]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// The first three numbers of each; all of them are in the JSON.
  private var groupText: String {
    guard let groups, !groups.rows.isEmpty else { return "" }
    let columns = groups.columns.prefix(3)
    let last = 1 + groups.counted.count + columns.count
    var table = TextTable(
      [groups.kind] + groups.counted + columns, right: Set(1..<last))
    for row in groups.rows {
      table.add(
        [row.name] + row.counts.map(NumberFormat.grouped)
          + row.values.prefix(3).map { Self.words($0, "%") })
    }
    return table.text
  }

  private static func words(_ value: Double?, _ unit: String) -> String {
    guard let value else { return "–" }
    if unit == "%" { return NumberFormat.fixed(100 * value, 2) + " %" }
    return NumberFormat.fixed(value, 4) + (unit.isEmpty ? "" : " " + unit)
  }
}

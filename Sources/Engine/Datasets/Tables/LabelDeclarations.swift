/// What a table's columns mean: for each task, how its labels are read.
struct LabelDeclarations: Sendable {
  private let declared: [(task: String, labels: any ColumnLabels)]
  /// Every declaration with its options' values, in one spelling.
  let resolved: [String: OptionValue]

  /// A declaration is a kind of label (`binary`), or a map from one to its first option (`{regression: years}`) or to a map
  /// of options. Throws `OptionError`.
  /// - Parameter key: of the option, for messages.
  init(_ given: [String: OptionValue], key: String) throws {
    var declared: [(String, any ColumnLabels)] = []
    var resolved: [String: OptionValue] = [:]
    var mistakes: [OptionError] = []
    for (task, value) in given.sorted(by: { $0.key < $1.key }) {
      let place = "\(key).\(task)"
      if let mistake = Catalog<any LearningTask>.mistake(name: task) {
        throw OptionError(
          key: place, message: "\(mistake); name the column with the option column")
      }
      let (kind, options) = try Self.parts(value, place)
      do {
        let made = try columnLabels.make(kind, options)
        try made.item.check()
        declared.append((task, made.item))
        resolved[task] = .map([kind: .map(made.options)])
      } catch let error as OptionError {
        mistakes += error.all.map {
          OptionError(
            key: $0.key.isEmpty ? place : "\(place).\(kind).\($0.key)", message: $0.message)
        }
      }
    }
    if let error = OptionError(mistakes) { throw error }
    self.declared = declared
    self.resolved = resolved
  }

  var offers: [TaskOffer] { declared.map { $0.labels.offer($0.task) } }

  /// Throws `DataError`.
  func readings(of table: CSVTable) throws -> [LabelReading] {
    guard !declared.isEmpty else {
      throw DataError(
        "\(table.path): found no labels declared, expected the option labels to say what columns "
          + "mean, as {age: {regression: years}, gender: binary}")
    }
    return try declared.map { try $0.labels.reading($0.task, of: table) }
  }

  private static func parts(_ value: OptionValue, _ place: String) throws
    -> (String, [String: OptionValue])
  {
    switch value {
    case .text(let kind): return (kind, [:])
    case .map(let members) where members.count == 1:
      let (kind, content) = members.first!
      if case .map(let options) = content { return (kind, options) }
      guard let first = columnLabels.entries.first(where: { $0.name == kind })?.options.first
      else { return (kind, [:]) }
      return (kind, [first.key: content])
    default:
      throw OptionError(
        key: place,
        message: "found \(shortened("\(value)")), expected one of "
          + "\(columnLabels.names.joined(separator: ", ")), with its options one level deeper")
    }
  }
}

/// Numbers: `age: {regression: years}`.
struct NumberColumn: ColumnLabels {
  static let name = "regression"
  static let summary = "a number"

  private let unit: String
  private let range: ClosedRange<Double>
  private let column: String

  /// What a float holds.
  private static let widest = 1e15

  /// What the task `regression` takes.
  private static let widestBins = 1e9

  init(_ options: inout Options) throws {
    unit = try options.take("unit", default: "", characters: 0...20, "unit of the number: years")
    let whole = -Self.widest...Self.widest
    let from = try options.take("from", default: -Self.widest, in: whole, "least number")
    let to = try options.take("to", default: Self.widest, in: whole, "greatest number")
    column = try options.column()
    guard from < to else {
      throw OptionError(key: "to", message: "found \(to), expected more than from (\(from))")
    }
    range = from...to
  }

  /// With the range, where one is declared that a task's bins may span.
  func offer(_ task: String) -> TaskOffer {
    var options: [String: OptionValue] = ["unit": .text(unit)]
    if max(abs(range.lowerBound), abs(range.upperBound)) <= Self.widestBins {
      options["from"] = .number(range.lowerBound)
      options["to"] = .number(range.upperBound)
    }
    return TaskOffer(task, kind: Self.name, options)
  }

  func reading(_ task: String, of table: CSVTable) throws -> LabelReading {
    let column = try table.column(column, of: task)
    let range = range
    return LabelReading(
      task: ListedTask(
        offer: offer(task), layout: LabelLayout(.floats, count: 1), names: [])
    ) { row in
      let text = table.value(row, column)
      if text.isEmpty { return nil }
      guard let number = Self.number(text), range.contains(number) else {
        throw table.mistake(
          row, column,
          "a number from \(Self.words(range))")
      }
      return .floats([Float(number)])
    }
  }

  /// Decimal, with a point: neither `nan` nor `0x10`, which Swift reads too.
  static func number(_ text: some StringProtocol) -> Double? {
    let digits = text.utf8.allSatisfy { (48...57).contains($0) || "+-.eE".utf8.contains($0) }
    return digits ? Double(text).flatMap { $0.isFinite ? $0 : nil } : nil
  }

  private static func words(_ range: ClosedRange<Double>) -> String {
    func word(_ bound: Double) -> String {
      abs(bound) == widest ? (bound < 0 ? "-1e15" : "1e15") : "\(OptionValue.number(bound))"
    }
    return "\(word(range.lowerBound)) to \(word(range.upperBound))"
  }
}

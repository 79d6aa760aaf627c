/// A value as a suite or the command line gives it.
public enum OptionValue: Sendable, Hashable {
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([OptionValue])
  case map([String: OptionValue])
}

extension OptionValue {
  /// 2⁵³ − 1. Records keep numbers as JSON does, and beyond this not every whole number has a
  /// double of its own.
  public static let largestInteger = 9_007_199_254_740_991

  /// A whole number as such, however it is written.
  public init(number value: Double) {
    let whole = abs(value) <= Double(Self.largestInteger) ? Int(exactly: value) : nil
    self = whole.map(OptionValue.integer) ?? .number(value)
  }
}

extension OptionValue: CustomStringConvertible {
  public var description: String {
    switch self {
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value):
      if case .integer(let whole) = OptionValue(number: value) { "\(whole)" } else { "\(value)" }
    case .text(let value): value
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .map(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        .joined(separator: ", ") + "}"
    }
  }

  /// What kind of value this is, for messages.
  var kind: String {
    switch self {
    case .bool: "true or false"
    case .integer: "a whole number"
    case .number: "a number"
    case .text: "text"
    case .list: "a list"
    case .map: "a map"
    }
  }
}

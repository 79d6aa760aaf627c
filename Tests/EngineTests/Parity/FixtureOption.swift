@testable import Engine

/// The value of an option as a fixture's JSON has it.
enum FixtureOption: Decodable, Sendable {
  case bool(Bool)
  case number(Double)
  case text(String)
  case texts([String])

  init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else {
      self = .texts(try container.decode([String].self))
    }
  }

  var value: OptionValue {
    switch self {
    case .bool(let value): .bool(value)
    case .number(let value): OptionValue(number: value)
    case .text(let value): .text(value)
    case .texts(let values): .list(values.map { .text($0) })
    }
  }
}

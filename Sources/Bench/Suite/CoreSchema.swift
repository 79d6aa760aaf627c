import Engine

/// What an unquoted word of a suite means: YAML 1.2's core schema, where `010` is ten, and `no`,
/// `12:30` and dates are text.
enum CoreSchema {
  enum Kind { case null, bool, integer, number, text }

  /// Nil for null.
  static func value(_ text: String) -> OptionValue? {
    switch kind(text) {
    case .null: nil
    case .bool: .bool(text.first == "t" || text.first == "T")
    case .integer: integer(text)
    case .number: number(text)
    case .text: .text(text)
    }
  }

  static func kind(_ text: String) -> Kind {
    switch text {
    case "", "~", "null", "Null", "NULL": .null
    case "true", "True", "TRUE", "false", "False", "FALSE": .bool
    case ".nan", ".NaN", ".NAN": .number
    default: numericKind(Array(text.utf8)) ?? .text
    }
  }

  private static func numericKind(_ bytes: [UInt8]) -> Kind? {
    if bytes.starts(with: [zero, UInt8(ascii: "o")]), bytes.count > 2 {
      return bytes[2...].allSatisfy { (zero...UInt8(ascii: "7")).contains($0) } ? .integer : nil
    }
    if bytes.starts(with: [zero, UInt8(ascii: "x")]), bytes.count > 2 {
      return bytes[2...].allSatisfy { Character(UnicodeScalar($0)).isHexDigit } ? .integer : nil
    }
    let unsigned = bytes.first.map { "+-".utf8.contains($0) } == true ? bytes[1...] : bytes[...]
    if [".inf", ".Inf", ".INF"].contains(where: { unsigned.elementsEqual($0.utf8) }) {
      return .number
    }
    var rest = unsigned.drop(while: isDigit)
    let whole = unsigned.count - rest.count
    if rest.isEmpty { return whole > 0 ? .integer : nil }
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst()
      rest = digits.drop(while: isDigit)
      fraction = digits.count - rest.count
    }
    guard whole + fraction > 0 else { return nil }
    if rest.isEmpty { return .number }
    guard "eE".utf8.contains(rest.removeFirst()) else { return nil }
    if rest.first.map({ "+-".utf8.contains($0) }) == true { rest.removeFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDigit) ? .number : nil
  }

  private static let zero = UInt8(ascii: "0")

  private static func isDigit(_ byte: UInt8) -> Bool {
    (zero...UInt8(ascii: "9")).contains(byte)
  }

  /// Exact, or a number near it where `Int` has no room: no key takes one as large.
  private static func integer(_ text: String) -> OptionValue {
    let radix = text.hasPrefix("0x") ? 16 : text.hasPrefix("0o") ? 8 : 10
    let digits = radix == 10 ? text[...] : text.dropFirst(2)
    if let exact = Int(digits, radix: radix) { return .integer(exact) }
    if radix == 10 { return .number(Double(text) ?? .infinity) }
    return .number(
      digits.reduce(0) { $0 * Double(radix) + Double($1.hexDigitValue ?? 0) })
  }

  /// A whole number may be written `1e1` or `1.0`; one that is only rounded to a whole one is none.
  private static func number(_ text: String) -> OptionValue {
    switch text.drop(while: { "+-".contains($0) }).lowercased() {
    case ".nan": return .number(.nan)
    case ".inf": return .number(text.first == "-" ? -.infinity : .infinity)
    default:
      let value = Double(text) ?? .infinity
      return isWhole(text) ? OptionValue(number: value) : .number(value)
    }
  }

  /// Of decimal digits, perhaps with a point and an exponent: whether nothing is left behind the point.
  private static func isWhole(_ text: String) -> Bool {
    let parts = text.split(whereSeparator: { "eE".contains($0) })
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let digits = mantissa.joined().filter { !"+-".contains($0) }
    // An exponent without room in `Int` moves every digit out of sight.
    let power =
      parts.count < 2 ? 0 : Int(parts[1]) ?? (parts[1].first == "-" ? -Int.max / 2 : Int.max / 2)
    let behind = (mantissa.count > 1 ? mantissa[1].count : 0) - power
    return digits.suffix(max(behind, 0)).allSatisfy { $0 == "0" }
  }
}

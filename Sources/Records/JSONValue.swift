import Foundation

/// A JSON value with one canonical spelling: keys sorted, no white space, the shortest decimal that
/// reads back as the same number, and whole numbers up to 2⁵³ as their digits (`1`, not `1.0`).
/// JSON has no spelling for a number that is not finite: it is written as `null`, and encoding it
/// throws.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// The canonical bytes, as a string. The same value gives the same string in every process.
  public var canonical: String {
    var out = ""
    write(to: &out)
    return out
  }

  func write(to out: inout String) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .number(let value): out += Self.spell(value)
    case .text(let value): out.appendQuoted(value)
    case .array(let values):
      out += "["
      for (index, value) in values.enumerated() {
        if index > 0 { out += "," }
        value.write(to: &out)
      }
      out += "]"
    case .object(let members):
      out += "{"
      for (index, key) in members.keys.sorted().enumerated() {
        if index > 0 { out += "," }
        out.appendQuoted(key)
        out += ":"
        members[key]!.write(to: &out)
      }
      out += "}"
    }
  }

  /// Every whole number up to 2⁵³ is a `Double` of its own; above, neighbours share one.
  public static let largestInteger = 1 << 53 - 1

  static func spell(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == value.rounded(), abs(value) <= 0x1p53 { return String(Int(value)) }
    return value.description
  }
}

extension String {
  /// As a JSON string. What needs no escape, which is nearly everything, is copied as it is.
  mutating func appendQuoted(_ text: String) {
    append("\"")
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
    {
      append(text)
    } else {
      for scalar in text.unicodeScalars { appendEscaped(scalar) }
    }
    append("\"")
  }

  private mutating func appendEscaped(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": append("\\\"")
    case "\\": append("\\\\")
    case "\n": append("\\n")
    case "\r": append("\\r")
    case "\t": append("\\t")
    case _ where scalar.value < 0x20:
      let hex = String(scalar.value, radix: 16)
      append("\\u" + String(repeating: "0", count: 4 - hex.count) + hex)
    default: unicodeScalars.append(scalar)
    }
  }
}

/// The key of any member of an object.
struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension JSONValue: Codable {
  /// Throws where a whole number is so large that it would become another one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      try Self.refuseRounding(to: value, in: container)
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if var elements = try? decoder.unkeyedContainer() {
      var array: [JSONValue] = []
      while !elements.isAtEnd { array.append(try elements.decode(JSONValue.self)) }
      self = .array(array)
    } else {
      let members = try decoder.container(keyedBy: AnyKey.self)
      var object: [String: JSONValue] = [:]
      for key in members.allKeys {
        object[key.stringValue] = try members.decode(JSONValue.self, forKey: key)
      }
      self = .object(object)
    }
  }

  /// A large number is kept where its digits are all there are (2⁶⁰), or where it was written by a
  /// program as the shortest decimal of a `Double` (`1e+300`).
  private static func refuseRounding(
    to value: Double, in container: any SingleValueDecodingContainer
  )
    throws
  {
    guard abs(value) > Double(largestInteger), let written = try? container.decode(Decimal.self),
      !written.isNaN, Decimal(string: value.description) != written
    else { return }
    if let whole = try? container.decode(Int.self), Int(exactly: value) == whole { return }
    throw DecodingError.dataCorruptedError(
      in: container,
      debugDescription:
        "found \(written), expected a whole number of at most \(largestInteger) (2⁵³ − 1): "
        + "larger ones cannot be told apart")
  }

  /// Throws where a number is not finite.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value):
      guard value.isFinite else {
        throw EncodingError.invalidValue(
          value,
          .init(
            codingPath: encoder.codingPath,
            debugDescription: "found the number \(value), which JSON cannot spell"))
      }
      try container.encode(value)
    case .text(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

extension JSONValue {
  /// Any encodable value, as JSON in its canonical spelling.
  public static func canonical(_ value: some Encodable) throws -> String {
    let data = try JSONEncoder().encode(value)
    return try JSONDecoder().decode(JSONValue.self, from: data).canonical
  }
}

extension JSONValue {
  /// The texts of a list of nothing else; nil of anything else, and of an empty list.
  public var texts: [String]? {
    guard case .array(let values) = self, !values.isEmpty else { return nil }
    let texts = values.compactMap { if case .text(let text) = $0 { text } else { nil } }
    return texts.count == values.count ? texts : nil
  }
}

/// A text within JSON, from its first quote: escapes are undone, and what is no UTF-8 is refused.
struct JSONText {
  private let bytes: [UInt8]
  private(set) var place: Int
  private(set) var utf8: [UInt8] = []

  /// What is wrong, and at which byte.
  struct Flaw: Error {
    let place: Int
    let expected: String
  }

  /// - Parameter start: of the byte behind the first quote. Afterwards `place` is behind the last one.
  init(_ bytes: [UInt8], from start: Int) throws(Flaw) {
    self.bytes = bytes
    place = start
    while true {
      guard place < bytes.count else { throw flaw("the end of a text") }
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\"): try escape()
      case 0..<0x20: throw flaw("no control character in a text")
      default: utf8.append(byte)
      }
    }
  }

  /// Nil where it is not UTF-8.
  var text: String? { String(validating: utf8, as: UTF8.self) }

  private static let escapes: [UInt8: UInt8] = [
    0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
  ]

  private mutating func escape() throws(Flaw) {
    guard place < bytes.count else { throw flaw("the end of a text") }
    let code = bytes[place]
    place += 1
    if let byte = Self.escapes[code] { return utf8.append(byte) }
    guard code == UInt8(ascii: "u") else { throw flaw("one of JSON's escapes") }
    var units = [try hexadecimal()]
    // The second half of a character beyond the first plane.
    if 0xD800...0xDBFF ~= units[0], place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"),
      bytes[place + 1] == UInt8(ascii: "u")
    {
      place += 2
      units.append(try hexadecimal())
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw flaw("a character behind \\u")
    }
    utf8 += text.utf8
  }

  private mutating func hexadecimal() throws(Flaw) -> UInt16 {
    guard place + 4 <= bytes.count,
      bytes[place..<place + 4].allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let found = UInt16(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    else { throw flaw("four hexadecimal digits") }
    place += 4
    return found
  }

  private func flaw(_ expected: String) -> Flaw { Flaw(place: place, expected: expected) }
}

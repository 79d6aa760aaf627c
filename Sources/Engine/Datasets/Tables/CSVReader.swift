/// The records of a text in CSV, one after another.
struct CSVReader {
  private let text: [UInt8]
  private let path: String
  private let delimiter: UInt8
  private var place = 0
  private var line = 1

  private static let quote = UInt8(ascii: "\"")

  init(text: [UInt8], path: String, delimiter: UInt8) {
    self.text = text
    self.path = path
    self.delimiter = delimiter
  }

  /// Of comma, semicolon and tab the one that the first line has most of outside of quotes; a comma where it has none.
  static func mostFrequent(in text: [UInt8]) -> UInt8 {
    let candidates: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), 9]
    var counts = candidates.map { _ in 0 }
    var isQuoted = false
    for byte in text {
      if byte == quote { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 10 || byte == 13 { break }
      if let place = candidates.firstIndex(of: byte) { counts[place] += 1 }
    }
    // The first of equal ones.
    return candidates[counts.firstIndex(of: counts.max()!)!]
  }

  /// Nil at the end. Throws `DataError`.
  mutating func next() throws -> (line: Int, fields: [String])? {
    guard place < text.count else { return nil }
    let start = line
    var fields: [String] = []
    while true {
      fields.append(try field())
      guard place < text.count else { break }
      if text[place] != delimiter {
        endLine()
        break
      }
      place += 1
    }
    return (start, fields)
  }

  /// Up to what ends it: a delimiter, the end of a line or of the text.
  private mutating func field() throws -> String {
    if place < text.count, text[place] == Self.quote { return try quoted() }
    let start = place
    while place < text.count, !endsField(text[place]) {
      guard text[place] != Self.quote else {
        throw DataError(
          "\(path):\(line): found a quote within a field, expected quotes around the whole field; put "
            + "it in quotes and double those within it")
      }
      place += 1
    }
    return String(decoding: text[start..<place], as: UTF8.self)
  }

  private mutating func quoted() throws -> String {
    let first = line
    place += 1
    var bytes: [UInt8] = []
    while place < text.count {
      let byte = text[place]
      if byte == Self.quote {
        place += 1
        guard place < text.count, text[place] == Self.quote else {
          try checkEnd()
          return String(decoding: bytes, as: UTF8.self)
        }
        place += 1
        bytes.append(byte)
      } else if byte == 10 || byte == 13 {
        let start = place
        endLine()
        bytes += text[start..<place]
      } else {
        bytes.append(byte)
        place += 1
      }
    }
    throw DataError(
      "\(path):\(first): found a field that begins with a quote and none that ends it, expected "
        + "both; close it")
  }

  private func checkEnd() throws {
    guard place < text.count, !endsField(text[place]) else { return }
    throw DataError(
      "\(path):\(line): found text behind a field in quotes, expected the next field or the end of "
        + "the line; double the quotes that belong to the field")
  }

  private func endsField(_ byte: UInt8) -> Bool { byte == delimiter || byte == 10 || byte == 13 }

  private mutating func endLine() {
    let isPair = text[place] == 13 && place + 1 < text.count && text[place + 1] == 10
    place += isPair ? 2 : 1
    line += 1
  }
}

/// Reads JSON by RFC 8259 value by value, from a file of any size without a tree in memory. It is strict: no NaN, no comments, no
/// comma behind the last value, no two members of one name, and no more than 64 objects and arrays inside one another. All that
/// reads throws `JSONMistake`.
struct JSONReader {
  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0

  private static let mostDepth = 64

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // A byte-order mark says nothing.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
  }

  enum Kind: String {
    case object = "an object"
    case array = "a list"
    case text = "a text"
    case number = "a number"
    case truth = "true or false"
    case null
  }

  /// A place in the file, for a mistake that is noticed later.
  struct Place { fileprivate let byte: Int }

  var here: Place {
    mutating get {
      skipSpace()
      return Place(byte: place)
    }
  }

  /// Of the next value.
  mutating func kind() throws -> Kind {
    skipSpace()
    guard place < bytes.count else { throw mistake("a value") }
    switch bytes[place] {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .text
    case UInt8(ascii: "-"), 0x30...0x39: return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .truth
    case UInt8(ascii: "n"): return .null
    default: throw mistake("a value")
    }
  }

  /// `body` reads, or skips, the value of the member whose name it is given.
  mutating func object(_ body: (inout JSONReader, String) throws -> Void) throws {
    try enter("{", "an object")
    var names = Set<String>()
    if take("}") { return leave() }
    repeat {
      let start = here
      let name = try text("the name of a member")
      guard names.insert(name).inserted else {
        throw mistake(at: start, found: "a second \(shortened(name))", "every member once")
      }
      try expect(":")
      try within(.member(name)) { try body(&$0, name) }
    } while take(",")
    try expect("}", or: ",")
    leave()
  }

  /// `body` reads, or skips, the element at the place that it is given.
  mutating func array(
    _ what: String = "a list", _ body: (inout JSONReader, Int) throws -> Void
  ) throws {
    try enter("[", what)
    if take("]") { return leave() }
    var index = 0
    repeat {
      try within(.element(index)) { try body(&$0, index) }
      index += 1
    } while take(",")
    try expect("]", or: ",")
    leave()
  }

  mutating func skip() throws {
    switch try kind() {
    case .object: try object { json, _ in try json.skip() }
    case .array: try array { json, _ in try json.skip() }
    case .text: _ = try text()
    case .number: _ = try number()
    case .truth: _ = try truth()
    case .null: try word("null")
    }
  }

  /// That nothing follows the value that was read.
  mutating func end() throws {
    skipSpace()
    guard place == bytes.count else { throw mistake("the end of the file") }
  }

  mutating func text(_ what: String = "a text") throws -> String {
    let start = here
    guard take("\"") else { throw mistake(what) }
    let read: JSONText
    do throws(JSONText.Flaw) { read = try JSONText(bytes, from: place) } catch {
      place = error.place
      throw mistake(error.expected)
    }
    guard let text = read.text else {
      throw mistake(at: start, found: "a text that is not UTF-8", "UTF-8", "save it as UTF-8")
    }
    place = read.place
    return text
  }

  mutating func truth() throws -> Bool {
    skipSpace()
    if place < bytes.count, bytes[place] == UInt8(ascii: "t") {
      try word("true")
      return true
    }
    try word("false", "true or false")
    return false
  }

  /// Finite.
  mutating func number(_ what: String = "a number") throws -> Double {
    skipSpace()
    let start = place
    var digits = JSONNumber(bytes, from: place)
    guard let number = digits.read() else { throw mistake(what) }
    guard number.isFinite else { throw mistake("\(what) that is less than 1.8e308") }
    place = digits.place
    guard place < bytes.count, "0123456789.eE+-".utf8.contains(bytes[place]) else { return number }
    throw mistake(at: Place(byte: start), "a number as JSON spells it")
  }

  /// Within ±2⁵³, also where it is written as 1.0.
  mutating func integer(_ what: String = "a whole number") throws -> Int {
    let start = here
    let number = try number(what)
    guard number == number.rounded(), abs(number) <= 0x1p53 else {
      throw mistake(at: start, what)
    }
    return Int(number)
  }

  /// What is found at a place (the next value where none is given) is not what was expected.
  func mistake(
    at start: Place? = nil, found: String? = nil, _ expected: String, _ advice: String = ""
  ) -> JSONMistake {
    let byte = min(start?.byte ?? place, bytes.count)
    let line = 1 + bytes[..<byte].count { $0 == 10 }
    return JSONMistake(
      line: line, found: found ?? words(at: byte), expected: expected, advice: advice)
  }

  /// A member that an object should have had.
  func missing(_ name: String, in object: Place, _ expected: String, _ advice: String = "")
    -> JSONMistake
  {
    var mistake = mistake(at: object, found: "nothing", expected, advice)
    mistake.path = [.member(name)]
    return mistake
  }

  /// Up to what ends a value, shortened.
  private func words(at start: Int) -> String {
    guard start < bytes.count else { return "the end of the file" }
    switch bytes[start] {
    case UInt8(ascii: "{"): return Kind.object.rawValue
    case UInt8(ascii: "["): return Kind.array.rawValue
    default: break
    }
    let isText = bytes[start] == UInt8(ascii: "\"")
    let rest = bytes[start..<min(start + 80, bytes.count)]
    let end =
      isText
      ? rest.dropFirst().firstIndex { $0 == UInt8(ascii: "\"") }.map { $0 + 1 }
      : rest.firstIndex { ",]} \t\r\n".utf8.contains($0) }
    let word = rest[..<max(end ?? rest.endIndex, start + 1)]
    return shortened(String(decoding: word, as: UTF8.self))
  }

  private mutating func within(
    _ step: JSONMistake.Step, _ body: (inout JSONReader) throws -> Void
  ) throws {
    do { try body(&self) } catch var mistake as JSONMistake {
      mistake.path.insert(step, at: 0)
      throw mistake
    }
  }

  private mutating func enter(_ character: UnicodeScalar, _ what: String) throws {
    skipSpace()
    guard depth < Self.mostDepth else {
      throw mistake(
        "at most \(Self.mostDepth) objects and lists inside one another", "is it the right file?")
    }
    guard take(character) else { throw mistake(what) }
    depth += 1
  }

  private mutating func leave() { depth -= 1 }

  private mutating func word(_ word: String, _ expected: String? = nil) throws {
    skipSpace()
    guard bytes[place...].starts(with: word.utf8) else { throw mistake(expected ?? word) }
    place += word.utf8.count
  }

  private mutating func skipSpace() {
    while place < bytes.count {
      switch bytes[place] {
      case 0x20, 9, 10, 13: place += 1
      default: return
      }
    }
  }

  private mutating func take(_ character: UnicodeScalar) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ character: UnicodeScalar, or other: UnicodeScalar? = nil) throws {
    guard take(character) else {
      throw mistake((other.map { "'\($0)' or " } ?? "") + "'\(character)'")
    }
  }
}

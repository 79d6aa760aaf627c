/// Reads the one form of JSON that a safetensors header has: an object of tensors, each with `dtype`, `shape` and `data_offsets`, and of
/// texts under `__metadata__`. A reader for all of JSON would take anything: nesting without end, two members of one name,
/// 1.0, 1e3 or true as a number. What it makes takes no more than a small multiple of the header's bytes.
struct SafeTensorsJSON {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  typealias Flaw = SafeTensors.Flaw

  struct Tensor {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
  }

  /// Calls with every tensor; returns the metadata. Throws `Flaw`.
  mutating func read(
    _ tensor: (_ name: String, _ tensor: Tensor) throws(Flaw) -> Void
  ) throws(Flaw) -> [String: String] {
    var metadata: [String: String]?
    var names = Set<String>()
    try members { (json: inout SafeTensorsJSON, name: String) throws(Flaw) in
      guard names.insert(name).inserted else {
        throw Flaw("two members are called \(shortened(name))")
      }
      if name == "__metadata__" {
        metadata = try json.texts()
      } else {
        try tensor(name, try json.tensor(name))
      }
    }
    skipSpace()
    guard place == bytes.count else { throw Flaw("something follows its JSON object") }
    return metadata ?? [:]
  }

  private mutating func texts() throws(Flaw) -> [String: String] {
    var texts: [String: String] = [:]
    try members { (json: inout SafeTensorsJSON, name: String) throws(Flaw) in
      guard texts.updateValue(try json.text(), forKey: name) == nil else {
        throw Flaw("two texts of its metadata are called \(shortened(name))")
      }
    }
    return texts
  }

  private mutating func tensor(_ name: String) throws(Flaw) -> Tensor {
    var found = Tensor()
    try members { (json: inout SafeTensorsJSON, key: String) throws(Flaw) in
      let isNew: Bool
      switch key {
      case "dtype":
        isNew = found.type == nil
        found.type = try json.text()
      case "shape":
        isNew = found.shape == nil
        found.shape = try json.numbers()
      case "data_offsets":
        isNew = found.offsets == nil
        found.offsets = try json.numbers()
      default:
        throw Flaw("\(shortened(name)) has the member \(shortened(key)), which no tensor has")
      }
      guard isNew else { throw Flaw("\(shortened(name)) has two members \(key)") }
    }
    return found
  }

  /// An object; `body` reads the value of each member.
  private mutating func members(
    _ body: (inout SafeTensorsJSON, String) throws(Flaw) -> Void
  ) throws(Flaw) {
    try expect("{")
    if take("}") { return }
    repeat {
      let name = try text()
      try expect(":")
      try body(&self, name)
    } while take(",")
    try expect("}")
  }

  private mutating func numbers() throws(Flaw) -> [Int] {
    var found: [Int] = []
    try expect("[")
    if take("]") { return found }
    repeat { found.append(try number()) } while take(",")
    try expect("]")
    return found
  }

  /// A whole number without a sign.
  private mutating func number() throws(Flaw) -> Int {
    skipSpace()
    let start = place
    var found = 0
    while place < bytes.count, case let digit = Int(bytes[place]) - 0x30, (0...9).contains(digit) {
      let (tens, overflow) = found.multipliedReportingOverflow(by: 10)
      guard !overflow, tens <= Int.max - digit else {
        throw Flaw("it has a number beyond the range of whole numbers at byte \(start)")
      }
      found = tens + digit
      place += 1
    }
    guard place > start else { throw flaw("a whole number of 0 or more") }
    guard place - start == 1 || bytes[start] != 0x30 else {
      throw flaw("a number without zeros before it")
    }
    return found
  }

  private mutating func text() throws(Flaw) -> String {
    try expect("\"")
    let read: JSONText
    do throws(JSONText.Flaw) { read = try JSONText(bytes, from: place) } catch {
      place = error.place
      throw flaw(error.expected)
    }
    place = read.place
    guard let text = read.text else { throw Flaw("it has a text that is not UTF-8") }
    return text
  }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 9, 10, 13].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ character: UnicodeScalar) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ character: UnicodeScalar) throws(Flaw) {
    guard take(character) else { throw flaw("'\(character)'") }
  }

  private func flaw(_ expected: String) -> Flaw {
    Flaw("its JSON has something else at byte \(place), expected \(expected)")
  }
}

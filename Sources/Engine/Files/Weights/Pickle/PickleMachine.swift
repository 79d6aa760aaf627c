import Foundation

/// Runs the program of a pickle as far as checkpoints need it (Python's pickletools, protocols 2 to 5). Instructions and names
/// that are not on its lists are refused; nothing in a file can make it call anything.
///
/// Memory is bounded by what is in the file: an instruction makes at most one value, values share their parts, lengths are held
/// against the bytes that are there before anything is made of them, and there is a limit on instructions.
struct PickleMachine {
  /// Why a program was refused.
  struct Refusal: Error { let reason: String }

  /// Those of a checkpoint with its optimizer: tens of thousands.
  private static let mostSteps = 1 << 22

  let bytes: [UInt8]
  /// What is read next.
  private(set) var place: Int
  private var steps = 0

  private var stack: [PickleValue] = []
  /// The stack's heights at its marks.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]

  var texts: [Range<Int>] = []
  var blobs: [Range<Int>] = []
  var sequences: [[PickleValue]] = []
  var mappings: [[(key: PickleValue, value: PickleValue)]] = []
  var storages: [PickledStorage] = []
  var storageKeys: [String: Int] = [:]
  var tensors: [PickledTensor] = []

  init(_ bytes: [UInt8], at place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  /// One program, to its end; `place` is behind it. Throws `Refusal`.
  mutating func run() throws(Refusal) -> PickleValue {
    (stack, marks, memo) = ([], [], [:])
    while true {
      try count(1)
      let code = UInt8(try number(1))
      guard let operation = PickleOperation(rawValue: code) else { throw refused(code) }
      if operation == .stop {
        guard stack.count == 1, marks.isEmpty else {
          throw Refusal(reason: "the pickle ends with \(stack.count) values, expected one")
        }
        return stack[0]
      }
      try perform(operation)
    }
  }

  /// Copying counts as much as reading.
  mutating func count(_ more: Int) throws(Refusal) {
    steps += more
    guard steps <= Self.mostSteps else {
      throw Refusal(
        reason: "the pickle has more than \(Self.mostSteps) steps, far more than a network's needs")
    }
  }

  private func refused(_ code: UInt8) -> Refusal {
    let forbidden: [UInt8: String] = [
      0x69: "INST", 0x6F: "OBJ", 0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x92: "NEWOBJ_EX",
      0x50: "PERSID", 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
    ]
    let name = forbidden[code] ?? String(format: "0x%02X", code)
    return Refusal(
      reason:
        "the pickle has the instruction \(name) at byte \(place - 1), which no file of tensors "
        + "has")
  }

  private mutating func perform(_ operation: PickleOperation) throws(Refusal) {
    switch operation {
    case .proto: try proto()
    case .frame: try frame()
    case .stop: preconditionFailure("the end of a program is seen by its loop")
    case .mark: marks.append(stack.count)
    case .pop: try discard()
    case .popMark: _ = try popToMark()
    case .dup: push(try top())
    case .none: push(.none)
    case .newTrue: push(.bool(true))
    case .newFalse: push(.bool(false))
    case .binInt: push(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
    case .binInt1: push(.integer(try number(1)))
    case .binInt2: push(.integer(try number(2)))
    case .long1: try long(try number(1))
    case .long4: try long(try number(4))
    case .binFloat:
      _ = try take(8)
      push(.opaque)
    case .shortBinUnicode: try text(try number(1))
    case .binUnicode, .binString: try text(try number(4))
    case .binUnicode8: try text(try number(8))
    case .shortBinString: try text(try number(1))
    case .shortBinBytes: try blob(try number(1))
    case .binBytes: try blob(try number(4))
    case .binBytes8, .byteArray8: try blob(try number(8))
    case .emptyList, .emptySet: pushList([])
    case .append: try extend([try pop()])
    case .appends, .addItems: try extend(try popToMark())
    case .frozenSet: pushList(try popToMark())
    case .emptyTuple: pushTuple([])
    case .tuple1: pushTuple(try pop(1))
    case .tuple2: pushTuple(try pop(2))
    case .tuple3: pushTuple(try pop(3))
    case .tuple: pushTuple(try popToMark())
    case .emptyDict: push(mapping([]))
    case .setItem: try insert(try pop(2))
    case .setItems: try insert(try popToMark())
    case .get1: push(try remembered(try number(1)))
    case .get4: push(try remembered(try number(4)))
    case .put1: memo[try number(1)] = try top()
    case .put4: memo[try number(4)] = try top()
    case .memoize: memo[memo.count] = try top()
    case .global: push(.global(try global(try line(), try line())))
    case .stackGlobal: try stackGlobal()
    case .reduce: try reduce()
    case .newObj: try reduce()
    case .build: try build()
    case .binPersID: push(try storage(try pop()))
    }
  }
}

// MARK: - Reading

extension PickleMachine {
  private mutating func take(_ count: Int) throws(Refusal) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - place else {
      throw Refusal(
        reason:
          "the pickle asks for \(count < 0 ? "more" : String(count)) bytes at \(place), where "
          + "\(bytes.count - place) are left")
    }
    defer { place += count }
    return bytes[place..<place + count]
  }

  /// Without a sign; −1 for what no `Int` holds.
  private mutating func number(_ count: Int) throws(Refusal) -> Int {
    var found: UInt64 = 0
    for (index, byte) in try take(count).enumerated() { found |= UInt64(byte) << UInt64(8 * index) }
    return Int(exactly: found) ?? -1
  }

  private mutating func proto() throws(Refusal) {
    let version = try number(1)
    guard (2...5).contains(version) else {
      throw Refusal(reason: "the pickle is of protocol \(version), expected 2 to 5")
    }
  }

  /// Frames only say how much to read at once; one may not reach beyond the file.
  private mutating func frame() throws(Refusal) {
    let length = try number(8)
    guard length >= 0, length <= bytes.count - place else {
      throw Refusal(reason: "the pickle has a frame that ends behind the file")
    }
  }

  private mutating func long(_ count: Int) throws(Refusal) {
    let digits = try take(count)
    guard digits.count <= 8 else { return push(.opaque) }
    var found: UInt64 = (digits.last ?? 0) >= 0x80 ? ~0 : 0
    for byte in digits.reversed() { found = found << 8 | UInt64(byte) }
    push(.integer(Int(Int64(bitPattern: found))))
  }

  private mutating func text(_ count: Int) throws(Refusal) {
    let start = place
    _ = try take(count)
    texts.append(start..<place)
    push(.text(texts.count - 1))
  }

  private mutating func blob(_ count: Int) throws(Refusal) {
    let start = place
    _ = try take(count)
    blobs.append(start..<place)
    push(.blob(blobs.count - 1))
  }

  /// To the end of the line, which no name of Python's comes near.
  private mutating func line() throws(Refusal) -> String {
    let rest = bytes[place...].prefix(Self.longestName + 1)
    guard let end = rest.firstIndex(of: 0x0A) else {
      throw Refusal(reason: "the pickle has a name without end at byte \(place)")
    }
    defer { place = end + 1 }
    return String(decoding: bytes[place..<end], as: UTF8.self)
  }

  /// Of names of tensors, keys and Python's, in bytes.
  static let longestName = 1000

  /// A text that is a name; nil where it is none.
  func name(_ value: PickleValue) -> String? {
    guard case .text(let index) = value, texts[index].count <= Self.longestName else { return nil }
    return String(validating: bytes[texts[index]], as: UTF8.self)
  }
}

// MARK: - The stack

extension PickleMachine {
  mutating func push(_ value: PickleValue) { stack.append(value) }
  private mutating func pushTuple(_ values: [PickleValue]) {
    sequences.append(values)
    push(.tuple(sequences.count - 1))
  }
  private mutating func pushList(_ values: [PickleValue]) {
    sequences.append(values)
    push(.list(sequences.count - 1))
  }

  mutating func mapping(_ members: [(key: PickleValue, value: PickleValue)]) -> PickleValue {
    mappings.append(members)
    return .mapping(mappings.count - 1)
  }

  private func underflow() -> Refusal {
    Refusal(reason: "the pickle takes more values than there are, at byte \(place - 1)")
  }

  private func top() throws(Refusal) -> PickleValue {
    guard stack.count > marks.last ?? 0 else { throw underflow() }
    return stack[stack.count - 1]
  }

  mutating func pop() throws(Refusal) -> PickleValue {
    guard stack.count > marks.last ?? 0 else { throw underflow() }
    return stack.removeLast()
  }

  private mutating func pop(_ count: Int) throws(Refusal) -> [PickleValue] {
    guard stack.count - count >= marks.last ?? 0 else { throw underflow() }
    defer { stack.removeLast(count) }
    return Array(stack[(stack.count - count)...])
  }

  /// A value, or a mark.
  private mutating func discard() throws(Refusal) {
    if marks.last == stack.count { marks.removeLast() } else { _ = try pop() }
  }

  private mutating func popToMark() throws(Refusal) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw underflow() }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private func remembered(_ index: Int) throws(Refusal) -> PickleValue {
    guard let value = memo[index] else {
      throw Refusal(reason: "the pickle takes up value \(index) again, which it has not kept")
    }
    return value
  }

  /// Adds to the list on top.
  private mutating func extend(_ values: [PickleValue]) throws(Refusal) {
    switch try top() {
    case .list(let index): sequences[index] += values
    case .opaque: break
    default: throw Refusal(reason: "the pickle adds to what is no list, at byte \(place - 1)")
    }
  }

  /// Adds keys and values to the dictionary on top.
  private mutating func insert(_ values: [PickleValue]) throws(Refusal) {
    guard values.count % 2 == 0 else {
      throw Refusal(reason: "the pickle has a key without a value, at byte \(place - 1)")
    }
    switch try top() {
    case .mapping(let index):
      for pair in stride(from: 0, to: values.count, by: 2) {
        mappings[index].append((values[pair], values[pair + 1]))
      }
    case .opaque: break
    default:
      throw Refusal(reason: "the pickle sets items of what is no dictionary, at byte \(place - 1)")
    }
  }

  private mutating func stackGlobal() throws(Refusal) {
    let parts = try pop(2)
    guard let module = name(parts[0]), let name = name(parts[1]) else {
      throw Refusal(reason: "the pickle makes a name of what is no text, at byte \(place - 1)")
    }
    push(.global(try global(module, name)))
  }

  private mutating func reduce() throws(Refusal) {
    let arguments = try pop()
    guard case .global(let callee) = try pop(), case .tuple(let index) = arguments else {
      throw Refusal(
        reason: "the pickle calls what is no class or function of its list, at byte \(place - 1)")
    }
    push(try call(callee, sequences[index]))
  }

  /// Attributes of an object: of dictionaries PyTorch keeps its versions there. None is asked for.
  private mutating func build() throws(Refusal) {
    _ = try pop()
    switch try top() {
    case .mapping, .opaque, .tensor: break
    default:
      throw Refusal(
        reason: "the pickle sets attributes of what has none, at byte \(place - 1)")
    }
  }
}

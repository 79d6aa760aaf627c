import Foundation

@testable import Engine

/// Bytes of pickles and zip files, put together by hand: what no `torch.save` would write.
struct PickleBuilder {
  var bytes: [UInt8] = [0x80, 2]

  static func build(_ body: (inout PickleBuilder) -> Void) -> [UInt8] {
    var builder = PickleBuilder()
    body(&builder)
    builder.bytes.append(0x2E)
    return builder.bytes
  }

  mutating func op(_ codes: UInt8...) { bytes += codes }
  mutating func raw(_ text: String) { bytes += text.utf8 }
  mutating func global(_ module: String, _ name: String) { raw("c\(module)\n\(name)\n") }
  mutating func mark() { op(0x28) }
  mutating func tuple() { op(0x74) }
  mutating func reduce() { op(0x52) }
  mutating func emptyTuple() { op(0x29) }
  mutating func emptyDict() { op(0x7D) }
  mutating func none() { op(0x4E) }
  mutating func setItem() { op(0x73) }
  mutating func put(_ index: UInt8) { op(0x71, index) }
  mutating func get(_ index: UInt8) { op(0x68, index) }

  mutating func text(_ text: String) {
    op(0x58)
    number(UInt32(text.utf8.count))
    raw(text)
  }

  mutating func integer(_ value: Int) {
    op(0x8A, 8)
    number(Int64(value))
  }

  mutating func number<Word: FixedWidthInteger>(_ value: Word) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  mutating func integers(_ values: [Int]) {
    mark()
    for value in values { integer(value) }
    tuple()
  }

  /// A storage by its persistent id.
  mutating func storage(_ key: String, count: Int, type: String = "FloatStorage") {
    mark()
    text("storage")
    global("torch", type)
    text(key)
    text("cpu")
    integer(count)
    tuple()
    op(0x51)
  }

  mutating func tensor(
    _ key: String = "0", count: Int = 6, shape: [Int] = [2, 3], strides: [Int] = [3, 1],
    offset: Int = 0
  ) {
    global("torch._utils", "_rebuild_tensor_v2")
    mark()
    storage(key, count: count)
    integer(offset)
    integers(shape)
    integers(strides)
    op(0x89)
    global("collections", "OrderedDict")
    emptyTuple()
    reduce()
    tuple()
    reduce()
  }

  /// A dictionary with one tensor, and what else `body` sets.
  static func stateDict(_ body: (inout PickleBuilder) -> Void = { _ in }) -> [UInt8] {
    build { pickle in
      pickle.emptyDict()
      pickle.text("weight")
      pickle.tensor()
      pickle.setItem()
      body(&pickle)
    }
  }
}

/// A zip file, an entry after the other, whose numbers may lie.
struct ZipBuilder {
  struct Entry {
    var name: String
    var data: [UInt8]
    var checksum: UInt32?
    var size: UInt32?
    var localName: String?
    var method: UInt16 = 0
    var flags: UInt16 = 0
    var offset: UInt32?
  }

  var entries: [Entry] = []
  /// What the end says, where it is not the truth.
  var count: UInt16?
  var directoryOffset: UInt32?
  var directorySize: UInt32?

  /// As `torch.save` writes them: a pickle, and the values of storage 0.
  init(pickle: [UInt8], storage: [UInt8] = Array(repeating: 0, count: 24)) {
    entries = [
      Entry(name: "archive/data.pkl", data: pickle), Entry(name: "archive/data/0", data: storage),
    ]
  }

  func bytes() -> Data {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    func word<Word: FixedWidthInteger>(_ value: Word, _ out: inout [UInt8]) {
      withUnsafeBytes(of: value.littleEndian) { out += $0 }
    }
    for entry in entries {
      var checksum = CRC32()
      entry.data.withUnsafeBytes { checksum.update($0) }
      let (sum, size) = (entry.checksum ?? checksum.value, entry.size ?? UInt32(entry.data.count))
      let start = UInt32(file.count)
      let local = entry.localName ?? entry.name
      word(0x0403_4B50 as UInt32, &file)
      for value in [20, entry.flags, entry.method, 0, 0] { word(value, &file) }
      for value in [sum, size, size] { word(value, &file) }
      for value in [UInt16(local.utf8.count), 0] { word(value, &file) }
      file += Array(local.utf8) + entry.data
      word(0x0201_4B50 as UInt32, &directory)
      for value in [20, 20, entry.flags, entry.method, 0, 0] { word(value, &directory) }
      for value in [sum, size, size] { word(value, &directory) }
      for value in [UInt16(entry.name.utf8.count), 0, 0, 0, 0] { word(value, &directory) }
      word(0 as UInt32, &directory)
      word(entry.offset ?? start, &directory)
      directory += Array(entry.name.utf8)
    }
    let start = UInt32(file.count)
    file += directory
    word(0x0605_4B50 as UInt32, &file)
    let said = count ?? UInt16(entries.count)
    for value in [0, 0, said, said] { word(value, &file) }
    word(directorySize ?? UInt32(directory.count), &file)
    word(directoryOffset ?? start, &file)
    word(0 as UInt16, &file)
    return Data(file)
  }
}

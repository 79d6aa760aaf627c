import Foundation

/// What a safetensors file says about its tensors: eight bytes with the length of a JSON object, little-endian; the object,
/// with type, shape and place of every tensor and texts under `__metadata__`; then the tensors' bytes, without gaps.
/// (github.com/huggingface/safetensors)
struct SafeTensors: Equatable {
  struct Entry: Equatable {
    let name: String
    /// `U8`, `I16`, `F32`, `U64`, …
    let type: String
    let shape: [Int]
    /// In bytes, from the end of the header.
    let range: Range<Int>
  }

  /// In the order of the file.
  private(set) var entries: [Entry] = []
  var metadata: [String: String] = [:]

  static let sizes = Dictionary(
    uniqueKeysWithValues: TensorType.allCases.map { ($0.rawValue, $0.size) })

  init() {}

  /// Where the last tensor ends, from the end of the header.
  var byteCount: Int { entries.last?.range.upperBound ?? 0 }

  /// A tensor behind the others.
  mutating func add(_ name: String, type: String, shape: [Int]) {
    let bytes = shape.reduce(Self.sizes[type]!, *)
    entries.append(
      Entry(name: name, type: type, shape: shape, range: byteCount..<byteCount + bytes))
  }

  subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// Whether names, types, shapes and places agree.
  func hasSameTensors(as other: SafeTensors) -> Bool {
    func sorted(_ entries: [Entry]) -> [Entry] { entries.sorted { $0.name < $1.name } }
    return sorted(entries) == sorted(other.entries)
  }

  /// Length and object, padded with spaces so that tensors begin at a multiple of 64 bytes.
  var header: Data {
    var members: [String: Any] = [:]
    for entry in entries {
      members[entry.name] = [
        "dtype": entry.type, "shape": entry.shape,
        "data_offsets": [entry.range.lowerBound, entry.range.upperBound],
      ]
    }
    if !metadata.isEmpty { members["__metadata__"] = metadata }
    guard
      var json = try? JSONSerialization.data(
        withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
    else { preconditionFailure("texts and whole numbers are JSON") }
    json.append(Data(repeating: UInt8(ascii: " "), count: (64 - (8 + json.count) % 64) % 64))
    var header = Data()
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { header.append(contentsOf: $0) }
    return header + json
  }

  /// Longer headers are those of no file that anybody writes.
  private static let longestHeader = 100_000_000

  /// Reads the header of a file. Nil where it is none: not JSON, unknown types, places that do not fit shapes, overlap, leave
  /// gaps or do not end with the file.
  /// - Returns: the header, and where the tensors begin.
  static func read(_ descriptor: Int32) -> (SafeTensors, start: Int)? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return read(size: Int(status.st_size)) { bytes(of: descriptor, $0) }
  }

  /// The same of a file that is in memory.
  static func read(_ file: Data) -> (SafeTensors, start: Int)? {
    read(size: file.count) { file.dropFirst($0.lowerBound).prefix($0.count) }
  }

  private static func read(size: Int, _ bytes: (Range<Int>) -> Data?) -> (SafeTensors, start: Int)?
  {
    try? header(size: size) { bytes($0).map { [UInt8]($0) } }
  }

  /// What is wrong with a header.
  struct Flaw: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  /// The header of a file of so many bytes; `bytes` gives a range of them, nil where it cannot be read. Throws `Flaw`.
  static func header(size: Int, _ bytes: (Range<Int>) -> [UInt8]?) throws(Flaw) -> (
    SafeTensors, start: Int
  ) {
    guard size >= 8, let first = bytes(0..<8) else { throw Flaw("it is cut short") }
    let length = first.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= UInt64(longestHeader) else {
      throw Flaw("it says that it is \(length) bytes long, expected at most \(longestHeader)")
    }
    guard length <= UInt64(size - 8), let json = bytes(8..<8 + Int(length)) else {
      throw Flaw("it says that it is \(length) bytes long, the file has \(size - 8) more")
    }
    let parsed = try SafeTensors(json: json)
    let values = size - 8 - Int(length)
    guard parsed.byteCount == values else {
      throw Flaw("its tensors have \(parsed.byteCount) bytes, the file has \(values) for them")
    }
    return (parsed, 8 + Int(length))
  }

  private init(json: [UInt8]) throws(Flaw) {
    var reader = SafeTensorsJSON(json)
    var found: [Entry] = []
    metadata = try reader.read { (name: String, tensor: SafeTensorsJSON.Tensor) throws(Flaw) in
      found.append(try Entry(name, tensor))
    }
    // What is empty comes before what begins at the same place.
    found.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name)
        < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    entries = found
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw Flaw(
          "the tensor \(shortened(entry.name)) begins at \(entry.range.lowerBound), expected \(end): tensors "
            + "overlap or leave a gap")
      }
      end = entry.range.upperBound
    }
  }

  /// Nil where they cannot be read.
  static func bytes(of descriptor: Int32, _ range: Range<Int>) -> Data? {
    var data = Data(count: range.count)
    let isRead = data.withUnsafeMutableBytes { read(descriptor, at: range.lowerBound, into: $0) }
    return isRead ? data : nil
  }

  /// Whether all bytes were read.
  static func read(_ descriptor: Int32, at offset: Int, into target: UnsafeMutableRawBufferPointer)
    -> Bool
  {
    var done = 0
    while done < target.count {
      let count = pread(
        descriptor, target.baseAddress! + done, target.count - done, off_t(offset + done))
      if count > 0 { done += count } else if count == 0 || errno != EINTR { return false }
    }
    return true
  }
}

extension SafeTensors.Entry {
  /// Throws `Flaw` where the members are none of a tensor, or do not agree.
  fileprivate init(_ name: String, _ tensor: SafeTensorsJSON.Tensor) throws(SafeTensors.Flaw) {
    guard let type = tensor.type, let shape = tensor.shape, let offsets = tensor.offsets else {
      throw SafeTensors.Flaw(
        "the tensor \(shortened(name)) lacks dtype, shape or data_offsets")
    }
    guard let size = SafeTensors.sizes[type] else {
      throw SafeTensors.Flaw(
        "the tensor \(shortened(name)) is of type \(shortened(type)), which is not known")
    }
    var bytes: Int? = size
    for extent in shape {
      bytes = bytes.flatMap {
        let (product, overflow) = $0.multipliedReportingOverflow(by: extent)
        return overflow ? nil : product
      }
    }
    guard offsets.count == 2, offsets[0] <= offsets[1], bytes == offsets[1] - offsets[0] else {
      throw SafeTensors.Flaw(
        "the tensor \(shortened(name)) has places that do not fit its shape")
    }
    self.init(name: name, type: type, shape: shape, range: offsets[0]..<offsets[1])
  }
}

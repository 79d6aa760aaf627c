import Foundation

/// An array from a .npy file (NumPy Enhancement Proposal 1), versions 1 to 3: floats and integers of either byte
/// order, C or Fortran order.
struct NumPyArray {
  let shape: [Int]
  /// NumPy's name of the type in the file: `<f4`.
  let type: String
  /// In C order.
  let values: [Float]

  /// `path` is for the message.
  init(_ bytes: Data, _ path: String) throws {
    let bytes = [UInt8](bytes)
    guard bytes.count >= 12, bytes[0] == 0x93, bytes[1..<6].elementsEqual("NUMPY".utf8) else {
      throw DataError(
        "\(path): found no NumPy array, expected a .npy file; save it with numpy.save")
    }
    let long = bytes[6] >= 2
    let start = long ? 12 : 10
    let length = (0..<(long ? 4 : 2)).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    guard start + length <= bytes.count else {
      throw DataError("\(path): the header is cut off at \(bytes.count) bytes; copy the file again")
    }
    let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
    guard let type = Self.text(header, "descr"), let shape = Self.shape(header),
      let isFortran = Self.flag(header, "fortran_order")
    else {
      throw DataError(
        "\(path): found the header \(header.prefix(120)), expected descr, fortran_order and shape"
          + " of a plain array")
    }
    guard let decode = Self.decoders[type] else {
      throw DataError(
        "\(path): found the type \(type), expected one of "
          + "\(Self.decoders.keys.sorted().joined(separator: ", ")); convert it with astype")
    }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow else {
        throw DataError("\(path): found the shape \(shape), which no array can have")
      }
      count = product
    }
    let size = Int(type.dropFirst(2))!
    let body = start + length
    guard count <= (bytes.count - body) / size, bytes.count - body == count * size else {
      throw DataError(
        "\(path): found \(bytes.count - body) bytes of values, expected \(size) for each of "
          + "\(shape.map(String.init).joined(separator: "×")); copy the file again")
    }
    self.type = type
    self.shape = shape
    let stored = bytes.withUnsafeBytes { raw in
      (0..<count).map { decode(raw, body + $0 * size) }
    }
    values = isFortran ? Self.transposed(stored, shape) : stored
  }

  private typealias Decoder = @Sendable (UnsafeRawBufferPointer, Int) -> Float

  private static let decoders: [String: Decoder] = {
    var decoders: [String: Decoder] = [
      "|u1": { Float($0[$1]) }, "|i1": { Float(Int8(bitPattern: $0[$1])) },
      "|b1": { $0[$1] == 0 ? 0 : 1 },
    ]
    for (order, swapped) in [("<", false), (">", true)] {
      decoders[order + "f4"] = { Float(bitPattern: word($0, $1, swapped)) }
      decoders[order + "f8"] = { Float(Double(bitPattern: word($0, $1, swapped))) }
      decoders[order + "u2"] = { Float(word($0, $1, swapped) as UInt16) }
      decoders[order + "i2"] = { Float(Int16(bitPattern: word($0, $1, swapped))) }
      decoders[order + "u4"] = { Float(word($0, $1, swapped) as UInt32) }
      decoders[order + "i4"] = { Float(Int32(bitPattern: word($0, $1, swapped))) }
      decoders[order + "u8"] = { Float(word($0, $1, swapped) as UInt64) }
      decoders[order + "i8"] = { Float(Int64(bitPattern: word($0, $1, swapped))) }
    }
    return decoders
  }()

  private static func word<Word: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ offset: Int, _ swapped: Bool
  ) -> Word {
    let stored = Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
    return swapped ? stored.byteSwapped : stored
  }

  /// What follows `'key':` in the header, a Python dictionary's text.
  private static func after(_ header: String, _ key: String) -> Substring? {
    guard let found = header.range(of: "'\(key)':") else { return nil }
    return header[found.upperBound...].drop { $0 == " " }
  }

  private static func text(_ header: String, _ key: String) -> String? {
    guard let rest = after(header, key), rest.first == "'" else { return nil }
    return String(rest.dropFirst().prefix { $0 != "'" })
  }

  private static func flag(_ header: String, _ key: String) -> Bool? {
    guard let rest = after(header, key) else { return nil }
    return rest.hasPrefix("True") ? true : rest.hasPrefix("False") ? false : nil
  }

  private static func shape(_ header: String) -> [Int]? {
    guard let rest = after(header, "shape"), rest.first == "(", let end = rest.firstIndex(of: ")")
    else { return nil }
    let parts = rest[rest.startIndex..<end].dropFirst().split(separator: ",")
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    let extents = parts.compactMap { Int($0) }
    return extents.count == parts.count ? extents : nil
  }

  /// From Fortran order, where the first index moves fastest.
  private static func transposed(_ stored: [Float], _ shape: [Int]) -> [Float] {
    var result = stored
    var index = Array(repeating: 0, count: shape.count)
    for place in result.indices {
      var offset = 0
      for axis in shape.indices.reversed() { offset = offset * shape[axis] + index[axis] }
      result[place] = stored[offset]
      for axis in shape.indices.reversed() {
        index[axis] += 1
        if index[axis] < shape[axis] { break }
        index[axis] = 0
      }
    }
    return result
  }
}

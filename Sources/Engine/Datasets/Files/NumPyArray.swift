import Foundation

/// An array from a .npy file: floats, integers and booleans of either byte order, C or Fortran order.
struct NumPyArray {
  let shape: [Int]
  /// NumPy's name of the type in the file: `<f4`.
  let type: String
  /// In C order.
  let values: [Float]

  /// The types that are read, by NumPy's names.
  static var types: Dictionary<String, Decoder>.Keys { decoders.keys }

  /// `path` is for the message; `check` may refuse an array before it takes memory.
  init(_ data: Data, _ path: String, check: (NumPyHeader) throws -> Void = { _ in }) throws {
    let header = try NumPyHeader(data, path)
    try check(header)
    type = header.type
    shape = header.shape
    guard let decode = Self.decoders[header.type] else {
      preconditionFailure("\(header.type) passed the check of the header")
    }
    let size = header.valueBytes
    let stored = data.withUnsafeBytes { raw in
      (0..<header.count).map { decode(raw, header.start + $0 * size) }
    }
    values = header.isFortran ? Self.transposed(stored, shape) : stored
  }

  typealias Decoder = @Sendable (UnsafeRawBufferPointer, Int) -> Float

  private static let decoders: [String: Decoder] = {
    var decoders: [String: Decoder] = [
      "|u1": { Float($0[$1]) }, "|i1": { Float(Int8(bitPattern: $0[$1])) },
      "|b1": { $0[$1] == 0 ? 0 : 1 },
    ]
    for (order, swapped) in [("<", false), (">", true)] {
      decoders[order + "f2"] = { Float(Float16(bitPattern: word($0, $1, swapped))) }
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

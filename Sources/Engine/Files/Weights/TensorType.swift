/// How a file stores the values of a tensor; the spellings are safetensors'.
public enum TensorType: String, Sendable, CaseIterable {
  case bool = "BOOL"
  case u8 = "U8"
  case i8 = "I8"
  case u16 = "U16"
  case i16 = "I16"
  case u32 = "U32"
  case i32 = "I32"
  case u64 = "U64"
  case i64 = "I64"
  case f16 = "F16"
  case bf16 = "BF16"
  case f32 = "F32"
  case f64 = "F64"
  // Known, so that a file with one can be read, but never turned into floats.
  case f8e4m3 = "F8_E4M3"
  case f8e5m2 = "F8_E5M2"
  case c64 = "C64"
  case c128 = "C128"

  /// Bytes of a value.
  public var size: Int {
    switch self {
    case .bool, .u8, .i8, .f8e4m3, .f8e5m2: 1
    case .u16, .i16, .f16, .bf16: 2
    case .u32, .i32, .f32: 4
    case .u64, .i64, .f64, .c64: 8
    case .c128: 16
    }
  }

  /// Whether values are floats that 32 bits hold: what weights of a network are. Whole numbers are counts, or weights without
  /// the scales that they were quantised by.
  public var isFloat: Bool {
    switch self {
    case .f16, .bf16, .f32, .f64: true
    case .bool, .u8, .i8, .u16, .i16, .u32, .i32, .u64, .i64, .f8e4m3, .f8e5m2, .c64, .c128: false
    }
  }

  /// What gives a value as a float, from its bytes at an offset; nil for types that have no float.
  /// - Parameter swapped: whether the bytes are big-endian.
  func decoder(swapped: Bool) -> ((UnsafeRawBufferPointer, Int) -> Float)? {
    func word<Word: FixedWidthInteger>(
      _ bytes: UnsafeRawBufferPointer, _ offset: Int
    ) -> Word {
      let stored = Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
      return swapped ? stored.byteSwapped : stored
    }
    switch self {
    case .bool: return { $0[$1] == 0 ? 0 : 1 }
    case .u8: return { Float($0[$1]) }
    case .i8: return { Float(Int8(bitPattern: $0[$1])) }
    case .u16: return { Float(word($0, $1) as UInt16) }
    case .i16: return { Float(word($0, $1) as Int16) }
    case .u32: return { Float(word($0, $1) as UInt32) }
    case .i32: return { Float(word($0, $1) as Int32) }
    case .u64: return { Float(word($0, $1) as UInt64) }
    case .i64: return { Float(word($0, $1) as Int64) }
    case .f16: return { Float(Float16(bitPattern: word($0, $1))) }
    // The upper half of a float.
    case .bf16: return { Float(bitPattern: UInt32(word($0, $1) as UInt16) << 16) }
    case .f32: return { Float(bitPattern: word($0, $1)) }
    case .f64: return { Float(Double(bitPattern: word($0, $1))) }
    case .f8e4m3, .f8e5m2, .c64, .c128: return nil
    }
  }
}

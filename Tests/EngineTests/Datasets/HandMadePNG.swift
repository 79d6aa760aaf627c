import Foundation

/// A PNG put together byte by byte: palettes, samples of less than 8 bits, interlacing and chunks that
/// libspng's encoder does not write. Its pixels are not compressed (stored blocks of zlib).
struct HandMadePNG {
  enum Kind: UInt8 {
    case grey = 0
    case colour = 2
    case palette = 3
    case greyWithAlpha = 4
    case colourWithAlpha = 6

    var channels: Int {
      switch self {
      case .grey, .palette: 1
      case .colour: 3
      case .greyWithAlpha: 2
      case .colourWithAlpha: 4
      }
    }
  }

  var height: Int
  var width: Int
  var kind: Kind
  var bits: Int
  /// Row by row, channels interleaved.
  var samples: [UInt16]
  var palette: [UInt8] = []
  var isInterlaced = false
  var exif: [UInt8] = []

  var data: Data {
    var header = Self.bigEndian(UInt32(width)) + Self.bigEndian(UInt32(height))
    header += [UInt8(bits), kind.rawValue, 0, 0, isInterlaced ? 1 : 0]
    var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    file += Self.chunk("IHDR", header)
    if !exif.isEmpty { file += Self.chunk("eXIf", exif) }
    if !palette.isEmpty { file += Self.chunk("PLTE", palette) }
    file += Self.chunk("IDAT", Self.stored(rows)) + Self.chunk("IEND", [])
    return Data(file)
  }

  /// The header of a PNG that says it has so many pixels, and none of them.
  static func declaring(height: Int, width: Int, kind: Kind, bits: Int) -> Data {
    HandMadePNG(height: height, width: width, kind: kind, bits: bits, samples: []).data
  }

  /// Rows of the whole image, or of Adam7's seven passes, each behind its filter's number.
  private var rows: [UInt8] {
    guard !samples.isEmpty else { return [] }
    let passes =
      isInterlaced
      ? [
        (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2),
        (1, 0, 2, 1),
      ] : [(0, 0, 1, 1)]
    return passes.flatMap { top, left, down, right in
      stride(from: top, to: height, by: down).flatMap { row -> [UInt8] in
        let columns = stride(from: left, to: width, by: right)
        let values = columns.flatMap { column in
          (0..<kind.channels).map { samples[(row * width + column) * kind.channels + $0] }
        }
        return values.isEmpty ? [] : [0] + packed(values)
      }
    }
  }

  private func packed(_ values: [UInt16]) -> [UInt8] {
    if bits == 16 { return values.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] } }
    let perByte = 8 / bits
    return stride(from: 0, to: values.count, by: perByte).map { start in
      (0..<perByte).reduce(UInt8(0)) { byte, place in
        let value = start + place < values.count ? UInt8(values[start + place]) : 0
        return byte | value << UInt8(8 - bits * (place + 1))
      }
    }
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> UInt32(24 - 8 * $0)) }
  }

  private static func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + body
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in named {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return bigEndian(UInt32(body.count)) + named + bigEndian(~crc)
  }

  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    let starts = bytes.isEmpty ? [0] : Array(stride(from: 0, to: bytes.count, by: 65535))
    for start in starts {
      let block = bytes[start..<min(start + 65535, bytes.count)]
      let length = UInt16(block.count)
      stream.append(start == starts.last ? 1 : 0)
      for number in [length, ~length] { stream += [UInt8(number & 255), UInt8(number >> 8)] }
      stream += block
    }
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return stream + bigEndian(high << 16 | low)
  }
}

/// The data of an EXIF block that says nothing but the orientation.
func exif(orientation: Int, isBigEndian: Bool = false) -> [UInt8] {
  let entry: [(Int, Int)] = [(0x0112, 2), (3, 2), (1, 4), (orientation, 2), (0, 2)]
  let fields: [(Int, Int)] = [(42, 2), (8, 4), (1, 2)] + entry + [(0, 4)]
  let mark: [UInt8] = isBigEndian ? [0x4D, 0x4D] : [0x49, 0x49]
  return fields.reduce(mark) { bytes, field in
    let little = (0..<field.1).map { UInt8(field.0 >> (8 * $0) & 255) }
    return bytes + (isBigEndian ? little.reversed() : little)
  }
}

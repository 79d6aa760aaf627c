import Foundation

/// A Windows or OS/2 bitmap of 1, 4, 8, 16, 24 or 32 bits, not compressed, in either order of its rows
/// (BITMAPCOREHEADER to BITMAPV5HEADER). Alpha is left out.
struct BMP {
  private let path: String
  private let file: Data
  private let numbers: StoredNumbers
  private let size: ImageSize
  private let isTopDown: Bool
  /// Of a pixel.
  private let bits: Int
  /// Where the pixels begin.
  private let offset: Int
  /// [colours, 3]; empty where pixels are colours themselves.
  private let palette: [UInt8]
  /// Which bits of a pixel of 16 or 32 are red, green and blue.
  private let masks: [Int]

  static func begins(_ bytes: Data) -> Bool { bytes.starts(with: Array("BM".utf8)) }

  /// Reads the headers. Throws `DataError`.
  init(_ bytes: Data, _ path: String) throws {
    let numbers = StoredNumbers(bytes: [UInt8](bytes), isBigEndian: false)
    func broken(_ reason: String) -> DataError { Raster.unreadable(path, bytes, .bmp, reason) }
    func number(_ place: Int, _ count: Int) throws -> Int {
      guard let found = numbers.number(at: place, bytes: count) else {
        throw broken("its headers are cut")
      }
      return found
    }
    let length = try number(14, 4)
    guard [Self.core, 40, 52, 56, Self.os2, 108, 124].contains(length) else {
      throw broken("its second header has \(length) bytes, which none of the format's have")
    }
    let isCore = length == Self.core
    let width = isCore ? try number(18, 2) : Self.signed(try number(18, 4))
    let height = isCore ? try number(20, 2) : Self.signed(try number(22, 4))
    guard width > 0, height != 0 else { throw broken("its header says \(height)×\(width) pixels") }
    size = ImageSize(height: abs(height), width: width)
    isTopDown = height < 0
    bits = try number(isCore ? 24 : 28, 2)
    let compression = isCore ? 0 : try number(30, 4)
    if let refusal = Self.refusal(bits: bits, compression: compression, length: length) {
      throw DataError("\(path): \(refusal)")
    }
    offset = try number(10, 4)
    guard offset >= 14 + length, offset <= bytes.count else {
      throw broken("its pixels begin at byte \(offset)")
    }
    let isMasked = compression != 0
    masks =
      isMasked
      ? try [54, 58, 62].map { try number($0, 4) }
      : bits == 16 ? [0x7C00, 0x3E0, 0x1F] : [0xFF_0000, 0xFF00, 0xFF]
    if isMasked, !masks.allSatisfy(Self.isRun) { throw broken("its masks are no runs of bits") }
    let used = isCore || bits > 8 ? 0 : try number(46, 4)
    palette = Self.palette(
      numbers.bytes[(14 + length)..<offset], entry: isCore ? 3 : 4, bits: bits, used: used)
    if bits <= 8, palette.isEmpty { throw broken("it has no palette") }
    (self.path, file, self.numbers) = (path, bytes, numbers)
  }

  var header: PictureHeader {
    PictureHeader(
      format: .bmp, stored: size, colours: bits <= 8 ? .palette : .colour, bits: min(bits, 8),
      orientation: .upright)
  }

  /// [H, W, 3] of 8 bits; call it where the header says no more pixels than are read. Throws `DataError`.
  func colour() throws -> [UInt16] {
    let rowBytes = (size.width * bits + 31) / 32 * 4
    // The last row's padding may be missing.
    let needed = rowBytes * (size.height - 1) + (size.width * bits + 7) / 8
    guard numbers.bytes.count - offset >= needed else {
      throw broken("\(numbers.bytes.count - offset) of \(needed) bytes of its pixels")
    }
    var result: [UInt16] = []
    result.reserveCapacity(size.height * size.width * 3)
    for row in 0..<size.height {
      let start = offset + (isTopDown ? row : size.height - 1 - row) * rowBytes
      for column in 0..<size.width {
        if bits <= 8 {
          let bit = column * bits
          let byte = Int(numbers.bytes[start + bit / 8])
          let index = byte >> (8 - bits - bit % 8) & (1 << bits - 1)
          guard index * 3 < palette.count else {
            throw broken("a pixel has colour \(index) of a palette of \(palette.count / 3)")
          }
          for channel in 0..<3 { result.append(UInt16(palette[index * 3 + channel])) }
        } else {
          let pixel = numbers.number(at: start + column * bits / 8, bytes: bits / 8)!
          for mask in masks { result.append(Self.part(of: pixel, mask)) }
        }
      }
    }
    return result
  }

  /// Lengths of headers: BITMAPCOREHEADER, and OS/2's second, in which compression 3 is another.
  private static let core = 12
  private static let os2 = 64

  private static func signed(_ number: Int) -> Int {
    Int(Int32(truncatingIfNeeded: number))
  }

  private static func refusal(bits: Int, compression: Int, length: Int) -> String? {
    let plain = "expected one without compression; save it again as such, or as a PNG"
    switch compression {
    case 0: break
    case 1, 2: return "found a BMP with run-length compression, \(plain)"
    case 3 where length != os2 && (bits == 16 || bits == 32): break
    case 6 where bits == 16 || bits == 32: break
    default: return "found a BMP of \(bits) bits with compression \(compression), \(plain)"
    }
    return [1, 4, 8, 16, 24, 32].contains(bits)
      ? nil
      : "found a BMP of \(bits) bits, expected 1, 4, 8, 16, 24 or 32; save it again as such, or as a "
        + "PNG"
  }

  /// Red, green and blue of every colour, which are stored as blue, green, red and perhaps a byte that says nothing.
  private static func palette(_ bytes: ArraySlice<UInt8>, entry: Int, bits: Int, used: Int)
    -> [UInt8]
  {
    guard bits <= 8 else { return [] }
    let most = 1 << bits
    let count = min(used == 0 ? most : min(used, most), bytes.count / entry)
    return (0..<count).flatMap { index in
      let start = bytes.startIndex + index * entry
      return [bytes[start + 2], bytes[start + 1], bytes[start]]
    }
  }

  private static func isRun(_ mask: Int) -> Bool {
    guard mask > 0 else { return false }
    let run = mask >> mask.trailingZeroBitCount
    return run & (run + 1) == 0
  }

  /// The bits of a mask, as 0…255.
  private static func part(of pixel: Int, _ mask: Int) -> UInt16 {
    let shift = mask.trailingZeroBitCount
    let most = mask >> shift
    return UInt16(((pixel & mask) >> shift * 255 + most / 2) / most)
  }

  private func broken(_ reason: String) -> DataError {
    Raster.unreadable(path, file, .bmp, reason)
  }
}

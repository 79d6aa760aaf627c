import CSpng
import Foundation

extension Raster {
  static func pngHeader(_ bytes: Data, _ path: String) throws -> PictureHeader {
    try reading(bytes, path) { context in
      var header = spng_ihdr()
      try check(spng_get_ihdr(context, &header), bytes, path)
      var exif = spng_exif()
      // No such block is no error; damage before the pixels comes up again when they are decoded.
      let hasExif = spng_get_exif(context, &exif) == 0
      let data = hasExif && exif.length > 0 ? Data(bytes: exif.data, count: exif.length) : Data()
      return PictureHeader(
        format: .png,
        stored: ImageSize(height: Int(header.height), width: Int(header.width)),
        colours: colours(header.color_type), bits: Int(header.bit_depth),
        orientation: Orientation(exif: data))
    }
  }

  /// [H, W, 3] of 8 bits, as stored.
  static func pngColour(_ bytes: Data, _ path: String) throws -> [UInt16] {
    try decode(bytes, SPNG_FMT_RGB8, path).map(UInt16.init)
  }

  /// [H, W, channels] as stored: grey values and indices of 1, 2 or 4 bits are numbers and not scaled.
  static func pngSamples(_ bytes: Data, _ header: PictureHeader, _ path: String) throws -> [UInt16]
  {
    let decoded = try decode(bytes, SPNG_FMT_PNG, path)
    switch header.bits {
    case 16:
      return decoded.withUnsafeBytes { raw in
        (0..<raw.count / 2).map { raw.loadUnaligned(fromByteOffset: $0 * 2, as: UInt16.self) }
      }
    case 8: return decoded.map(UInt16.init)
    default: return unpacked(decoded, header.stored, bits: header.bits)
    }
  }

  /// Numbers of less than 8 bits: the first of a byte in its upper bits, every row from a new byte.
  private static func unpacked(_ packed: [UInt8], _ size: ImageSize, bits: Int) -> [UInt16] {
    let rowBytes = (size.width * bits + 7) / 8
    let mask = UInt8(1 << bits - 1)
    var result: [UInt16] = []
    result.reserveCapacity(size.height * size.width)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let bit = column * bits
        let byte = packed[row * rowBytes + bit / 8]
        result.append(UInt16(byte >> (8 - bits - bit % 8) & mask))
      }
    }
    return result
  }

  /// The last chunk, of which libspng lets the checksum be missing.
  private static let ending = Data(
    [0, 0, 0, 0, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82])

  private static func decode(_ bytes: Data, _ format: spng_format, _ path: String) throws -> [UInt8]
  {
    try reading(bytes, path) { context in
      var length = 0
      let format = Int32(format.rawValue)
      try check(spng_decoded_image_size(context, format, &length), bytes, path)
      var decoded = [UInt8](repeating: 0, count: length)
      try check(spng_decode_image(context, &decoded, length, format, 0), bytes, path)
      // What comes behind the pixels tells whether the file is whole.
      try check(spng_decode_chunks(context), bytes, path)
      guard bytes.range(of: ending, options: .backwards) != nil else {
        throw unreadable(path, bytes, .png, "it is cut within its last chunk")
      }
      return decoded
    }
  }

  private static func reading<Result>(
    _ bytes: Data, _ path: String, _ body: (OpaquePointer) throws -> Result
  ) throws -> Result {
    guard let context = spng_ctx_new(0) else { throw DataError("\(path): out of memory") }
    defer { spng_ctx_free(context) }
    // Of colour profiles and texts, which can be compressed: a few bytes could become all of memory.
    spng_set_chunk_limits(context, 16 << 20, 64 << 20)
    return try bytes.withUnsafeBytes { source in
      try check(spng_set_png_buffer(context, source.baseAddress, source.count), bytes, path)
      return try body(context)
    }
  }

  private static func check(_ status: Int32, _ bytes: Data, _ path: String) throws {
    if status != 0 { throw unreadable(path, bytes, .png, String(cString: spng_strerror(status))) }
  }

  /// By the header's number, of which libspng has checked that it is one of the five.
  private static func colours(_ type: UInt8) -> PictureHeader.Colours {
    switch UInt32(type) {
    case SPNG_COLOR_TYPE_GRAYSCALE.rawValue: .grey
    case SPNG_COLOR_TYPE_INDEXED.rawValue: .palette
    case SPNG_COLOR_TYPE_GRAYSCALE_ALPHA.rawValue: .greyWithAlpha
    case SPNG_COLOR_TYPE_TRUECOLOR.rawValue: .colour
    default: .colourWithAlpha
    }
  }
}

import CSpng
import CTurboJPEG
import Foundation

/// A decoded picture: samples as stored, row by row, channels interleaved.
struct Raster {
  let size: ImageSize
  let channels: Int
  /// 8 or 16.
  let bits: Int
  let samples: [UInt16]

  /// A JPEG or PNG in colour, 8 bits, by what its bytes say it is. `path` is for the message.
  static func colour(_ bytes: Data, _ path: String) throws -> Raster {
    if bytes.starts(with: [0xFF, 0xD8]) { return try jpeg(bytes, path) }
    return try png(bytes, path, colour: true)
  }

  /// A PNG's samples, not converted: labels stay what they are, also where they index a palette.
  static func samples(_ bytes: Data, _ path: String) throws -> Raster {
    try png(bytes, path, colour: false)
  }

  /// Of a side: a damaged header asks for no more memory than a picture needs.
  private static let longest: UInt32 = 16_384

  private static func png(_ bytes: Data, _ path: String, colour: Bool) throws -> Raster {
    guard let context = spng_ctx_new(0) else { throw DataError("\(path): out of memory") }
    defer { spng_ctx_free(context) }
    spng_set_image_limits(context, longest, longest)
    return try bytes.withUnsafeBytes { source in
      var header = spng_ihdr()
      var status = spng_set_png_buffer(context, source.baseAddress, source.count)
      if status == 0 { status = spng_get_ihdr(context, &header) }
      guard status == 0 else { throw unreadable(path, bytes, "PNG", reason(status)) }
      guard colour || header.bit_depth >= 8 else {
        throw DataError(
          "\(path): found a PNG of \(header.bit_depth) bits, expected 8 or 16: convert it")
      }
      let format = colour ? SPNG_FMT_RGB8 : SPNG_FMT_PNG
      var length = 0
      status = spng_decoded_image_size(context, Int32(format.rawValue), &length)
      guard status == 0 else { throw unreadable(path, bytes, "PNG", reason(status)) }
      var decoded = [UInt8](repeating: 0, count: length)
      status = spng_decode_image(context, &decoded, length, Int32(format.rawValue), 0)
      guard status == 0 else { throw unreadable(path, bytes, "PNG", reason(status)) }
      let wide = !colour && header.bit_depth == 16
      let size = ImageSize(height: Int(header.height), width: Int(header.width))
      let samples =
        wide
        ? decoded.withUnsafeBytes { raw in
          (0..<length / 2).map { raw.loadUnaligned(fromByteOffset: $0 * 2, as: UInt16.self) }
        } : decoded.map(UInt16.init)
      return Raster(
        size: size, channels: samples.count / max(1, size.height * size.width),
        bits: wide ? 16 : 8, samples: samples)
    }
  }

  private static func jpeg(_ bytes: Data, _ path: String) throws -> Raster {
    guard let decoder = tjInitDecompress() else { throw DataError("\(path): out of memory") }
    defer { tjDestroy(decoder) }
    return try bytes.withUnsafeBytes { source in
      let start = source.bindMemory(to: UInt8.self).baseAddress
      var width: Int32 = 0
      var height: Int32 = 0
      var subsampling: Int32 = 0
      var space: Int32 = 0
      guard
        tjDecompressHeader3(
          decoder, start, UInt(source.count), &width, &height, &subsampling, &space) == 0
      else { throw unreadable(path, bytes, "JPEG", String(cString: tjGetErrorStr2(decoder))) }
      guard max(width, height) <= longest else {
        throw DataError(
          "\(path): found \(height)×\(width) pixels, expected at most \(longest) a side")
      }
      var decoded = [UInt8](repeating: 0, count: Int(width) * Int(height) * 3)
      // The accurate transform: the same bytes with and without vector instructions. A warning (a file that
      // ends early) is an error too: the rest would be grey.
      let status = tjDecompress2(
        decoder, start, UInt(source.count), &decoded, width, 0, height, Int32(TJPF_RGB.rawValue),
        TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING)
      guard status == 0 else {
        throw unreadable(path, bytes, "JPEG", String(cString: tjGetErrorStr2(decoder)))
      }
      return Raster(
        size: ImageSize(height: Int(height), width: Int(width)), channels: 3, bits: 8,
        samples: decoded.map(UInt16.init))
    }
  }

  private static func reason(_ status: Int32) -> String { String(cString: spng_strerror(status)) }

  private static func unreadable(
    _ path: String, _ bytes: Data, _ kind: String, _ reason: String
  ) -> DataError {
    DataError(
      "\(path): found \(bytes.count) bytes that are not a complete \(kind) (\(reason)); "
        + "copy the file again")
  }
}

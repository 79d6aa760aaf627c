import CSpng
import Foundation

/// Bitmaps that say which program made them.
enum PNGFile {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Signature and header chunk: what Cairo writes begins with as many bytes.
  private static let headerEnd = 33
  private static let keyword = "Software"
  private static let maker = "swift run bench report"

  /// Length, type and text of the chunk with the program's name.
  private static let mark: [UInt8] =
    bytes(UInt32(keyword.utf8.count + 1 + maker.utf8.count))
    + Array("tEXt\(keyword)\u{0}\(maker)".utf8)

  /// Cairo's pixels (blue, green, red, unused) as PNG. Charts are flat areas: without filters they take
  /// a third of the time of Cairo's own writer, which tries all of them on every line. The lowest
  /// level of compression saves a tenth of a report's time for a seventh more space.
  static func encoded(
    _ pixels: UnsafePointer<UInt8>, width: Int, height: Int, stride: Int
  ) throws -> Data {
    let rows = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { out, count in
      var next = out.baseAddress!
      for row in 0..<height {
        var from = pixels + row * stride
        for _ in 0..<width {
          (next[0], next[1], next[2]) = (from[2], from[1], from[0])
          next += 3
          from += 4
        }
      }
      count = 3 * width * height
    }
    let context = spng_ctx_new(Int32(SPNG_CTX_ENCODER.rawValue))
    defer { spng_ctx_free(context) }
    spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1)
    spng_set_option(context, SPNG_IMG_COMPRESSION_LEVEL, 1)
    spng_set_option(context, SPNG_FILTER_CHOICE, Int32(SPNG_FILTER_CHOICE_NONE.rawValue))
    var header = spng_ihdr(
      width: UInt32(width), height: UInt32(height), bit_depth: 8,
      color_type: UInt8(SPNG_COLOR_TYPE_TRUECOLOR.rawValue), compression_method: 0,
      filter_method: 0, interlace_method: 0)
    var status = spng_set_ihdr(context, &header)
    if status == 0 { status = mark(context) }
    if status == 0 {
      status = spng_encode_image(
        context, rows, rows.count, Int32(SPNG_FMT_PNG.rawValue),
        Int32(SPNG_ENCODE_FINALIZE.rawValue))
    }
    var length = 0
    guard status == 0, let bytes = spng_get_png_buffer(context, &length, &status), status == 0
    else {
      throw ReportError.drawing("PNG: " + String(cString: spng_strerror(status)))
    }
    return Data(bytesNoCopy: bytes, count: length, deallocator: .free)
  }

  /// Names the program in a text chunk, the first behind the header.
  private static func mark(_ context: OpaquePointer?) -> Int32 {
    var text = spng_text()
    withUnsafeMutableBytes(of: &text.keyword) { $0.copyBytes(from: keyword.utf8) }
    text.type = Int32(SPNG_TEXT.rawValue)
    var maker = Array(maker.utf8CString)
    text.length = maker.count - 1
    return maker.withUnsafeMutableBufferPointer {
      text.text = $0.baseAddress
      return spng_set_text(context, &text, 1)
    }
  }

  static func isMarked(_ png: Data) -> Bool {
    png.starts(with: signature) && png.dropFirst(headerEnd).starts(with: mark)
  }

  /// Earlier versions wrote no mark. Their figures are as wide as ours, 8 bits of three colours,
  /// and carry the background that Cairo 1.16 writes behind the header.
  static func isUnmarkedFigure(_ png: Data) -> Bool {
    let width = UInt32(2 * Figure.width)
    return png.starts(with: signature) && png.dropFirst(16).starts(with: bytes(width))
      && png.dropFirst(24).starts(with: [8, 2, 0, 0, 0])
      && png.dropFirst(headerEnd).starts(
        with: bytes(6) + Array("bKGD".utf8) + [0, 255, 0, 255, 0, 255])
  }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

import Foundation

/// What a picture says of itself before its pixels: read first, so that one of a size that nobody
/// expects is refused before it takes memory.
struct PictureHeader {
  enum Format: String {
    case png = "PNG"
    case jpeg = "JPEG"
    case pnm = "PNM"
    case bmp = "BMP"
  }

  enum Colours: String {
    case grey
    case colour = "RGB"
    case palette
    case greyWithAlpha = "grey with alpha"
    case colourWithAlpha = "RGB with alpha"

    /// Samples of one pixel as stored.
    var channels: Int {
      switch self {
      case .grey, .palette: 1
      case .greyWithAlpha: 2
      case .colour: 3
      case .colourWithAlpha: 4
      }
    }
  }

  let format: Format
  /// As stored, before it is turned upright.
  let stored: ImageSize
  let colours: Colours
  /// Of a sample, or of an index into the palette: 1, 2, 4, 8 or 16.
  let bits: Int
  let orientation: Orientation

  /// Upright.
  var size: ImageSize { orientation.size(stored) }

  /// `an 8-bit grey PNG`
  var words: String {
    "\(bits == 8 ? "an" : "a") \(bits)-bit \(colours.rawValue) \(format.rawValue)"
  }

  /// Of all pixels: twice the 4096×4096 to which frames can be resized, and less memory than a
  /// machine has. A small file can say that it has more: long runs of one colour take next to nothing.
  static let mostPixels = 1 << 25

  /// By what its bytes say it is. `path` is for the message.
  init(_ bytes: Data, _ path: String) throws {
    if bytes.starts(with: [0xFF, 0xD8]) {
      self = try Raster.jpegHeader(bytes, path)
    } else if PNM.begins(bytes) {
      self = try PNM(bytes, path).header
    } else if BMP.begins(bytes) {
      self = try BMP(bytes, path).header
    } else {
      if let other = Self.otherKind(bytes) {
        throw DataError(
          "\(path): found \(other), expected a PNG (or a JPEG, BMP, PPM or PGM where it is a colour "
            + "image); convert the file")
      }
      guard bytes.first == 0x89 || bytes.isEmpty else {
        throw DataError(
          "\(path): found \(bytes.count) bytes that are no image, expected a PNG (or a JPEG, BMP, PPM or "
            + "PGM where it is a colour image); copy the file again")
      }
      self = try Raster.pngHeader(bytes, path)
    }
  }

  /// Throws where the picture says that it has more pixels than are read.
  func checkPixels(_ bytes: Data, _ path: String) throws {
    // Each side has at most 32 bits, so that their product has at most 64.
    let (pixels, overflow) = stored.height.multipliedReportingOverflow(by: stored.width)
    guard !overflow, pixels <= Self.mostPixels else {
      throw DataError(
        "\(path): found \(stored) pixels in \(bytes.count) bytes, expected at most "
          + "\(Self.mostPixels) pixels; make it smaller, or copy the file again")
    }
  }

  init(
    format: Format, stored: ImageSize, colours: Colours, bits: Int, orientation: Orientation
  ) {
    self.format = format
    self.stored = stored
    self.colours = colours
    self.bits = bits
    self.orientation = orientation
  }

  /// What the first bytes say, where that is none of the formats that are read.
  private static func otherKind(_ bytes: Data) -> String? {
    let starts: [(String, [UInt8])] = [
      ("a GIF", Array("GIF8".utf8)), ("a PAM", Array("P7\n".utf8)),
      ("a PFM", Array("PF\n".utf8)), ("a PFM", Array("Pf\n".utf8)),
      ("a TIFF", [0x49, 0x49, 0x2A, 0]), ("a TIFF", [0x4D, 0x4D, 0, 0x2A]),
      ("an OpenEXR image", [0x76, 0x2F, 0x31, 0x01]),
      ("a NumPy array", [0x93] + Array("NUMPY".utf8)),
      ("a pointer of Git LFS in place of the file", Array("version https://git-lfs".utf8)),
    ]
    if let start = starts.first(where: { bytes.starts(with: $0.1) }) { return start.0 }
    let isWebP =
      bytes.starts(with: Array("RIFF".utf8)) && bytes.dropFirst(8).starts(with: "WEBP".utf8)
    return isWebP ? "a WebP" : nil
  }
}

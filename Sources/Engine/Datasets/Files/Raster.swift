import Foundation

/// A decoded picture: samples row by row, channels interleaved, turned upright.
struct Raster {
  let size: ImageSize
  let channels: Int
  /// 8 for colour; else as stored: 1, 2, 4, 8 or 16.
  let bits: Int
  let samples: [UInt16]

  /// A JPEG, PNG, BMP or PNM in colour, 8 bits, by what its bytes say it is. Grey becomes colour, alpha
  /// (a channel, or PNG's tRNS) is left out, of PNG's 16 bits the upper 8 stay, and PNM's values are
  /// scaled by the largest one that they may have. `path` is for the message, `check` may refuse a
  /// picture before it takes memory.
  static func colour(
    _ bytes: Data, _ path: String, check: (PictureHeader) throws -> Void = { _ in }
  ) throws -> Raster {
    let header = try PictureHeader(bytes, path)
    try check(header)
    try header.checkPixels(bytes, path)
    let samples =
      switch header.format {
      case .jpeg: try jpegColour(bytes, header, path)
      case .png: try pngColour(bytes, path)
      case .pnm: try PNM(bytes, path).colour()
      case .bmp: try BMP(bytes, path).colour()
      }
    return Raster(
      size: header.size, channels: 3, bits: 8,
      samples: header.orientation.applied(to: samples, header.stored, channels: 3))
  }

  /// A PNG's samples, not converted: labels stay what they are, also where they index a palette or
  /// have less than 8 bits.
  static func samples(
    _ bytes: Data, _ path: String, check: (PictureHeader) throws -> Void = { _ in }
  ) throws -> Raster {
    let header = try PictureHeader(bytes, path)
    guard header.format == .png else {
      let why =
        header.format == .jpeg ? ": JPEG changes the values of pixels" : " where it is a map"
      throw DataError(
        "\(path): found a \(header.format.rawValue), expected a PNG\(why); export it again")
    }
    guard header.orientation == .upright else {
      throw DataError(
        "\(path): found the EXIF orientation \(header.orientation.rawValue), expected none in a map; "
          + "turn its pixels and export it again")
    }
    try check(header)
    try header.checkPixels(bytes, path)
    return Raster(
      size: header.size, channels: header.colours.channels, bits: header.bits,
      samples: try pngSamples(bytes, header, path))
  }

  static func unreadable(
    _ path: String, _ bytes: Data, _ kind: PictureHeader.Format, _ reason: String
  ) -> DataError {
    DataError(
      "\(path): found \(bytes.count) bytes that are not a complete \(kind.rawValue) (\(reason)); "
        + "copy the file again")
  }
}

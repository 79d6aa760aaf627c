import Foundation
import Records

/// A picture in the colours that reports give it, as a PNG of its own.
public enum PicturePNG {
  /// Throws `ReportError` where the picture's bytes do not fit its size.
  public static func encoded(_ picture: Picture) throws -> Data {
    guard let raster = PictureRaster(picture)?.raster(.light) else {
      throw ReportError.drawing("a picture of \(picture.width)×\(picture.height) with other bytes")
    }
    // Cairo's order: blue, green, red, and a byte that is not used.
    let count = raster.width * raster.height
    let pixels = [UInt8](unsafeUninitializedCapacity: 4 * count) { out, initialized in
      for index in 0..<count {
        out[4 * index] = raster.pixels[3 * index + 2]
        out[4 * index + 1] = raster.pixels[3 * index + 1]
        out[4 * index + 2] = raster.pixels[3 * index]
        out[4 * index + 3] = 255
      }
      initialized = 4 * count
    }
    return try pixels.withUnsafeBufferPointer {
      try PNGFile.encoded(
        $0.baseAddress!, width: raster.width, height: raster.height, stride: 4 * raster.width)
    }
  }
}

import Foundation

/// A number for every pixel, from a PNG or a NumPy array.
struct StoredMap {
  static let endings = [".png", ".npy"]

  let path: String
  let size: ImageSize
  /// As stored, row by row.
  let values: [Float]
  /// Of a PNG's numbers; nil of an array.
  let bits: Int?

  /// Throws `DataError`; `why` says what the file is expected to have.
  init(_ path: String, _ why: String) throws {
    self.path = path
    let bytes = try DataFolder.read(path: path, why)
    if path.lowercased().hasSuffix(".npy") {
      let array = try NumPyArray(bytes, path) { header in
        _ = try Self.size(header.shape, path)
      }
      size = try Self.size(array.shape, path)
      values = array.values
      bits = nil
    } else {
      let raster = try Raster.samples(bytes, path)
      guard raster.channels == 1 else {
        throw DataError(
          "\(path): found a PNG of \(raster.channels) channels, expected one (grey values or palette "
            + "indices), \(why)")
      }
      size = raster.size
      values = raster.samples.map(Float.init)
      bits = raster.bits
    }
  }

  /// Of one map: an extent of 1 before or behind height and width says nothing.
  private static func size(_ shape: [Int], _ path: String) throws -> ImageSize {
    var extents = shape
    if extents.count == 3 {
      if extents[0] == 1 { extents.removeFirst() } else if extents[2] == 1 { extents.removeLast() }
    }
    guard extents.count == 2, extents.allSatisfy({ $0 > 0 }) else {
      throw DataError(
        "\(path): found the shape \(shape), expected height and width; of scores of classes take "
          + "the argmax first")
    }
    guard extents[0] <= PictureHeader.mostPixels / extents[1] else {
      throw DataError(
        "\(path): found \(extents[0])×\(extents[1]) pixels, expected at most "
          + "\(PictureHeader.mostPixels)")
    }
    return ImageSize(height: extents[0], width: extents[1])
  }

  /// Throws `DataError` where the other is of another size.
  func checkSize(of prediction: StoredMap) throws {
    guard size == prediction.size else {
      throw DataError(
        "\(prediction.path): found \(prediction.size) pixels (height × width), expected \(size) as in "
          + "\(path); resize the prediction to the truth")
    }
  }

  /// Row and column, for messages.
  func place(_ pixel: Int) -> String {
    "row \(pixel / size.width), column \(pixel % size.width)"
  }
}

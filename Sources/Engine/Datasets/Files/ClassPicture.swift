import Digests
import Foundation

/// What says a class of each pixel of an image, −1 where it has none.
protocol PixelClasses: Sendable {
  /// The file that it is in, below the data's folder; nil where it is known without.
  var file: String? { get }
  /// Adds what it says to a digest. Throws `DataError`.
  func update(_ hash: SHA256, in folder: DataFolder, _ why: String) throws
  /// Row by row. Throws `DataError`.
  /// - Parameters:
  ///   - why: who expects the file.
  ///   - image: for a message.
  func classes(of size: ImageSize, in folder: DataFolder, _ why: String, image: String) throws
    -> [Int16]
}

/// A PNG with a class for each pixel of an image: its grey values or indices of its palette say which.
struct ClassPicture: PixelClasses {
  private let path: String
  /// The class of every value that a pixel may have; of other values the map is refused.
  private let meaning: [Int16]

  var file: String? { path }

  /// What stands for a value that no pixel may have.
  private static let refused: Int16 = .min

  /// Values 0…classes − 1 are the classes, one other value is void.
  init(_ path: String, classes: Int, void: Int) {
    self.path = path
    meaning = (0..<256).map { value in
      value == void ? -1 : value < classes ? Int16(value) : Self.refused
    }
  }

  func update(_ hash: SHA256, in folder: DataFolder, _ why: String) throws {
    let bytes = try folder.read(path, why)
    hash.update("\(path) \(bytes.count)\n")
    bytes.withUnsafeBytes { hash.update($0) }
  }

  func classes(of size: ImageSize, in folder: DataFolder, _ why: String, image: String) throws
    -> [Int16]
  {
    let place = folder.path(path)
    let raster = try Raster.samples(folder.read(path, why), place) { header in
      guard header.size == size, header.colours.channels == 1, header.bits <= 8 else {
        throw DataError(
          "\(place): found \(header.size) pixels, \(header.words); expected \(size) as \(image) has, grey or with "
            + "a palette, of up to 8 bits: export it so")
      }
    }
    if let stray = raster.samples.first(where: { meaning[Int($0)] == Self.refused }) {
      let known = meaning.indices.filter { meaning[$0] != Self.refused }
      throw DataError(
        "\(place): found the value \(stray), expected one of \(Self.ranges(known)); is it of another set?"
      )
    }
    return raster.samples.map { meaning[Int($0)] }
  }

  /// `0…20, 255`
  private static func ranges(_ values: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for value in values {
      if let last = ranges.last, last.upperBound == value - 1 {
        ranges[ranges.count - 1] = last.lowerBound...value
      } else {
        ranges.append(value...value)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)…\($0.upperBound)" }
      .joined(separator: ", ")
  }
}

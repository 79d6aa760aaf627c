/// A PNG with a class for each pixel of an image: its grey values or indices of its palette say which.
struct ClassMap: Sendable, Hashable {
  /// Below the data's folder.
  let path: String
  /// The class of every value that a pixel may have, −1 where it has none; of other values the map is refused.
  let classes: [Int16]

  /// What stands for a value that no pixel may have.
  static let refused: Int16 = .min

  /// Values 0…classes − 1 are the classes, one other value is void.
  init(_ path: String, classes: Int, void: Int) {
    self.path = path
    self.classes = (0..<256).map { value in
      value == void ? -1 : value < classes ? Int16(value) : Self.refused
    }
  }

  /// The map's pixels, all of which have a class or none. Throws `DataError`.
  /// - Parameters:
  ///   - size: of the image.
  ///   - why: who expects the file.
  ///   - image: for a message.
  func read(in folder: DataFolder, size: ImageSize, _ why: String, _ image: String) throws -> Raster
  {
    let place = folder.path(path)
    let raster = try Raster.samples(folder.read(path, why), place) { header in
      guard header.size == size, header.colours.channels == 1, header.bits <= 8 else {
        throw DataError(
          "\(place): found \(header.size) pixels, \(header.words); expected \(size) as \(image) has, grey or with "
            + "a palette, of up to 8 bits: export it so")
      }
    }
    if let stray = raster.samples.first(where: { classes[Int($0)] == Self.refused }) {
      let known = classes.indices.filter { classes[$0] != Self.refused }
      throw DataError(
        "\(place): found the value \(stray), expected one of \(Self.ranges(known)); is it of another set?"
      )
    }
    return raster
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

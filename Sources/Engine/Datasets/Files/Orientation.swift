import Foundation

/// How a picture is to be turned to be upright, by the number that EXIF has for it (tag 0x0112 of
/// EXIF 2.32): cameras store what the sensor gave and write here how they were held.
enum Orientation: Int {
  case upright = 1
  case mirrored, halfTurn, flipped, transposed, clockwise, transversed, anticlockwise

  /// Whether height and width change places.
  var isSideways: Bool { rawValue >= 5 }

  /// From the data of an EXIF block, which are a TIFF file's. Upright where they do not say, or say
  /// a number that has no meaning.
  init(exif: Data) {
    self = Self.value(StoredNumbers(tiff: exif)).flatMap(Self.init) ?? .upright
  }

  /// Of a picture's stored size, as it is upright.
  func size(_ stored: ImageSize) -> ImageSize {
    isSideways ? ImageSize(height: stored.width, width: stored.height) : stored
  }

  /// Samples [h, w, channels] as stored, upright.
  func applied(to stored: [UInt16], _ size: ImageSize, channels: Int) -> [UInt16] {
    if self == .upright { return stored }
    let (h, w) = (size.height, size.width)
    let upright = self.size(size)
    var result: [UInt16] = []
    result.reserveCapacity(stored.count)
    for i in 0..<upright.height {
      for j in 0..<upright.width {
        let (row, column) =
          switch self {
          case .upright: (i, j)
          case .mirrored: (i, w - 1 - j)
          case .halfTurn: (h - 1 - i, w - 1 - j)
          case .flipped: (h - 1 - i, j)
          case .transposed: (j, i)
          case .clockwise: (h - 1 - j, i)
          case .transversed: (h - 1 - j, w - 1 - i)
          case .anticlockwise: (j, w - 1 - i)
          }
        let start = (row * w + column) * channels
        result.append(contentsOf: stored[start..<start + channels])
      }
    }
    return result
  }

  /// The first directory's entry for the orientation.
  private static func value(_ tiff: StoredNumbers?) -> Int? {
    guard let tiff, let directory = tiff.number(at: 4, bytes: 4),
      let count = tiff.number(at: directory, bytes: 2)
    else { return nil }
    for entry in 0..<count {
      let start = directory + 2 + 12 * entry
      guard let tag = tiff.number(at: start, bytes: 2),
        let type = tiff.number(at: start + 2, bytes: 2)
      else { return nil }
      // A number of two bytes (type 3); some programs write four (type 4).
      if tag == 0x0112 { return tiff.number(at: start + 8, bytes: type == 4 ? 4 : 2) }
    }
    return nil
  }
}

extension StoredNumbers {
  /// In the byte order that a TIFF file's first bytes name; nil where they name none.
  fileprivate init?(tiff data: Data) {
    switch Array(data.prefix(4)) {
    case [0x49, 0x49, 0x2A, 0]: self.init(bytes: [UInt8](data), isBigEndian: false)
    case [0x4D, 0x4D, 0, 0x2A]: self.init(bytes: [UInt8](data), isBigEndian: true)
    default: return nil
    }
  }
}

import Foundation

/// What the segments of a JPEG before its pixels say (ITU-T T.81, annex B).
struct JPEGMarkers {
  /// The marker of the frame header, SOF0…SOF15: how the pixels are coded.
  let process: UInt8
  /// Bits of a sample.
  let precision: Int
  let size: ImageSize
  let components: Int
  /// Whether an Adobe segment says that four components are YCCK, CMYK's form for compression.
  let isYCCK: Bool
  let orientation: Orientation

  /// Nil where the bytes end, or pixels begin, before a frame header.
  init?(_ data: Data) {
    let bytes = [UInt8](data)
    var frame: Range<Int>?
    var adobe: UInt8 = 0
    var exif: Data?
    var process: UInt8 = 0
    var place = 2
    while let segment = Self.segment(bytes, from: place), segment.marker != Self.startOfScan {
      place = segment.body.upperBound
      let body = bytes[segment.body]
      switch segment.marker {
      case 0xC0...0xCF where ![0xC4, 0xC8, 0xCC].contains(segment.marker):
        (frame, process) = (segment.body, segment.marker)
      case 0xE1 where body.starts(with: Array("Exif\0\0".utf8)):
        exif = exif ?? Data(body.dropFirst(6))
      case 0xEE where body.starts(with: Array("Adobe".utf8)) && body.count >= 12:
        adobe = bytes[segment.body.lowerBound + 11]
      default: break
      }
    }
    guard let frame, frame.count >= 6 else { return nil }
    func number(_ offset: Int) -> Int {
      Int(bytes[frame.lowerBound + offset]) << 8 | Int(bytes[frame.lowerBound + offset + 1])
    }
    self.process = process
    precision = Int(bytes[frame.lowerBound])
    size = ImageSize(height: number(1), width: number(3))
    components = Int(bytes[frame.lowerBound + 5])
    isYCCK = adobe == 2
    orientation = Orientation(exif: exif ?? Data())
  }

  /// Why pixels coded in this way are not read, whatever decoder there is, and what to do; nil where
  /// they are.
  var refusal: String? {
    let plain = "expected a baseline or progressive one of 8 bits; save it again as such"
    switch process {
    case 0xC3, 0xC7, 0xCB, 0xCF: return "found a lossless JPEG, \(plain)"
    case 0xC5, 0xC6, 0xCD, 0xCE: return "found a hierarchical JPEG, \(plain)"
    default: break
    }
    if precision != 8 { return "found a JPEG of \(precision) bits, \(plain)" }
    switch components {
    case 1, 3: return nil
    case 4:
      return "found a JPEG in CMYK\(isYCCK ? " (stored as YCCK)" : ""), expected RGB or grey; "
        + "convert it to RGB"
    default:
      return "found a JPEG of \(components) components, expected 3 (colour) or 1 (grey); "
        + "convert it to RGB"
    }
  }

  private static let startOfScan: UInt8 = 0xDA

  /// The next segment with a length; what lies between segments is passed over, as decoders do.
  private static func segment(_ bytes: [UInt8], from start: Int) -> (
    marker: UInt8, body: Range<Int>
  )? {
    var place = start
    while place + 4 <= bytes.count {
      let marker = bytes[place + 1]
      // 0 stands for a byte 255 in data, 255 fills, and these markers have no length.
      let isAlone = marker == 0x01 || (0xD0...0xD8).contains(marker)
      guard bytes[place] == 0xFF, marker != 0, marker != 0xFF, !isAlone else {
        place += isAlone && bytes[place] == 0xFF ? 2 : 1
        continue
      }
      let end = place + 2 + (Int(bytes[place + 2]) << 8 | Int(bytes[place + 3]))
      guard marker != 0xD9, end >= place + 4, end <= bytes.count else { return nil }
      return (marker, place + 4..<end)
    }
    return nil
  }
}

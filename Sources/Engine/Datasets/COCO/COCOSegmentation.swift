/// An object's pixels as COCO's files spell them.
enum COCOSegmentation: Sendable, Hashable {
  /// Outlines, each x, y, x, y, …; what lies in any of them.
  case polygons([[Double]])
  case runs(size: ImageSize, [Int])
  case compressed(size: ImageSize, String)

  init(_ json: inout JSONReader) throws {
    switch try json.kind() {
    case .array:
      var polygons: [[Double]] = []
      try json.array("a list of polygons") { json, _ in
        polygons.append(try json.numbers("x and y of every corner", most: 1 << 21))
      }
      self = .polygons(polygons)
    case .object: self = try Self.runs(&json)
    default:
      throw json.mistake("a list of polygons, or an object with size and counts")
    }
  }

  private static func runs(_ json: inout JSONReader) throws -> COCOSegmentation {
    let start = json.here
    var size: ImageSize?
    var (counts, text): ([Int]?, String?)
    try json.object { json, key in
      switch key {
      case "size": size = try json.maskSize()
      case "counts":
        if try json.kind() == .text {
          text = try json.text()
        } else {
          counts = try json.list("a list of runs, or their text", most: PictureHeader.mostPixels) {
            try $0.integer()
          }
        }
      default: try json.skip()
      }
    }
    guard let size else { throw json.missing("size", in: start, "height and width of the mask") }
    if let text { return .compressed(size: size, text) }
    guard let counts else { throw json.missing("counts", in: start, "the lengths of its runs") }
    return .runs(size: size, counts)
  }

  /// As runs. Throws `RunLengthMask.Flaw`, also where it is of another size than the image.
  func mask(_ image: ImageSize) throws(RunLengthMask.Flaw) -> RunLengthMask {
    switch self {
    case .polygons(let polygons):
      var whole: RunLengthMask?
      for polygon in polygons {
        let part = try RunLengthMask(polygon: polygon, size: image)
        whole = whole?.union(part) ?? part
      }
      guard let whole else {
        throw RunLengthMask.Flaw(found: "no polygon", expected: "one or more")
      }
      return whole
    case .runs(let size, let runs):
      try Self.check(size, image)
      return try RunLengthMask(checked: runs, size: size)
    case .compressed(let size, let text):
      try Self.check(size, image)
      return try RunLengthMask(compressed: text, size: size)
    }
  }

  private static func check(_ size: ImageSize, _ image: ImageSize) throws(RunLengthMask.Flaw) {
    guard size == image else {
      throw RunLengthMask.Flaw(
        found: "a mask of \(size) pixels (height × width)",
        expected: "\(image), the size of its image")
    }
  }
}

extension JSONReader {
  mutating func numbers(_ what: String, most: Int) throws -> [Double] {
    try list(what, most: most) { try $0.number() }
  }

  /// A list of values that `read` reads, not longer than `most`.
  fileprivate mutating func list<Value>(
    _ what: String, most: Int, _ read: (inout JSONReader) throws -> Value
  ) throws -> [Value] {
    let start = here
    var values: [Value] = []
    try array(what) { json, index in
      guard index < most else {
        throw json.mistake(at: start, found: "more than \(most) values", what)
      }
      values.append(try read(&json))
    }
    return values
  }

  /// Height and width.
  fileprivate mutating func maskSize() throws -> ImageSize {
    let start = here
    let extents = try numbers("height and width", most: 2)
    guard extents.count == 2, let height = Int(exactly: extents[0]),
      let width = Int(exactly: extents[1]), COCOImage.isSize(height, width)
    else { throw mistake(at: start, found: "\(extents)", "height and width in pixels") }
    return ImageSize(height: height, width: width)
  }
}

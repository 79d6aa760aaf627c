import Foundation

/// NYUv2 as pictures:
///
/// - `train.txt`, `test.txt`: a frame's name on every line (`0003`); the official splits. `FrameList`
///   says what else may stand there.
/// - `rgb/<name>.jpg` (else .jpeg, .png, or the same in capitals): colour, 8 bits. The orientation in
///   its EXIF data is followed: the maps beside it belong to the upright image.
/// - `depth/<name>.png`: 16 bits grey, millimetres along the camera's axis, 0 missing.
/// - `normal/<name>.png`: 8 bits RGB, n = value / 127.5 − 1 in the camera's axes (x right, y up, z
///   towards the viewer); missing where the vector is shorter than a half (128, 128, 128).
/// - `seg13/<name>.png`: grey values or indices of a palette, 0 void, 1…13 the classes of NYUv2-13 in
///   their order.
/// - `seg40/<name>.png`: the same, 1…39 the first classes of NYUv2-40. 40 is what has no label: there,
///   "other property" (class 40) cannot be told from the void, so both 40 and 0 are void and class
///   index 39 is never seen.
struct NYUv2Folders: NYUv2Layout {
  let folder: DataFolder

  var lists: (train: String, test: String) { ("train.txt", "test.txt") }

  func official() throws -> (train: [String], test: [String]) {
    let train = try list(lists.train)
    let test = try list(lists.test)
    let lines = Dictionary(uniqueKeysWithValues: train.entries.map { ($0.frame, $0.line) })
    for entry in test.entries {
      guard let line = lines[entry.frame] else { continue }
      throw DataError(
        "\(folder.path(lists.test)):\(entry.line): frame \(entry.frame) is in train.txt too, on line "
          + "\(line), expected in one of them; delete one of the lines")
    }
    return (inNumericOrder(train.entries.map(\.frame)), inNumericOrder(test.entries.map(\.frame)))
  }

  func files(of frame: String, classes: Int) -> [String] {
    [
      file(of: frame), "seg\(classes)/\(frame).png", "depth/\(frame).png", "normal/\(frame).png",
    ]
  }

  func reason(for frame: String) -> String {
    for name in [lists.train, lists.test] {
      if let line = (try? list(name))?.line(of: frame) {
        return "for frame \(frame), which \(name) lists on line \(line)"
      }
    }
    return "for frame \(frame)"
  }

  func image(of frame: String) throws -> (size: ImageSize, kind: FrameValueKind) {
    let name = file(of: frame)
    let bytes = try folder.read(name, reason(for: frame))
    let header = try PictureHeader(bytes, folder.path(name))
    try header.checkPixels(bytes, folder.path(name))
    return (header.size, .pixels)
  }

  func frame(_ name: String, classes: Int) throws -> NYUv2Frame {
    let files = files(of: name, classes: classes)
    var orientation = Orientation.upright
    let image = try Raster.colour(folder.read(files[0], reason(for: name)), folder.path(files[0])) {
      orientation = $0.orientation
    }
    let turned =
      orientation == .upright ? "" : ", which its EXIF orientation \(orientation.rawValue) turns"
    func map(_ file: String, _ kind: MapKind) throws -> Raster {
      let path = folder.path(file)
      return try Raster.samples(folder.read(file, reason(for: name)), path) {
        try kind.check($0, path, image.size, "\(files[0])\(turned)")
      }
    }
    let labels = try map(files[1], .labels)
    return NYUv2Frame(
      size: image.size, image: .pixels(image.samples.map { UInt8($0) }),
      labels: try indices(labels, files[1], classes),
      depth: try map(files[2], .depth).samples.map { Float($0) / 1000 },
      normals: unitNormals(try map(files[3], .normals).samples.map { Float($0) / 127.5 - 1 }))
  }

  private func indices(_ labels: Raster, _ file: String, _ classes: Int) throws -> [Float] {
    if let stray = labels.samples.max(), stray > classes {
      throw DataError(
        "\(folder.path(file)): found the label \(stray), expected 0…\(classes); is it of another set?"
      )
    }
    let void = classes == 40 ? 40 : 0
    return labels.samples.map { $0 == 0 || $0 == void ? -1 : Float($0) - 1 }
  }

  /// The image's.
  private func file(of frame: String) -> String {
    let candidates = ["jpg", "jpeg", "png", "JPG", "JPEG", "PNG"].map { "rgb/\(frame).\($0)" }
    return candidates.first { folder.exists($0) } ?? candidates[0]
  }

  private func list(_ name: String) throws -> FrameList {
    try FrameList(
      folder.read(name, "a list of frames, one name on every line"), folder.path(name),
      folders: ["rgb", "depth", "normal", "seg13", "seg40"])
  }
}

/// What a map beside an image has to be.
private enum MapKind {
  case labels, depth, normals

  /// Throws before the pixels are decoded. `image` is the file whose size it is to have.
  func check(_ header: PictureHeader, _ path: String, _ size: ImageSize, _ image: String) throws {
    guard header.size == size else {
      throw DataError(
        "\(path): found \(header.size) pixels, \(header.colours.channels) × \(header.bits) bits; "
          + "expected \(size) as in \(image), \(words): export it at that size")
    }
    guard accepts(header.colours, header.bits) else {
      throw DataError("\(path): found \(header.words), expected \(words): export it again")
    }
  }

  private func accepts(_ colours: PictureHeader.Colours, _ bits: Int) -> Bool {
    switch self {
    case .labels: colours == .grey || colours == .palette
    case .depth: colours == .grey && bits == 16
    case .normals: colours == .colour && bits == 8
    }
  }

  private var words: String {
    switch self {
    case .labels: "a grey or palette PNG, whose values or indices are the classes"
    case .depth: "a 16-bit grey PNG of millimetres (8 bits end at 255)"
    case .normals: "an 8-bit RGB PNG, x, y and z of each normal"
    }
  }
}

import Foundation

/// NYUv2 as lorenmt/mtan distributes it: `train/` and `val/` (the official test split), each with `image`,
/// `label`, `depth` and `normal`, each of these with `0.npy`, `1.npy`, … of any number type and order:
///
/// - image [H, W, 3], 0…1 (or whole numbers of 8 bits, 0…255);
/// - label [H, W] or [H, W, 1], class index, −1 void;
/// - depth [H, W, 1] or [H, W], metres, 0 missing;
/// - normal [H, W, 3], unit vectors in the camera's axes, 0 missing. They are renormalised.
struct NYUv2Arrays: NYUv2Layout {
  let folder: DataFolder

  private static let parts = ["image", "label", "depth", "normal"]

  var lists: (train: String, test: String) { ("train", "val") }

  /// Frames are `train/0`, `val/0`, …
  func official() throws -> (train: [String], test: [String]) {
    (try frames("train"), try frames("val"))
  }

  func files(of frame: String, classes: Int) -> [String] {
    Self.parts.map { file($0, frame) }
  }

  func reason(for frame: String) -> String {
    "as the other folders beside it have frame \(frame)"
  }

  func image(of frame: String) throws -> (size: ImageSize, kind: FrameValueKind) {
    let name = file("image", frame)
    let header = try NumPyHeader(folder.read(name, reason(for: frame)), folder.path(name))
    try check(header, "image", name, nil)
    return (
      ImageSize(height: header.shape[0], width: header.shape[1]),
      Self.isOfBytes(header.type) ? .pixels : .floats
    )
  }

  /// Whether colours are 0…255.
  private static func isOfBytes(_ type: String) -> Bool { type == "|u1" }

  func frame(_ name: String, classes: Int) throws -> NYUv2Frame {
    let image = try array("image", name, nil)
    let size = ImageSize(height: image.shape[0], width: image.shape[1])
    let label = try array("label", name, size)
    let depth = try array("depth", name, size)
    let normal = try array("normal", name, size)
    let scale: Float = Self.isOfBytes(image.type) ? 255 : 1
    try check(image.values, "image", name, "values 0…1") { $0 >= -0.001 && $0 <= scale + 0.001 }
    let top = Float(classes)
    try check(
      label.values, "label", name,
      "classes −1…\(classes - 1) (the option classes says how many)"
    ) { $0 >= -1 && $0 < top && $0 == $0.rounded() }
    try check(depth.values, "depth", name, "metres, 0 missing") { $0 >= 0 && $0 < 1000 }
    try check(normal.values, "normal", name, "parts of unit vectors") { abs($0) <= 1.01 }
    return NYUv2Frame(
      size: size,
      image: scale == 255
        ? .pixels(image.values.map { UInt8($0) })
        : .floats(image.values.map { min(max($0, 0), 1) }),
      labels: label.values, depth: depth.values, normals: unitNormals(normal.values))
  }

  /// Numbers of the frames that any of a split's folders has: where another has not, its file is missed.
  private func frames(_ split: String) throws -> [String] {
    var found = Set<String>()
    for part in Self.parts {
      for name in try folder.names(in: "\(split)/\(part)") where name.hasSuffix(".npy") {
        found.insert(String(name.dropLast(4)))
      }
    }
    guard !found.isEmpty else {
      throw DataError(
        "\(folder.path(split)): found no arrays, expected \(Self.parts.joined(separator: ", ")) with "
          + "0.npy, 1.npy, …; copy the split there")
    }
    return inNumericOrder(Array(found)).map { "\(split)/\($0)" }
  }

  /// `train/0` → `train/image/0.npy`
  private func file(_ part: String, _ frame: String) -> String {
    let pieces = frame.split(separator: "/", maxSplits: 1)
    return "\(pieces[0])/\(part)/\(pieces[1]).npy"
  }

  /// Of the shape that the part has, at the image's size where that is known.
  private func array(_ part: String, _ frame: String, _ size: ImageSize?) throws -> NumPyArray {
    let name = file(part, frame)
    return try NumPyArray(folder.read(name, reason(for: frame)), folder.path(name)) {
      try check($0, part, name, size)
    }
  }

  private func check(_ header: NumPyHeader, _ part: String, _ name: String, _ size: ImageSize?)
    throws
  {
    let isColoured = part == "image" || part == "normal"
    var shape = header.shape
    if !isColoured && shape.count == 2 { shape.append(1) }
    guard shape.count == 3, shape[2] == (isColoured ? 3 : 1), shape[0] > 0, shape[1] > 0,
      size.map({ $0.height == shape[0] && $0.width == shape[1] }) ?? true
    else {
      let height = size.map { "\($0.height)" } ?? "H"
      let width = size.map { "\($0.width)" } ?? "W"
      throw DataError(
        "\(folder.path(name)): found the shape \(header.shape), expected "
          + "[\(height), \(width), \(isColoured ? 3 : 1)]; save it again")
    }
    guard part == "label" || header.type != "|b1" else {
      throw DataError(
        "\(folder.path(name)): found truth values (|b1), expected numbers; save it again")
    }
    // Each extent is positive and their product is a number of values that the file has.
    guard shape[0] * shape[1] <= PictureHeader.mostPixels else {
      throw DataError(
        "\(folder.path(name)): found \(shape[0])×\(shape[1]) pixels, expected at most "
          + "\(PictureHeader.mostPixels) pixels; make it smaller")
    }
  }

  private func check(
    _ values: [Float], _ part: String, _ frame: String, _ expected: String,
    _ isGood: (Float) -> Bool
  ) throws {
    if let bad = values.first(where: { !isGood($0) }) {
      throw DataError(
        "\(folder.path(file(part, frame))): found \(bad), expected \(expected); save it again")
    }
  }
}

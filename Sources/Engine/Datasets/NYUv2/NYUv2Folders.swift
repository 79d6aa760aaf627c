import Foundation

/// NYUv2 as pictures:
///
/// - `train.txt`, `test.txt`: a frame's name on every line (`0003`); the official splits.
/// - `rgb/<name>.jpg` (or .jpeg, .png): colour, 8 bits.
/// - `depth/<name>.png`: 16 bits grey, millimetres along the camera's axis, 0 missing.
/// - `normal/<name>.png`: 8 bits RGB, n = value / 127.5 − 1 in the camera's axes (x right, y up, z towards the
///   viewer); missing where the vector is shorter than a half (128, 128, 128).
/// - `seg13/<name>.png`: 8 bits, 0 void, 1…13 the classes of NYUv2-13 in their order.
/// - `seg40/<name>.png`: 8 bits, 1…39 the first classes of NYUv2-40. 40 is what has no label: there, "other
///   property" (class 40) cannot be told from the void, so both 40 and 0 are void and class index 39 is never seen.
struct NYUv2Folders: NYUv2Layout {
  let folder: DataFolder

  func official() throws -> (train: [String], test: [String]) {
    let train = try names("train.txt")
    let test = try names("test.txt")
    if let both = Set(train).intersection(test).min() {
      throw DataError(
        "\(folder.path("test.txt")): frame \(both) is in train.txt too, expected in one of them")
    }
    return (train, test)
  }

  func files(of frame: String, classes: Int) -> [String] {
    [
      image(of: frame), "seg\(classes)/\(frame).png", "depth/\(frame).png", "normal/\(frame).png",
    ]
  }

  func reason(for frame: String) -> String {
    "for frame \(frame), which train.txt or test.txt lists"
  }

  func size(of frame: String) throws -> ImageSize {
    let name = image(of: frame)
    return try Raster.colour(folder.read(name, reason(for: frame)), folder.path(name)).size
  }

  func frame(_ name: String, classes: Int) throws -> NYUv2Frame {
    let files = files(of: name, classes: classes)
    let why = reason(for: name)
    let image = try Raster.colour(folder.read(files[0], why), folder.path(files[0]))
    func target(_ file: String, channels: Int, bits: Int) throws -> Raster {
      let raster = try Raster.samples(folder.read(file, why), folder.path(file))
      guard raster.size == image.size, raster.channels == channels, raster.bits == bits else {
        throw DataError(
          "\(folder.path(file)): found \(raster.size) pixels, \(raster.channels) × \(raster.bits) "
            + "bits; expected \(image.size) as in \(files[0]), \(channels) × \(bits) bits: export it again"
        )
      }
      return raster
    }
    let labels = try target(files[1], channels: 1, bits: 8)
    return NYUv2Frame(
      size: image.size, image: image.samples.map { Float($0) / 255 },
      labels: try indices(labels, files[1], classes),
      depth: try target(files[2], channels: 1, bits: 16).samples.map { Float($0) / 1000 },
      normals: unitNormals(
        try target(files[3], channels: 3, bits: 8).samples.map { Float($0) / 127.5 - 1 }))
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

  private func image(of frame: String) -> String {
    let candidates = ["jpg", "jpeg", "png"].map { "rgb/\(frame).\($0)" }
    return candidates.first { folder.exists($0) } ?? candidates[0]
  }

  private func names(_ list: String) throws -> [String] {
    let bytes = try folder.read(list, "a list of frames, one name on every line")
    let names = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    var seen = Set<String>()
    if let twice = names.first(where: { !seen.insert($0).inserted }) {
      throw DataError("\(folder.path(list)): frame \(twice) is listed twice; delete one line")
    }
    return inNumericOrder(names)
  }
}

/// A way in which NYUv2 lies on a disk.
protocol NYUv2Layout: Sendable {
  var folder: DataFolder { get }
  /// Names of the frames of the official splits, in numeric order.
  func official() throws -> (train: [String], test: [String])
  /// The files of a frame, by their names below the root.
  func files(of frame: String, classes: Int) -> [String]
  /// Why a frame's files are expected.
  func reason(for frame: String) -> String
  /// What says which frames the official splits have: `train.txt` and `test.txt`.
  var lists: (train: String, test: String) { get }
  /// The size of a frame's image, upright, by what its file's header says.
  func size(of frame: String) throws -> ImageSize
  /// Throws `DataError` where the image is not of the size that all frames have.
  func frame(_ name: String, classes: Int, size: ImageSize) throws -> NYUv2Frame
}

extension NYUv2Layout {
  /// Throws where an image has not the size of the first frame's, before its pixels are read.
  func check(_ found: ImageSize, _ file: String, _ size: ImageSize) throws {
    guard found != size else { return }
    throw DataError(
      "\(folder.path(file)): found \(found) pixels, expected \(size) as the first training frame "
        + "has: all frames need one size; resize it, with its labels")
  }
}

/// One frame as stored, in the units of `Frame`.
struct NYUv2Frame {
  /// [H, W, 3], 0…1
  let image: FrameValues
  /// [H, W], −1 void
  let labels: [Float]
  /// [H, W], metres, 0 missing
  let depth: [Float]
  /// [H, W, 3], unit, 0 missing
  let normals: [Float]
}

extension NYUv2Frame {
  /// Images are resampled bilinearly, maps by the nearest neighbour.
  func resized(from stored: ImageSize, to size: ImageSize) -> Frame {
    let pixels = size.height * size.width
    var image = self.image
    if stored != size {
      let floats = [Float](unsafeUninitializedCapacity: self.image.count) { room, count in
        self.image.copy(to: room.baseAddress!)
        count = self.image.count
      }
      image = .floats(
        [Float](unsafeUninitializedCapacity: 3 * pixels) { room, count in
          Resize.bilinear(floats, stored, to: size, channels: 3, into: room.baseAddress!)
          count = 3 * pixels
        })
    }
    func map(_ values: [Float], _ channels: Int) -> [Float] {
      guard stored != size else { return values }
      return [Float](unsafeUninitializedCapacity: channels * pixels) { room, count in
        Resize.nearest(values, stored, to: size, channels: channels, into: room.baseAddress!)
        count = channels * pixels
      }
    }
    return Frame(
      image: image,
      labels: [
        "segmentation": .indices(map(labels, 1).map { Int16($0) }), "depth": .floats(map(depth, 1)),
        "normals": .floats(map(normals, 3)),
      ])
  }
}

/// Vectors of unit length, or 0 where they are shorter than a half: what is stored is rounded, and what is missing
/// is stored as near to 0 as the encoding has it.
func unitNormals(_ stored: [Float]) -> [Float] {
  var result = stored
  for start in stride(from: 0, to: stored.count - 2, by: 3) {
    let v = SIMD3(stored[start], stored[start + 1], stored[start + 2])
    let length = (v * v).sum().squareRoot()
    let unit = length < 0.5 ? .zero : v / length
    result[start] = unit.x
    result[start + 1] = unit.y
    result[start + 2] = unit.z
  }
  return result
}

/// Names that are numbers in their order, then the others.
func inNumericOrder(_ names: [String]) -> [String] {
  names.sorted { a, b in
    switch (Int(a), Int(b)) {
    case (let x?, let y?): (x, a) < (y, b)
    case (nil, nil): a < b
    case (let x, _): x != nil
    }
  }
}

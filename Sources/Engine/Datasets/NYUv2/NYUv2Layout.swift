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
  /// The size of a frame's image, upright, and the type of its numbers, by what its file's header says.
  func image(of frame: String) throws -> (size: ImageSize, kind: FrameValueKind)
  /// Throws `DataError` where a map has not the size of the frame's image.
  func frame(_ name: String, classes: Int) throws -> NYUv2Frame
}

/// One frame as stored, in the units of `Frame`.
struct NYUv2Frame {
  let size: ImageSize
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
  /// A frame of the data set's size.
  /// - Parameter kind: in which all of the set's images are kept.
  func fitted(_ way: ImageFit, to size: ImageSize, _ kind: FrameValueKind) -> Frame {
    let fit = FrameFit(way.rule, self.size, to: size)
    func map(_ values: [Float], _ channels: Int, missing: Float) -> [Float] {
      fit.isIdentity ? values : fit.map(values, channels: channels, missing: missing)
    }
    return Frame(
      image: image(fit, way.filter, kind),
      labels: [
        "segmentation": .indices(map(labels, 1, missing: -1).map { Int16($0) }),
        "depth": .floats(map(depth, 1, missing: 0)),
        "normals": .floats(map(normals, 3, missing: 0)),
      ])
  }

  private func image(
    _ fit: FrameFit, _ filter: FrameFit.Filter, _ kind: FrameValueKind
  ) -> FrameValues {
    if fit.isIdentity && image.kind == kind { return image }
    let colours = [Float](unsafeUninitializedCapacity: image.count) { room, count in
      image.copy(to: room.baseAddress!)
      count = image.count
    }
    return FrameValues(
      fit.isIdentity ? colours : fit.image(colours, channels: 3, by: filter), as: kind)
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

import Digests

/// Classes of an image's pixels from the masks of its objects: 0 background, a category's place + 1 where an object of it is. Smaller objects lie
/// above larger ones, and crowds below all: who overlaps whom is not said.
struct ObjectClasses: PixelClasses {
  struct Shape: Sendable {
    let segmentation: COCOSegmentation
    let category: Int
    let isCrowd: Bool
    /// For a message: `train.json: annotations[17].segmentation`.
    let place: String
  }

  let shapes: [Shape]

  var file: String? { nil }

  func update(_ hash: SHA256, in folder: DataFolder, _ why: String) {
    hash.update("\(shapes.count) masks\n")
    for shape in shapes {
      hash.update("\(shape.category) \(shape.isCrowd) \(shape.segmentation)\n")
    }
  }

  func classes(of size: ImageSize, in folder: DataFolder, _ why: String, image: String) throws
    -> [Int16]
  {
    let masks = try shapes.map { shape in
      do throws(RunLengthMask.Flaw) {
        return (shape: shape, mask: try shape.segmentation.mask(size))
      } catch {
        throw DataError(
          "\(folder.path(shape.place)): found \(error.found), expected \(error.expected); correct it"
        )
      }
    }
    var classes = [Int16](repeating: 0, count: size.height * size.width)
    let order = masks.indices.sorted { one, other in
      let (a, b) = (masks[one], masks[other])
      guard a.shape.isCrowd == b.shape.isCrowd else { return a.shape.isCrowd }
      return (-a.mask.area, one) < (-b.mask.area, other)
    }
    for index in order {
      let value = Int16(masks[index].shape.category + 1)
      masks[index].mask.forEachPixel { row, column in classes[row * size.width + column] = value }
    }
    return classes
  }
}

extension RunLengthMask {
  /// Of the object.
  func forEachPixel(_ body: (_ row: Int, _ column: Int) -> Void) {
    var start = 0
    for (index, run) in runs.enumerated() {
      let end = start + Int(run)
      if index % 2 == 1 {
        for pixel in start..<end { body(pixel % size.height, pixel / size.height) }
      }
      start = end
    }
  }
}

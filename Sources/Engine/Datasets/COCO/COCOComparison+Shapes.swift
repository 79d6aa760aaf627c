/// Annotations and results as what scorers take.
extension COCOComparison {
  func truthBox(_ place: Int) throws -> TruthObject<PixelBox> {
    var object = try truthBoxOfAnyArea(place)
    object.area = try area(place)
    // As pycocotools, which makes nothing of the member `ignore`.
    object.standing = truth.annotations[place].isCrowd ? .crowd : .counts
    return object
  }

  /// For scorers that make no difference of areas.
  func truthBoxOfAnyArea(_ place: Int) throws -> TruthObject<PixelBox> {
    let object = truth.annotations[place]
    guard let box = object.box else { throw missing(place, "bbox", "x, y, width and height") }
    return TruthObject(
      box, category: object.category, area: box.area,
      object.isCrowd ? .crowd : object.isDifficult ? .ignored : .counts)
  }

  /// Of a result that has a mask alone, the box around it; its area is the mask's then.
  func foundBox(_ place: Int) throws -> FoundObject<PixelBox> {
    let object = results.found[place].object
    if let box = object.box {
      return FoundObject(box, category: object.category, area: box.area, score: object.score!)
    }
    guard object.segmentation != nil else {
      throw missing(result: place, "bbox", "x, y, width and height")
    }
    let mask = try foundMask(place)
    return FoundObject(
      mask.shape.box, category: object.category, area: mask.area, score: object.score!)
  }

  func truthMask(_ place: Int) throws -> TruthObject<RunLengthMask> {
    let object = truth.annotations[place]
    guard let segmentation = object.segmentation else {
      throw missing(place, "segmentation", "polygons or runs")
    }
    let mask: RunLengthMask
    do throws(RunLengthMask.Flaw) { mask = try segmentation.mask(try size(of: object)) } catch {
      throw flaw("\(truth.path): annotations[\(place)].segmentation", error)
    }
    return TruthObject(
      mask, category: object.category, area: try area(place), object.isCrowd ? .crowd : .counts)
  }

  /// Its area is that of its box where it has one, as in pycocotools.
  func foundMask(_ place: Int) throws -> FoundObject<RunLengthMask> {
    let object = results.found[place].object
    guard let segmentation = object.segmentation else {
      throw missing(result: place, "segmentation", "polygons or runs")
    }
    let mask: RunLengthMask
    do throws(RunLengthMask.Flaw) { mask = try segmentation.mask(try size(of: object)) } catch {
      throw flaw("\(results.path): [\(results.found[place].index)].segmentation", error)
    }
    return FoundObject(
      mask, category: object.category, area: object.box?.area ?? Double(mask.area),
      score: object.score!)
  }

  /// An object without a labelled keypoint is ignored.
  func truthPose(_ place: Int, _ count: Int) throws -> TruthObject<Pose> {
    let object = truth.annotations[place]
    guard let numbers = object.keypoints else {
      throw missing(place, "keypoints", Self.words(count))
    }
    guard let box = object.box else { throw missing(place, "bbox", "x, y, width and height") }
    guard numbers.count == 3 * count else {
      throw DataError(
        "\(truth.path): annotations[\(place)].keypoints: found \(numbers.count) numbers, expected "
          + Self.words(count))
    }
    let pose = Pose(Self.keypoints(numbers), box: box)
    let labelled =
      object.labelledKeypoints ?? pose.keypoints.count { $0.isLabelled }
    return TruthObject(
      pose, category: object.category, area: try area(place),
      object.isCrowd ? .crowd : labelled == 0 ? .ignored : .counts)
  }

  func foundPose(_ place: Int, _ count: Int) throws -> FoundObject<Pose> {
    let object = results.found[place].object
    guard let numbers = object.keypoints else {
      throw missing(result: place, "keypoints", Self.words(count))
    }
    guard numbers.count == 3 * count else {
      throw DataError(
        "\(results.path): [\(results.found[place].index)].keypoints: found \(numbers.count) numbers, "
          + "expected \(Self.words(count))")
    }
    let pose = Pose(Self.keypoints(numbers))
    return FoundObject(
      pose, category: object.category, area: (object.box ?? pose.box).area, score: object.score!)
  }

  private static func keypoints(_ numbers: [Double]) -> [Pose.Keypoint] {
    stride(from: 0, to: numbers.count, by: 3).map { place in
      Pose.Keypoint(
        x: numbers[place], y: numbers[place + 1], isLabelled: numbers[place + 2] > 0)
    }
  }

  private static func words(_ count: Int) -> String {
    "x, y and visibility of \(count) keypoints, one for each sigma"
  }

  private func area(_ place: Int) throws -> Double {
    guard let area = truth.annotations[place].area else {
      throw missing(place, "area", "the object's area in pixels, by which COCO sorts sizes")
    }
    return area
  }

  private func size(of object: COCOObject) throws(RunLengthMask.Flaw) -> ImageSize {
    let image = truth.images[object.image]
    guard let size = image.size else {
      throw RunLengthMask.Flaw(
        found: "no height and width of the image \(image.id) in \(truth.path)",
        expected: "both: masks need them")
    }
    return size
  }

  private func missing(_ place: Int, _ member: String, _ expected: String) -> DataError {
    DataError(
      "\(truth.path): annotations[\(place)].\(member): found nothing, expected \(expected)")
  }

  private func missing(result place: Int, _ member: String, _ expected: String) -> DataError {
    DataError(
      "\(results.path): [\(results.found[place].index)].\(member): found nothing, expected \(expected)"
    )
  }

  private func flaw(_ place: String, _ flaw: RunLengthMask.Flaw) -> DataError {
    DataError("\(place): found \(flaw.found), expected \(flaw.expected)")
  }
}

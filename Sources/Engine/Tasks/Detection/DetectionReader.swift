/// Reads boxes off the raw answers of a one-stage detector for one image.
struct DetectionReader: Sendable {
  let grid: DetectionGrid
  let answer: DetectionAnswer
  let frame: ImageSize
  /// What scores lower is not looked at.
  let threshold: Float

  /// Of each level the surest, before suppression (torchvision's `topk_candidates`).
  private static let mostOfLevel = 1000

  /// Score and box of every category at every location above the threshold, the surest of a level first: the score is the geometric
  /// mean of the category's probability and the centerness, as in torchvision; boxes are cut at the image's edges.
  /// - Parameter answers: by level.
  func candidates(_ answers: [UnsafePointer<Float>]) -> [DetectedObject] {
    zip(grid.levels, answers).flatMap { level, answers in
      (0..<level.locations).flatMap { location in
        candidates(level, location, answers + location * answer.channels)
      }.surest(Self.mostOfLevel)
    }
  }

  private func candidates(
    _ level: DetectionGrid.Level, _ location: Int, _ own: UnsafePointer<Float>
  ) -> [DetectedObject] {
    let centerness = Logit(own[answer.centerness]).probability
    // No category is likelier than 1.
    guard centerness.squareRoot() > threshold else { return [] }
    let box = box(level, location, answer.rectifiedSides(own))
    guard box.area > 0 else { return [] }
    return (0..<answer.categories).compactMap { category in
      let score = (Logit(own[category]).probability * centerness).squareRoot()
      return score > threshold ? DetectedObject(box: box, category: category, score: score) : nil
    }
  }

  private func box(_ level: DetectionGrid.Level, _ location: Int, _ sides: Sides) -> Box {
    let (x, y) = level.centre(location)
    let stride = Float(level.stride)
    return Box(
      left: x - sides.left * stride, top: y - sides.top * stride,
      right: x + sides.right * stride, bottom: y + sides.bottom * stride
    ).intersection(
      Box(left: 0, top: 0, right: Float(frame.width), bottom: Float(frame.height)))
  }
}

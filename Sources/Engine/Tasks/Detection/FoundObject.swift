/// What a detector says is in an image.
public struct FoundObject: Sendable, Hashable {
  public var box: Box
  public let category: Int
  /// 0…1.
  public var score: Float

  public init(box: Box, category: Int, score: Float) {
    (self.box, self.category, self.score) = (box, category, score)
  }
}

/// Reads boxes off the raw answers of a one-stage detector for one image.
struct DetectionReader: Sendable {
  let grid: DetectionGrid
  let answer: DetectionAnswer
  let frame: ImageSize
  /// What scores lower is not looked at.
  let threshold: Float
  /// Of each level the best, before suppression (torchvision's `topk_candidates`).
  var mostOfLevel = 1000

  /// Score and box of every category at every place above the threshold, in order of level, place and category: the score is the
  /// geometric mean of the category's probability and the centerness, as in torchvision; boxes are cut at the image's edges.
  func candidates(_ answers: [UnsafePointer<Float>]) -> [FoundObject] {
    grid.levels.enumerated().flatMap { index, level in
      var found = (0..<level.places).flatMap { place in
        candidates(level, place, answers[index] + place * answer.channels)
      }
      if found.count > mostOfLevel {
        found = Array(
          found.enumerated().sorted(by: Self.isBefore).prefix(mostOfLevel).map(\.element))
      }
      return found
    }
  }

  private static func isBefore(
    _ one: EnumeratedSequence<[FoundObject]>.Element,
    _ other: EnumeratedSequence<[FoundObject]>.Element
  ) -> Bool {
    (-one.element.score, one.offset) < (-other.element.score, other.offset)
  }

  private func candidates(
    _ level: DetectionGrid.Level, _ place: Int, _ own: UnsafePointer<Float>
  ) -> [FoundObject] {
    let centrality = probability(own[answer.centerness])
    // No category is likelier than 1.
    guard centrality.squareRoot() > threshold else { return [] }
    return (0..<answer.categories).compactMap { category in
      let score = (probability(own[category]) * centrality).squareRoot()
      guard score > threshold else { return nil }
      let box = self.box(level, place, answer.rectifiedSides(own))
      return box.area > 0 ? FoundObject(box: box, category: category, score: score) : nil
    }
  }

  private func box(_ level: DetectionGrid.Level, _ place: Int, _ sides: Sides) -> Box {
    let (x, y) = level.centre(place)
    let stride = Float(level.stride)
    let (width, height) = (Float(frame.width), Float(frame.height))
    return Box(
      left: min(max(x - sides.left * stride, 0), width),
      top: min(max(y - sides.top * stride, 0), height),
      right: min(max(x + sides.right * stride, 0), width),
      bottom: min(max(y + sides.bottom * stride, 0), height))
  }
}

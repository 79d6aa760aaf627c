/// What a detector says is in an image.
public struct DetectedObject: Sendable, Hashable {
  public var box: Box
  public let category: Int
  /// 0…1.
  public var score: Float

  public init(box: Box, category: Int, score: Float) {
    (self.box, self.category, self.score) = (box, category, score)
  }
}

extension [DetectedObject] {
  /// The surest first, at most so many; of equal scores the earlier comes first.
  func surest(_ most: Int) -> [DetectedObject] {
    indices.sorted { (-self[$0].score, $0) < (-self[$1].score, $1) }.prefix(most).map { self[$0] }
  }
}

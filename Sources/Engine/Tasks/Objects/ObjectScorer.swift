/// Judges detections, image by image.
public protocol ObjectScorer {
  associatedtype Shape: Sendable

  /// - Parameters:
  ///   - image: a number of its own. Of equal scores the image with the lower number comes first.
  ///   - found: in any order; of equal scores the earlier comes first.
  mutating func add(image: Int, truths: [TruthObject<Shape>], found: [FoundObject<Shape>])
  /// Of all that was added.
  var scores: ObjectScores { get }
}

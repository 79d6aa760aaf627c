/// One of several classes for an image, as UTKFace labels them. Loss: negative log-likelihood of the softmax over
/// images whose label is not −1.
public struct Race: LearningTask {
  public static let name = "race"
  public static let summary = "One of several classes for an image: cross-entropy; accuracy"

  public let classes: Int

  public init(_ options: inout Options) throws {
    classes = try options.take("classes", default: 5, in: 2...255, "number of classes")
  }

  public var outputs: Int { classes }
  public var targetChannels: Int { 1 }
  public var geometry: TargetGeometry { .image }
  public var lossKind: LossKind { .classification }

  public func loss(_ prediction: Value, _ target: Value) -> Value {
    prediction.masked(CrossEntropy(classes: classes), target)
  }

  /// A class that there is: −1 is missing.
  public func labelledPositions(_ targets: UnsafePointer<Float>, positions: Int) -> Int {
    countPositions(targets, positions) { $0[0] >= 0 && $0[0] < Float(classes) }
  }

  public func scorer() -> any Scorer {
    let classes = classes
    return AccuracyScorer(outputs: classes) { largest($0, classes) }
  }

  public func picture(_ values: UnsafePointer<Float>, _ size: ImageSize, isTarget: Bool)
    -> PictureData?
  { nil }
}

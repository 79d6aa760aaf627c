/// One of several classes for an image, as UTKFace labels them. Loss: negative log-likelihood of the softmax over
/// images whose label is not −1.
public struct Race: ImageValueTask {
  public static let name = "race"
  public static let summary = "One of several classes for an image: cross-entropy; accuracy"

  public let classes: Int

  public init(_ options: inout Options) throws {
    classes = try options.take("classes", default: 5, in: 2...255, "number of classes")
  }

  public var outputs: [Int] { [classes] }
  public var lossKind: LossKind { .classification }

  /// A class that there is: −1 is missing.
  public func isLabel(_ value: Float) -> Bool { value >= 0 && value < Float(classes) }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    answer[0].masked(CrossEntropy(classes: classes), targets[0])
  }

  public func scorer() -> any Scorer {
    let classes = classes
    return AccuracyScorer(outputs: classes) { largest($0, classes) }
  }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    [Float(random.index(below: classes))]
  }
}

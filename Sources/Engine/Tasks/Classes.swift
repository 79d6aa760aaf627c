/// One of several classes for an image. Loss: negative log-likelihood of the softmax over
/// images whose label is not −1.
public struct Classes: NamedTask, ImageValueTask {
  public static let name = "classes"
  public static let summary = "One of several classes for an image: cross-entropy; accuracy"

  public var name: String = Self.name
  public let classes: Int

  public init(_ options: inout Options) throws {
    classes = try options.take("classes", default: 5, in: 2...10_000, "number of classes")
    let names = try options.take(
      "names", default: [], count: 2...10_000, "what the classes are called, in order")
    _ = try options.take(
      "ordered", default: false, "whether neighbouring classes are alike, as decades of ages are")
    guard names.isEmpty || names.count == classes else {
      throw OptionError(
        key: "names",
        message: "found \(names.count) names, expected one for each of \(classes) classes")
    }
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

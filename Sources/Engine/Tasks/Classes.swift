import Foundation

/// One of several classes for an image. Loss: negative log-likelihood of the softmax over images whose label is not −1.
public struct Classes: NamedTask, ImageValueTask {
  public static let name = "classes"
  public static let summary =
    "One of several classes for an image: cross-entropy; accuracy, F1, area under the ROC curve"

  public var name: String = Self.name
  public let classes: Int
  /// Empty where nothing is said.
  let names: [String]
  private let isOrdered: Bool
  private let smoothing: Float

  public init(_ options: inout Options) throws {
    classes = try options.take("classes", default: 5, in: 2...10_000, "number of classes")
    names = try options.take(
      "names", default: [], count: 2...10_000, "what the classes are called, in order")
    isOrdered = try options.take(
      "ordered", default: false, "whether neighbouring classes are alike, as decades of ages are")
    smoothing = Float(
      try options.take(
        "smoothing", default: 0.0, in: 0...1,
        "share of the target that all classes have alike (Szegedy et al. 2016)"))
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
    let entropy = CrossEntropy(classes: classes)
    if smoothing == 0 { return answer[0].masked(entropy, targets[0]) }
    return answer[0].masked(SmoothedCrossEntropy(entropy, smoothing), targets[0])
  }

  public func scorer() -> any Scorer { ClassesScorer(classes: classes, isOrdered: isOrdered) }

  public func bestConstant(_ targets: [[Float]]) -> [[Float]]? {
    logShares(of: targets[0], classes: classes).map { [$0] }
  }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    [Float(random.index(below: classes))]
  }
}

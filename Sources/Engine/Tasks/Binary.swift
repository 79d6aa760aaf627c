import Foundation

/// One of two classes, 0 or 1, for an image. Loss: binary cross-entropy of the logit over images whose label is not −1.
public struct Binary: NamedTask, ImageValueTask {
  public static let name = "binary"
  public static let summary =
    "One of two classes for an image: binary cross-entropy; accuracy, F1, areas under curves"

  public var name: String = Self.name
  /// Empty where nothing is said.
  let names: [String]

  public init(_ options: inout Options) throws {
    names = try options.take(
      "names", default: [], count: 2...2, "what 0 and 1 are called, in this order")
  }

  public var outputs: [Int] { [1] }
  public var lossKind: LossKind { .classification }

  /// One of the two classes: −1 is missing.
  public func isLabel(_ value: Float) -> Bool { value >= 0 }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    answer[0].masked(BinaryCrossEntropy(), targets[0])
  }

  public func scorer() -> any Scorer { BinaryScorer() }

  /// The logit of the prevalence of 1.
  public func bestConstant(_ targets: [[Float]]) -> [[Float]]? {
    let known = targets[0].filter(isLabel)
    return known.isEmpty ? nil : [[prevalenceLogit(known)]]
  }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    [Float(random.index(below: 2))]
  }
}

import Foundation

/// One of two classes, 0 or 1, for an image. Loss: binary cross-entropy of the logit over images whose label is not −1.
public struct Binary: NamedTask, ImageValueTask {
  public static let name = "binary"
  public static let summary = "One of two classes for an image: binary cross-entropy; accuracy"

  public var name: String = Self.name

  public init(_ options: inout Options) throws {
    _ = try options.take(
      "names", default: [], count: 2...2, "what 0 and 1 are called, in this order")
  }

  public var outputs: [Int] { [1] }
  public var lossKind: LossKind { .classification }

  /// One of the two classes: −1 is missing.
  public func isLabel(_ value: Float) -> Bool { value >= 0 }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    answer[0].masked(BinaryCrossEntropy(), targets[0])
  }

  /// A logit above 0 says 1.
  public func scorer() -> any Scorer { AccuracyScorer(outputs: 1) { $0[0] > 0 ? 1 : 0 } }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    [Float(random.index(below: 2))]
  }
}

private struct BinaryCrossEntropy: PixelLoss {
  func isValid(_ target: UnsafePointer<Float>) -> Bool { target[0] >= 0 }

  /// max(z, 0) − z t + log(1 + e^−|z|), which no logit overflows.
  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let (logit, label) = (output[0], target[0])
    precondition(label <= 1, "label \(label), expected 0 or 1")
    let tail = exp(-abs(logit))
    let probability = logit >= 0 ? 1 / (1 + tail) : tail / (1 + tail)
    gradient[0] = probability - label
    return max(logit, 0) - logit * label + log1p(tail)
  }
}

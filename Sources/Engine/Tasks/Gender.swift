import Foundation

/// One of two classes, 0 or 1, for an image. Loss: binary cross-entropy of the logit over images whose label is not −1.
public struct Gender: LearningTask {
  public static let name = "gender"
  public static let summary = "One of two classes for an image: binary cross-entropy; accuracy"

  public init(_ options: inout Options) throws {}

  public var outputs: Int { 1 }
  public var targetChannels: Int { 1 }
  public var geometry: TargetGeometry { .image }
  public var lossKind: LossKind { .classification }

  public func loss(_ prediction: Value, _ target: Value) -> Value {
    prediction.masked(BinaryCrossEntropy(), target)
  }

  /// One of the two classes: −1 is missing.
  public func labelledPositions(_ targets: UnsafePointer<Float>, positions: Int) -> Int {
    countPositions(targets, positions, where: BinaryCrossEntropy().isValid)
  }

  /// A logit above 0 says 1.
  public func scorer() -> any Scorer { AccuracyScorer(outputs: 1) { $0[0] > 0 ? 1 : 0 } }

  public func picture(_ values: UnsafePointer<Float>, _ size: ImageSize, isTarget: Bool)
    -> PictureData?
  { nil }
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

/// The age of the person in an image, in years. Loss: mean absolute error over images whose age is known.
public struct Age: ImageValueTask {
  public static let name = "age"
  public static let summary = "Age of the person in an image: L1 in years; mean absolute error"

  public init(_ options: inout Options) throws {}

  public var outputs: [Int] { [1] }
  public var lossKind: LossKind { .regression }

  /// An age, that of a newborn too: a negative one is missing.
  public func isLabel(_ value: Float) -> Bool { isKnown(value) }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    answer[0].masked(YearsError(), targets[0])
  }

  public func scorer() -> any Scorer { AgeScorer() }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    [Float(random.index(below: 100))]
  }
}

/// A negative age is missing; that of a newborn is 0.
private func isKnown(_ age: Float) -> Bool { age >= 0 }

private struct YearsError: PixelLoss {
  func isValid(_ target: UnsafePointer<Float>) -> Bool { isKnown(target[0]) }

  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let difference = output[0] - target[0]
    gradient[0] = difference > 0 ? 1 : difference < 0 ? -1 : 0
    return abs(difference)
  }
}

private final class AgeScorer: Scorer {
  private var error = Mean()

  func add(_ batch: AnsweredFrames) {
    let (prediction, target) = (batch.answer[0], batch.targets[0])
    for frame in 0..<batch.frames where isKnown(target[frame]) {
      error.add(abs(Double(prediction[frame]) - Double(target[frame])))
    }
  }

  var values: [MetricValue] {
    error.value.map {
      [
        MetricValue(
          metric: "mean absolute error", value: $0, better: .lower, unit: "years", counts: true)
      ]
    } ?? []
  }
}

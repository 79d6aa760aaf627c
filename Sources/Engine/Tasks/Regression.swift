/// A number for an image, as the age of the person in it. Loss: mean absolute error over images whose number is known.
public struct Regression: NamedTask, ImageValueTask {
  public static let name = "regression"
  public static let summary = "A number for an image: mean absolute error"

  public var name: String = Self.name
  private let unit: String

  public init(_ options: inout Options) throws {
    unit = try options.take(
      "unit", default: "", characters: 0...20, "unit of the number: years, cm")
  }

  public var outputs: [Int] { [1] }
  public var lossKind: LossKind { .regression }

  /// Any number there is may be a label.
  public var missing: Float { .nan }
  public func isLabel(_ value: Float) -> Bool { value.isFinite }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    answer[0].masked(AbsoluteError(), targets[0])
  }

  public func scorer() -> any Scorer { RegressionScorer(unit: unit) }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    [Float(random.index(below: 100))]
  }
}

private struct AbsoluteError: PixelLoss {
  func isValid(_ target: UnsafePointer<Float>) -> Bool { target[0].isFinite }

  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let difference = output[0] - target[0]
    gradient[0] = difference > 0 ? 1 : difference < 0 ? -1 : 0
    return abs(difference)
  }
}

private final class RegressionScorer: Scorer {
  private let unit: String
  private var error = Mean()

  init(unit: String) { self.unit = unit }

  func add(_ batch: AnsweredFrames) {
    let (prediction, target) = (batch.answer[0], batch.targets[0])
    for frame in 0..<batch.frames where target[frame].isFinite {
      error.add(abs(Double(prediction[frame]) - Double(target[frame])))
    }
  }

  var values: [MetricValue] {
    error.value.map {
      [
        MetricValue(
          metric: "mean absolute error", value: $0, better: .lower, unit: unit, counts: true)
      ]
    } ?? []
  }
}

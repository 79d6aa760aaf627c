/// Errors of a number for every image, over all whose number is known.
final class RegressionScorer: Scorer {
  private let unit: String
  private let outputs: Int
  private let answer: (UnsafePointer<Float>) -> Double
  private var errors = NumberErrors()

  /// `answer` gives the number that the raw outputs of an image stand for.
  init(unit: String, outputs: Int, _ answer: @escaping (UnsafePointer<Float>) -> Double) {
    self.unit = unit
    self.outputs = outputs
    self.answer = answer
  }

  func add(_ batch: AnsweredFrames) {
    let (prediction, target) = (batch.answer[0], batch.targets[0])
    for frame in 0..<batch.frames where target[frame].isFinite {
      errors.add(answer(prediction + frame * outputs), truth: Double(target[frame]))
    }
  }

  var values: [MetricValue] {
    let found: [(String, Double?, MetricValue.Direction, String)] = [
      ("mean absolute error", errors.meanAbsolute, .lower, unit),
      ("RMSE", errors.rootMeanSquare, .lower, unit),
      ("median absolute error", errors.medianAbsolute, .lower, unit),
      ("R²", errors.determination, .higher, ""),
    ]
    return found.enumerated().compactMap { index, metric in
      metric.1.map {
        MetricValue(
          metric: metric.0, value: $0, better: metric.2, unit: metric.3, counts: index == 0)
      }
    }
  }
}

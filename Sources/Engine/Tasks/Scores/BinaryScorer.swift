/// Yes or no for every image, over all whose label is not −1. A logit above 0 says 1.
final class BinaryScorer: Scorer {
  private var counts = ClassCounts(2)
  private var matrix = ConfusionMatrix(2)
  private var logits: [Double] = []
  private var isPositive: [Bool] = []

  func add(_ batch: AnsweredFrames) {
    let (prediction, target) = (batch.answer[0], batch.targets[0])
    for frame in 0..<batch.frames where target[frame] >= 0 {
      let (truth, guess) = (Int(target[frame]), prediction[frame] > 0 ? 1 : 0)
      counts.add(truth: truth, guess: guess)
      matrix?.add(truth: truth, guess: guess)
      logits.append(Double(prediction[frame]))
      isPositive.append(truth == 1)
    }
  }

  var confusion: ConfusionMatrix? { isPositive.isEmpty ? nil : matrix }

  var values: [MetricValue] {
    let ranking = Ranking(logits, isPositive)
    return [MetricValue].fractions([
      ("accuracy", counts.accuracy), ("balanced accuracy", counts.balancedAccuracy),
      ("F1", counts.f1(of: 1)), ("ROC-AUC", ranking.areaUnderROC),
      ("average precision", ranking.averagePrecision),
    ])
  }
}

extension [MetricValue] {
  /// Fractions of which more is better; the first counts. Those without a value are left out.
  static func fractions(_ found: [(name: String, value: Double?)]) -> [MetricValue] {
    found.enumerated().compactMap { index, metric in
      metric.value.map {
        MetricValue(
          metric: metric.name, value: $0, better: .higher, unit: "%", counts: index == 0)
      }
    }
  }
}

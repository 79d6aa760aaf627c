import Foundation

/// A class for every image, over all whose label is not −1.
final class ClassesScorer: Scorer {
  private let classes: Int
  private let isOrdered: Bool
  private var counts: ClassCounts
  private var matrix: ConfusionMatrix?
  private var amongFive = Mean()
  /// In classes, of ordered ones.
  private var distance = Mean()
  private var within = Mean()
  private var truths: [Int] = []
  /// Of the softmax, image by image; kept where there is a confusion matrix too.
  private var probabilities: [Double] = []

  init(classes: Int, isOrdered: Bool) {
    self.classes = classes
    self.isOrdered = isOrdered
    counts = ClassCounts(classes)
    matrix = ConfusionMatrix(classes)
  }

  func add(_ batch: AnsweredFrames) {
    for frame in 0..<batch.frames where batch.targets[0][frame] >= 0 {
      add(batch.answer[0] + frame * classes, truth: Int(batch.targets[0][frame]))
    }
  }

  private func add(_ logits: UnsafePointer<Float>, truth: Int) {
    let guess = largest(logits, classes)
    counts.add(truth: truth, guess: guess)
    matrix?.add(truth: truth, guess: guess)
    amongFive.add(Self.isAmong(5, truth, logits, classes) ? 1 : 0)
    distance.add(Double(abs(guess - truth)))
    within.add(abs(guess - truth) <= 1 ? 1 : 0)
    guard matrix != nil else { return }
    truths.append(truth)
    probabilities += softmax(logits, classes)
  }

  /// Whether fewer than `most` classes stand above the true one. Of level ones the last stands highest, as in
  /// scikit-learn's `top_k_accuracy_score`.
  private static func isAmong(
    _ most: Int, _ truth: Int, _ logits: UnsafePointer<Float>, _ classes: Int
  ) -> Bool {
    let own = logits[truth]
    return (0..<classes).count { !(logits[$0] < own || (logits[$0] == own && $0 <= truth)) } < most
  }

  var confusion: ConfusionMatrix? { truths.isEmpty ? nil : matrix }

  var values: [MetricValue] {
    let fractions = [MetricValue].fractions([
      ("accuracy", counts.accuracy), ("top-5 accuracy", classes > 5 ? amongFive.value : nil),
      ("balanced accuracy", counts.balancedAccuracy), ("macro F1", counts.macroF1),
      ("macro ROC-AUC", areaUnderROC), ("within one class", isOrdered ? within.value : nil),
    ])
    guard isOrdered, let distance = distance.value else { return fractions }
    return fractions + [
      MetricValue(
        metric: "mean absolute error", value: distance, better: .lower, unit: "classes",
        counts: false)
    ]
  }

  /// Each class against the rest, the mean over those that some images have and some have not.
  private var areaUnderROC: Double? {
    var mean = Mean()
    for label in 0..<classes where !truths.isEmpty {
      let scores = truths.indices.map { probabilities[$0 * classes + label] }
      Ranking(scores, truths.map { $0 == label }).areaUnderROC.map { mean.add($0) }
    }
    return mean.value
  }
}

/// In double precision, from raw outputs of any size.
func softmax(_ logits: UnsafePointer<Float>, _ count: Int) -> [Double] {
  let highest = Double(logits[largest(logits, count)])
  let powers = (0..<count).map { exp(Double(logits[$0]) - highest) }
  let total = powers.reduce(0, +)
  return powers.map { $0 / total }
}

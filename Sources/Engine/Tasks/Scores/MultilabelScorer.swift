/// Several questions of yes or no for every image, each over the images whose answer to it is known.
final class MultilabelScorer: Scorer {
  private let labels: [String]
  private var counts: [ClassCounts]
  /// By label.
  private var logits: [[Double]]
  private var isPositive: [[Bool]]

  init(labels: [String]) {
    self.labels = labels
    counts = labels.map { _ in ClassCounts(2) }
    logits = labels.map { _ in [] }
    isPositive = labels.map { _ in [] }
  }

  func add(_ batch: AnsweredFrames) {
    for frame in 0..<batch.frames {
      for label in labels.indices {
        let place = frame * labels.count + label
        let (logit, target) = (batch.answer[0][place], batch.targets[0][place])
        guard Multilabel.isKnown(target) else { continue }
        counts[label].add(truth: Int(target), guess: logit > 0 ? 1 : 0)
        logits[label].append(Double(logit))
        isPositive[label].append(target == 1)
      }
    }
  }

  var values: [MetricValue] {
    var (precision, macro) = (Mean(), Mean())
    for label in labels.indices {
      let ranking = Ranking(logits[label], isPositive[label])
      if ranking.hasBoth { ranking.averagePrecision.map { precision.add($0) } }
      counts[label].f1(of: 1).map { macro.add($0) }
    }
    return .fractions(
      [("mAP", precision.value), ("macro F1", macro.value)]
        + labels.enumerated().map { ("F1 of \($1)", counts[$0].f1(of: 1)) })
  }
}

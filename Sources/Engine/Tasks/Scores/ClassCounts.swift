/// How often each class was true, how often it was answered, and how often both at once.
struct ClassCounts {
  private var hits: [Int]
  private var truths: [Int]
  private var guesses: [Int]

  init(_ classes: Int) {
    hits = Array(repeating: 0, count: classes)
    truths = hits
    guesses = hits
  }

  mutating func add(truth: Int, guess: Int) {
    truths[truth] += 1
    guesses[guess] += 1
    if truth == guess { hits[truth] += 1 }
  }

  /// Nil before anything was added; likewise the means over classes.
  var accuracy: Double? {
    let total = truths.reduce(0, +)
    return total > 0 ? Double(hits.reduce(0, +)) / Double(total) : nil
  }

  /// Mean over the classes that occur of the fraction of their images that is recognised.
  var balancedAccuracy: Double? {
    var recall = Mean()
    for (hits, truths) in zip(hits, truths) where truths > 0 {
      recall.add(Double(hits) / Double(truths))
    }
    return recall.value
  }

  /// 2 TP / (2 TP + FP + FN); nil for a class that neither occurs nor is answered.
  func f1(of label: Int) -> Double? {
    let either = truths[label] + guesses[label]
    return either > 0 ? 2 * Double(hits[label]) / Double(either) : nil
  }

  /// Mean F1 of the classes that have one.
  var macroF1: Double? {
    var mean = Mean()
    for label in hits.indices { f1(of: label).map { mean.add($0) } }
    return mean.value
  }
}

/// Images in the order of a score that is to be high where the answer to a question is yes.
struct Ranking {
  /// Of equal scores, which no threshold tells apart, from the highest.
  private var groups: [(positives: Int, negatives: Int)] = []
  private var positives = 0
  private var negatives = 0

  /// A score that is not a number stands below all others.
  init(_ scores: [Double], _ isPositive: [Bool]) {
    precondition(
      scores.count == isPositive.count, "\(scores.count) scores, \(isPositive.count) truths")
    let ranked = zip(scores, isPositive).map { ($0.isNaN ? -.infinity : $0, $1) }
      .sorted { $0.0 > $1.0 }
    var last: Double?
    for (score, isPositive) in ranked {
      if score != last { groups.append((0, 0)) }
      last = score
      if isPositive { groups[groups.count - 1].positives += 1 }
      if !isPositive { groups[groups.count - 1].negatives += 1 }
    }
    positives = groups.reduce(0) { $0 + $1.positives }
    negatives = groups.reduce(0) { $0 + $1.negatives }
  }

  /// Whether there is anything to be told from anything else.
  var hasBoth: Bool { positives > 0 && negatives > 0 }

  /// The probability that a positive stands above a negative, half of it where they are level: the area under the ROC
  /// curve, counted in whole pairs and therefore exact. Nil without positives or without negatives.
  var areaUnderROC: Double? {
    guard hasBoth else { return nil }
    var (above, twice) = (0, 0)
    for group in groups {
      twice += group.negatives * (2 * above + group.positives)
      above += group.positives
    }
    return Double(twice) / (2 * Double(positives) * Double(negatives))
  }

  /// Σ (Rₙ − Rₙ₋₁) Pₙ over the thresholds: precision, each time that recall rises. Nil without positives.
  var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var (truePositives, answered, sum) = (0, 0, 0.0)
    for group in groups {
      truePositives += group.positives
      answered += group.positives + group.negatives
      sum += Double(group.positives) * Double(truePositives) / Double(answered)
    }
    return sum / Double(positives)
  }
}

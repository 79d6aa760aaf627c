/// Answers that are numbers, against the truth. What nothing was added to has no errors.
struct NumberErrors {
  private var truths: [Double] = []
  private var errors: [Double] = []

  mutating func add(_ answer: Double, truth: Double) {
    truths.append(truth)
    errors.append(answer - truth)
  }

  var meanAbsolute: Double? { mean(errors.map(abs)) }

  var rootMeanSquare: Double? { mean(errors.map { $0 * $0 })?.squareRoot() }

  /// The mean of the two in the middle of an even number.
  var medianAbsolute: Double? { median(of: errors.map(abs)) }

  /// R² = 1 − Σ error² / Σ (truth − mean truth)²; nil where all truths are one number, which leaves nothing to explain.
  var determination: Double? {
    guard let centre = mean(truths) else { return nil }
    let spread = truths.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    return spread > 0 ? 1 - errors.reduce(0) { $0 + $1 * $1 } / spread : nil
  }

  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

/// The mean of the two in the middle of an even number of values; nil of none.
func median(of values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

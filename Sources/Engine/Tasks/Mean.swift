/// A weighted mean, built up.
struct Mean {
  private var total = 0.0
  private var weights = 0.0

  mutating func add(_ value: Double, weight: Double = 1) {
    total += value * weight
    weights += weight
  }

  /// Nil before anything was added.
  var value: Double? { weights > 0 ? total / weights : nil }
}

/// How far the baseline differs from itself: what a difference must exceed to mean anything.
struct NoiseFloor: Sendable, Equatable {
  /// Standard deviation of the baseline's aggregate over seeds, in percent.
  var deviation: Double
  /// A/A: the largest difference between two disjoint halves (or single runs) of its own seeds.
  var largestSelfDifference: Double
  var seeds: Int

  /// - Parameter baseline: the baseline's aggregate A(b,s) per seed, in percent of its own mean.
  init?(baseline: [Double]) {
    guard let deviation = Moments.deviation(baseline) else { return nil }
    self.deviation = deviation
    seeds = baseline.count
    // The extreme split of sorted values puts the smallest half against the largest half.
    let sorted = baseline.sorted()
    let half = max(1, sorted.count / 2)
    largestSelfDifference =
      Moments.mean(Array(sorted.suffix(half))) - Moments.mean(Array(sorted.prefix(half)))
  }

  /// Standard deviation of the difference of two single runs with different seeds.
  var differenceDeviation: Double { deviation * 2.0.squareRoot() }
}

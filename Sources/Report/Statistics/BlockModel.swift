/// Intervals for the differences between arms and their baseline, seeds being blocks.
///
/// Primary: A(a,s) = μ_a + β_s + e over all complete arms and the baseline; with A arms beside the
/// baseline and n seeds the residual mean square MS has ν = A(n − 1) degrees of freedom and a difference
/// has the standard error √(2·MS/n). An arm that misses a seed gets its own-variance paired t. Where the
/// largest residual variance of an arm exceeds ten times the smallest, every arm does: pooling would give
/// a noisy arm too narrow an interval. The rule looks at the spread only, never at the means.
struct BlockModel: Sendable {
  /// Largest ratio of residual variances between arms for which variances are pooled.
  static let largestVarianceRatio = 10.0

  var estimates: [Estimate?]
  /// The largest residual variance over the smallest; nil where none can be computed.
  var varianceRatio: Double?
  /// Pooled estimates of the complete arms, also where own variances are primary.
  var pooled: [Estimate?]

  /// - Parameters:
  ///   - baseline: one value per seed.
  ///   - arms: for each arm one value per seed of the baseline, nil where its cell is missing.
  init(baseline: [Double], arms: [[Double?]]) {
    let seeds = baseline.count
    precondition(arms.allSatisfy { $0.count == seeds }, "every arm needs one slot per seed")
    let complete = arms.indices.filter { arms[$0].allSatisfy { $0 != nil } }
    let residual = Self.residuals([baseline] + complete.map { arms[$0].map { $0! } })
    varianceRatio = residual?.ratio
    let poolable = residual.map { $0.ratio <= Self.largestVarianceRatio } ?? false

    var pooled = [Estimate?](repeating: nil, count: arms.count)
    var estimates = pooled
    for index in arms.indices {
      let differences = zip(arms[index], baseline).compactMap { value, base in
        value.map { $0 - base }
      }
      let own = Self.paired(differences)
      if let residual, complete.contains(index), !differences.isEmpty {
        pooled[index] = Estimate(
          mean: Moments.mean(differences),
          standardError: (2 * residual.meanSquare / Double(seeds)).squareRoot(),
          degrees: Double(complete.count * (seeds - 1)), seeds: seeds, model: .pooled,
          pairedDeviation: (2 * residual.meanSquare).squareRoot())
      }
      estimates[index] = poolable ? pooled[index] ?? own : own
    }
    self.pooled = pooled
    self.estimates = estimates
  }

  /// Student's t on paired differences, ν = n − 1; nil below two of them.
  static func paired(_ differences: [Double]) -> Estimate? {
    guard let variance = Moments.variance(differences) else { return nil }
    let count = Double(differences.count)
    return Estimate(
      mean: Moments.mean(differences), standardError: (variance / count).squareRoot(),
      degrees: count - 1, seeds: differences.count, model: .own,
      pairedDeviation: variance.squareRoot())
  }

  private static func residuals(_ rows: [[Double]]) -> (meanSquare: Double, ratio: Double)? {
    let seeds = rows[0].count
    guard rows.count >= 2, seeds >= 2 else { return nil }
    let rowMeans = rows.map(Moments.mean)
    let grand = Moments.mean(rowMeans)
    let columnMeans = (0..<seeds).map { seed in Moments.mean(rows.map { $0[seed] }) }
    let squares = rows.indices.map { row -> Double in
      (0..<seeds).reduce(0) { sum, seed in
        let e = rows[row][seed] - rowMeans[row] - columnMeans[seed] + grand
        return sum + e * e
      }
    }
    let degrees = Double((rows.count - 1) * (seeds - 1))
    let smallest = squares.min()!
    let largest = squares.max()!
    let ratio = largest == 0 ? 1 : (smallest == 0 ? .infinity : largest / smallest)
    return (squares.reduce(0, +) / degrees, ratio)
  }
}

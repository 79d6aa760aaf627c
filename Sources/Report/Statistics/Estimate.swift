/// How the standard error of a difference was found.
enum ErrorModel: String, Sendable {
  /// Residual mean square of the randomised-block model over all arms.
  case pooled
  /// The arm's own paired differences.
  case own
}

/// A mean difference to the baseline with its interval. Units are the values' own (percent for Δp).
struct Estimate: Sendable, Equatable {
  var mean: Double
  var standardError: Double
  /// ν of the t distribution.
  var degrees: Double
  /// Seeds that entered.
  var seeds: Int
  var model: ErrorModel
  /// Standard deviation of one paired difference.
  var pairedDeviation: Double

  /// Half the width of the two-sided 95 % interval.
  var halfWidth: Double { StudentT.quantile(0.975, degrees) * standardError }
  var low: Double { mean - halfWidth }
  var high: Double { mean + halfWidth }
  var excludesZero: Bool { low > 0 || high < 0 }

  /// One-sided p-value of "the difference is at most `threshold`".
  func pValue(above threshold: Double) -> Double {
    if standardError == 0 { return mean > threshold ? 0 : 1 }
    return StudentT.upperTail((mean - threshold) / standardError, degrees)
  }

  /// Two-sided p-value of "there is no difference".
  var twoSidedPValue: Double {
    if standardError == 0 { return mean == 0 ? 1 : 0 }
    return min(1, 2 * StudentT.upperTail(abs(mean) / standardError, degrees))
  }

  /// The difference that this many seeds would have found with a power of 80 % (two-sided 5 %).
  var minimumDetectable: Double {
    (StudentT.quantile(0.975, degrees) + StudentT.quantile(0.8, degrees)) * standardError
  }

  /// Seeds from which a margin δ can be decided with a power of 80 %:
  /// n ≥ ((t.975 + t.80)·SD/δ)², iterated because t depends on n.
  func seedsToDecide(margin: Double) -> Int? {
    guard margin > 0, pairedDeviation.isFinite else { return nil }
    // The normal quantiles' sum bounds the count from below; t adds a few.
    let bound = 2.8015 * pairedDeviation / margin
    guard bound * bound < 10_000 else { return nil }
    for count in max(2, Int(bound * bound))...20_000 {
      let degrees = Double(count - 1)
      let factor = StudentT.quantile(0.975, degrees) + StudentT.quantile(0.8, degrees)
      let needed = factor * pairedDeviation / margin
      if Double(count) >= needed * needed { return count }
    }
    return nil
  }
}

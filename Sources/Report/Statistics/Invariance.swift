/// What the data say about a change that was made to an arm; exactly one.
enum Invariance: Sendable, Equatable {
  /// The interval of the change lies within ±δ.
  case unchanged
  /// It excludes 0 and does not lie within ±δ.
  case changed
  case inconclusive(Doubt)

  enum Doubt: Sendable, Equatable {
    /// So many runs of the arm, changed or not, diverged or failed.
    case failed(count: Int, of: Int)
    /// No seed is finished with and without the change.
    case nothingToCompare
    /// One seed has no interval.
    case oneSeed
    /// The interval holds 0 and reaches beyond δ; this many seeds would settle it.
    case wide(seedsNeeded: Int?)
  }

  var word: String {
    switch self {
    case .unchanged: "unchanged"
    case .changed: "changed"
    case .inconclusive: "inconclusive"
    }
  }

  /// A second cue beside the word.
  var shape: String {
    switch self {
    case .unchanged: "●"
    case .changed: "▼"
    case .inconclusive: "◇"
    }
  }

  /// - Parameter margin: δ, in the unit of the estimate.
  static func decide(
    _ change: Estimate?, pairs: Int, failed: Int, planned: Int, margin: Double
  ) -> Invariance {
    if failed > 0 { return .inconclusive(.failed(count: failed, of: planned)) }
    if pairs == 0 { return .inconclusive(.nothingToCompare) }
    guard let change else { return .inconclusive(.oneSeed) }
    if change.low > -margin, change.high < margin { return .unchanged }
    if change.excludesZero { return .changed }
    // Whichever is nearer to being shown: a difference from 0, or a place within ±δ.
    let distance = max(abs(change.mean), margin - abs(change.mean))
    return .inconclusive(.wide(seedsNeeded: change.seedsToDecide(margin: distance)))
  }
}

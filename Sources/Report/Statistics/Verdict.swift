/// What a suite calls enough: all in percent.
struct Margins: Sendable, Equatable {
  /// δ on Δp.
  var overall: Double
  /// Guard on every single task.
  var task: Double
  /// ρ_min.
  var saving: Double
}

/// A verdict that data can reach and that a suite can claim, by its word in suite files; from the weakest to the
/// strongest. A stronger one fulfils a claim of a weaker one.
public enum ReachedVerdict: String, CaseIterable, Comparable, Sendable {
  case noSaving = "no-saving"
  case tradeOff = "trade-off"
  case nonInferior = "non-inferior"
  case superior

  /// In sentences.
  var word: String { self == .noSaving ? "no saving" : rawValue }

  var shape: String {
    switch self {
    case .superior: "▲"
    case .nonInferior: "●"
    case .tradeOff: "▼"
    case .noSaving: "■"
    }
  }

  /// Its place in the order.
  var strength: Int { Self.allCases.firstIndex(of: self)! }

  public static func < (one: ReachedVerdict, other: ReachedVerdict) -> Bool {
    one.strength < other.strength
  }
}

/// What the data say of one arm; exactly one.
enum Verdict: Sendable, Equatable {
  /// ρ ≥ ρ_min and the interval of Δp lies above 0.
  case superior
  /// ρ ≥ ρ_min, the interval lies above −δ and every task's above its guard: accuracy kept, network lighter.
  case nonInferior
  /// ρ ≥ ρ_min and the interval lies below −δ. The exchange rate: % lost per 10 % of parameters saved.
  case tradeOff(lossPerTenPercent: Double)
  /// ρ < ρ_min.
  case noSaving
  case inconclusive(Doubt)

  enum Doubt: Sendable, Equatable {
    /// So many of its planned runs diverged or failed.
    case failed(count: Int, of: Int)
    /// No baseline or no finished seed to compare with.
    case nothingToCompare
    /// One seed has no interval.
    case oneSeed
    /// The interval crosses −δ; this many seeds would settle it if the mean stays.
    case wide(seedsNeeded: Int?)
    /// The interval crosses −δ, and that of this task lies below its guard: no seeds would make it non-inferior.
    case brokenGuard(String)
    /// Δp is fine, but the interval of this task reaches below the guard.
    case guardedTask(String)
    /// Fine alone, not after Holm's correction over the declared claims.
    case multiplicity
  }

  /// Nil where nothing can be said.
  var reached: ReachedVerdict? {
    switch self {
    case .superior: .superior
    case .nonInferior: .nonInferior
    case .tradeOff: .tradeOff
    case .noSaving: .noSaving
    case .inconclusive: nil
    }
  }

  var word: String { reached?.word ?? "inconclusive" }
  /// A second cue beside the word and the colour.
  var shape: String { reached?.shape ?? "◇" }
}

/// What a verdict is decided on.
struct VerdictEvidence: Sendable {
  /// ρ in percent; nil where sizes are unknown.
  var saving: Double?
  var deltaP: Estimate?
  var tasks: [(name: String, estimate: Estimate?)]
  /// Planned runs that diverged, crashed or timed out.
  var failed: Int
  var planned: Int
  var finishedSeeds: Int
  /// Holm-adjusted p of "Δp > −δ" and of "Δp > 0" where the arm is the subject of a claim.
  var adjusted: (nonInferior: Double, superior: Double)?
}

extension Verdict {
  /// One-sided level: the plotted two-sided 95 % interval decides by eye.
  static let alpha = 0.025

  static func decide(_ evidence: VerdictEvidence, _ margins: Margins) -> Verdict {
    if evidence.failed > 0 {
      return .inconclusive(.failed(count: evidence.failed, of: evidence.planned))
    }
    guard evidence.finishedSeeds > 0, let saving = evidence.saving else {
      return .inconclusive(.nothingToCompare)
    }
    if saving < margins.saving { return .noSaving }
    guard let estimate = evidence.deltaP else { return .inconclusive(.oneSeed) }
    if estimate.low > 0 {
      if let p = evidence.adjusted?.superior, p > alpha { return kept(evidence, margins) }
      return .superior
    }
    if estimate.low > -margins.overall { return kept(evidence, margins) }
    if estimate.high < -margins.overall {
      return .tradeOff(lossPerTenPercent: saving > 0 ? -estimate.mean / saving * 10 : 0)
    }
    for task in evidence.tasks where (task.estimate?.high ?? 0) < -margins.task {
      return .inconclusive(.brokenGuard(task.name))
    }
    return .inconclusive(.wide(seedsNeeded: seedsNeeded(estimate, margins.overall)))
  }

  /// The interval clears −δ: non-inferior unless a task's guard or the correction says otherwise.
  private static func kept(_ evidence: VerdictEvidence, _ margins: Margins) -> Verdict {
    for task in evidence.tasks where !((task.estimate?.low ?? -.infinity) > -margins.task) {
      return .inconclusive(.guardedTask(task.name))
    }
    if let p = evidence.adjusted?.nonInferior, p > alpha { return .inconclusive(.multiplicity) }
    return .nonInferior
  }

  /// The seeds that decide on which side of −δ the mean lies, at the observed spread: what must be resolved is its distance
  /// from there. A mean above 0 counts as 0, so that chance promises nothing.
  private static func seedsNeeded(_ estimate: Estimate, _ margin: Double) -> Int? {
    estimate.seedsToDecide(margin: min(abs(estimate.mean + margin), margin))
  }
}

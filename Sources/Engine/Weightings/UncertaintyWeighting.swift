/// Homoscedastic uncertainty as the code of MTAN and of LibMTL has it: minimise Σₜ Lₜ / (2 e^{sₜ}) + sₜ / 2 with
/// learned sₜ = log σₜ², for regressions and classifications alike. Weights every layer; no fixed scale: ½ e^{−sₜ}
/// follows 1 / Lₜ. One backward pass, one learned number for each task. The paper's form is `uncertainty-kendall`.
/// Absent task: weight 0; its log variance gets no gradient.
public struct UncertaintyWeighting: Weighting {
  public static let name = "uncertainty"
  public static let summary =
    "Homoscedastic uncertainty: learned log variances (Kendall et al. 2018, in MTAN's form)"

  private let initial: Double

  public init(_ options: inout Options) throws {
    initial = try options.take(
      "initial", default: -0.5, in: -100...100, "first value of every log variance")
  }

  public var needs: Needs { .losses }

  public func learnedParameters(tasks: Int) -> [Double] { Array(repeating: initial, count: tasks) }

  public func combine(_ evidence: Evidence) -> Combination {
    uncertaintyCombination(evidence) { _ in 0.5 }
  }
}

/// The slopes of Σ c L e^{−s} + s / 2 in the losses and in s.
func uncertaintyCombination(
  _ evidence: Evidence, _ factor: (_ task: Int) -> Double
) -> Combination {
  let weights = evidence.learned.indices.map { factor($0) * boundedExp(-evidence.learned[$0]) }
  return Combination(
    weights: weights, learned: zip(evidence.losses, weights).map { 0.5 - $0 * $1 })
}

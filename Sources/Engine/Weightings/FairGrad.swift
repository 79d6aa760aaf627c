/// FairGrad (Ban and Ji, ICML 2024, equation 6): the α-fair share of progress among tasks, a > 0 with M a = a^(−1/α). α = 1 is
/// proportional fairness (Nash-MTL without its limit), α → 0 the sum of the losses, α → ∞ the fairness of MGDA's kind. The
/// authors' runs use α = 2. A zero gradient gets 1 (see `fairCoefficients`).
/// Heads are weighted too, as in the published code, whose loss is Σ aₜ Lₜ. Scale: the solution's own. Cost: a backward pass for
/// each task.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct FairGrad: Weighting {
  public static let name = "fairgrad"
  public static let summary = "FairGrad: alpha-fair shares of the progress (Ban and Ji 2024)"

  private let alpha: Double

  public init(_ options: inout Options) throws {
    alpha = try options.take(
      "alpha", default: 1.0, in: 0.01...100, "kind of fairness; 1 is proportional")
  }

  public var needs: Needs { .gramian(.parameters) }

  public func combine(_ evidence: Evidence) -> Combination {
    Combination(weights: fairCoefficients(evidence.gramian, alpha: alpha))
  }
}

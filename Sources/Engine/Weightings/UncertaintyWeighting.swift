import Foundation

/// Kendall, Gal and Cipolla, CVPR 2018: minimise Σₜ Lₜ / (2 e^{sₜ}) + sₜ / 2 with learned sₜ = log σₜ². This is
/// the form of MTAN's and LibMTL's code, which use ½ for regression and classification alike; the paper
/// gives classification twice the weight.
public struct UncertaintyWeighting: Weighting {
  public static let name = "uncertainty"
  public static let summary =
    "Homoscedastic uncertainty: learned log variances (Kendall et al. 2018, in MTAN's form)"

  private let initial: Double

  public init(_ options: inout Options) throws {
    initial = try options.take("initial", default: -0.5, "first value of every log variance")
  }

  public var needs: Needs { .losses }

  public func learnedParameters(tasks: Int) -> [Double] { Array(repeating: initial, count: tasks) }

  public func combine(_ evidence: Evidence) -> Combination {
    let weights = evidence.learned.map { 0.5 * exp(-$0) }
    return Combination(
      weights: weights, learned: zip(evidence.losses, weights).map { 0.5 - $0 * $1 })
  }
}

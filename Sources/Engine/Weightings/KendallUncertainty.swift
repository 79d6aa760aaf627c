/// Homoscedastic uncertainty (Kendall, Gal and Cipolla, CVPR 2018, equations 7 and 10): minimise Σₜ cₜ Lₜ e^{−sₜ} + sₜ / 2 with
/// learned sₜ = log σₜ², c being ½ for a regression and 1 for a classification. Weights every layer; no fixed scale. One
/// backward pass, one learned number for each task.
/// Absent task: weight 0; its log variance gets no gradient.
public struct KendallUncertainty: Weighting {
  public static let name = "uncertainty-kendall"
  public static let summary =
    "Homoscedastic uncertainty: classifications twice as heavy as regressions (Kendall et al. 2018)"

  private let initial: Double

  public init(_ options: inout Options) throws {
    initial = try options.take(
      "initial", default: -0.5, in: -100...100, "first value of every log variance")
  }

  public var needs: Needs { .losses }

  public func learnedParameters(tasks: Int) -> [Double] { Array(repeating: initial, count: tasks) }

  public func combine(_ evidence: Evidence) -> Combination {
    uncertaintyCombination(evidence) { evidence.kinds[$0] == .classification ? 1 : 0.5 }
  }
}

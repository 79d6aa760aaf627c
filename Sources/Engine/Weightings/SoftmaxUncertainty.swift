/// Soft optimal uncertainty weighting, UW-SO (Kirchdorfer et al. 2024, arXiv 2408.07985): the optimum of
/// uncertainty weighting is 1 / Lₜ, here normalised: w = softmax(1 / (L τ)), taken as constants. The paper
/// tunes the temperature τ for every data set and gives no default; 1 is the plain softmax. Weights every
/// layer; simplex scale. One backward pass.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct SoftmaxUncertainty: Weighting {
  public static let name = "uncertainty-softmax"
  public static let summary =
    "UW-SO: softmax of the inverse losses, the optimum of uncertainty weighting (Kirchdorfer et al. 2024)"

  private let temperature: Double

  public init(_ options: inout Options) throws {
    temperature = try options.take(
      "temperature", default: 1.0, in: 1e-3...1e6, "softness of the weights; large is equal")
  }

  public var needs: Needs { .losses }

  public func combine(_ evidence: Evidence) -> Combination {
    Combination(weights: softmax(evidence.positiveLosses.map { 1 / ($0 * temperature) }))
  }
}

import Foundation

/// GradNorm (Chen, Badrinarayanan, Lee and Rabinovich, ICML 2018): weights are trained so that the norms of the
/// weighted gradients, nₜ = ‖wₜ gₜ‖, approach n̄ rₜ^α, r being the relative inverse training rate.
/// As in LibMTL: w = T softmax(s) over all shared parameters, s trained by the network's optimizer, losses
/// relative to the first epoch's mean, during which all weights are 1; heads take their own gradients unweighted.
/// The paper's own form is `gradnorm-paper`.
/// Absent task: weight 0; its learned logit gets no gradient.
public struct GradNorm: Weighting {
  public static let name = "gradnorm"
  public static let summary =
    "GradNorm: learned weights that balance gradient norms by training rate (Chen et al. 2018)"

  private let alpha: Double

  public init(_ options: inout Options) throws {
    alpha = try options.take(
      "alpha", default: 1.5, in: 0...10, "strength with which slow tasks are pulled along")
  }

  public var needs: Needs { .gramian(.parameters) }

  public func learnedParameters(tasks: Int) -> [Double] { Array(repeating: 0, count: tasks) }

  public func combine(_ evidence: Evidence) -> Combination {
    let count = evidence.losses.count
    let ones = Array(repeating: 1.0, count: count)
    guard let first = evidence.history.first else {
      return Combination(
        shared: ones, specific: ones, learned: Array(repeating: 0, count: count))
    }
    let shares = softmax(evidence.learned)
    let weights = shares.map { $0 * Double(count) }
    let slopes = gradNormSlopes(
      weights, norms: (0..<count).map { evidence.gramian[$0][$0].squareRoot() },
      progress: zip(evidence.losses, first).map { $1 > 0 ? $0 / $1 : 1 }, alpha: alpha)
    let along = inner(slopes, shares)
    let learned = (0..<count).map { weights[$0] * (slopes[$0] - along) }
    return Combination(shared: weights, specific: ones, learned: learned)
  }
}

/// Slopes of Σₜ |nₜ − n̄ rₜ^α| along the weights, the target held fixed (eq. 2 of the paper): nₜ = wₜ ‖gₜ‖, r the progress
/// Lₜ / Lₜ(0) relative to its mean.
func gradNormSlopes(_ weights: [Double], norms: [Double], progress: [Double], alpha: Double)
  -> [Double]
{
  let weighted = zip(weights, norms).map { $0 * $1 }
  let mean = weighted.reduce(0, +) / Double(weights.count)
  let meanProgress = progress.reduce(0, +) / Double(weights.count)
  return weights.indices.map { task in
    let rate = meanProgress > 0 ? progress[task] / meanProgress : 1
    let gap = weighted[task] - mean * pow(rate, alpha)
    return (gap > 0 ? 1 : gap < 0 ? -1 : 0) * norms[task]
  }
}

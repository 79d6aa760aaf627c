import Foundation

/// Geometric Loss Strategy, GLS (Chennupati et al., CVPR workshops 2019): minimise f = (Πₜ Lₜ)^{1/T}, so wₜ = f
/// / (T Lₜ). Multiplying one loss by a constant multiplies all of f, and changes no direction. Weights every
/// layer; on the scale of a mean where the losses are alike. One backward pass.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct GeometricLoss: Weighting {
  public static let name = "gls"
  public static let summary =
    "Geometric Loss Strategy: the geometric mean of the losses (Chennupati et al. 2019)"

  public init(_ options: inout Options) throws {}

  public var needs: Needs { .losses }

  public func combine(_ evidence: Evidence) -> Combination {
    let losses = evidence.positiveLosses
    let count = Double(losses.count)
    let mean = exp(losses.reduce(0) { $0 + log($1) } / count)
    return Combination(weights: losses.map { mean / (count * $0) })
  }
}

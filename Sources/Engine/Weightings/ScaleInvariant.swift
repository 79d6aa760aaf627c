/// Scale-invariant loss: minimise Σₜ log Lₜ, so wₜ = 1 / Lₜ. It is a baseline of the gradient-balancing
/// literature (Navon et al. 2022; Liu et al. 2023): multiplying one loss by a constant changes no gradient.
/// Weights every layer; the scale is that of 1 / L. One backward pass.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct ScaleInvariant: Weighting {
  public static let name = "scale-invariant"
  public static let summary = "The sum of the losses' logarithms: no loss's unit matters"

  public init(_ options: inout Options) throws {}

  public var needs: Needs { .losses }

  public func combine(_ evidence: Evidence) -> Combination {
    Combination(weights: evidence.positiveLosses.map { 1 / $0 })
  }
}

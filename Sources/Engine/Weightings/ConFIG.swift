/// ConFIG (Liu, Chu and Thuerey, ICLR 2025, equation 2): the direction that has the same cosine with every task's gradient,
/// u ∝ U⁺ 1 with U the unit gradients, as long as the sum of the gradients' projections on it. In the cosines C that is
/// U⁺ 1 = Uᵀ C⁺ 1. Dependent gradients get the closest to equal cosines; where nothing comes near (opposite gradients), 0.
/// Shared parameters only. Sum. Cost: a backward pass for each task.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct ConFIG: Weighting {
  public static let name = "config"
  public static let summary =
    "ConFIG: the conflict-free direction at equal angles to all gradients (Liu et al. 2025)"

  public init(_ options: inout Options) throws {}

  public var needs: Needs { .gramian(.parameters) }

  public func combine(_ evidence: Evidence) -> Combination {
    let angles = Angles(evidence.gramian)
    let ones = angles.norms.map { _ in 1.0 }
    let present = angles.norms.map { $0 > 0 ? 1.0 : 0 }
    let direction =
      linearSolution(angles.cosines, present, tolerance: 1e-12)
      ?? SymmetricEigen(angles.cosines).pseudoSolution(present)
    let cosines = product(angles.cosines, direction)
    let length = inner(direction, cosines)
    guard length > 1e-12 else {
      return Combination(shared: ones.map { _ in 0 }, specific: ones)
    }
    // (Σ gₜ·v) v / ‖v‖², v = Σ yₜ gₜ / ‖gₜ‖.
    let scale = inner(cosines, angles.norms) / length
    return Combination(
      shared: zip(direction, angles.norms).map { $1 > 0 ? $0 * scale / $1 : 0 }, specific: ones)
  }
}

/// IMTL-G (Liu et al., ICLR 2021, section 3.1): weights that sum to 1 and give an update with the same projection on every
/// task's unit gradient. In the Gramian M: α = M⁺ √diag M over its sum, Rey and Quinton's form (2024), which is defined for
/// dependent gradients too, where equal projections may be impossible. A zero gradient gets 0.
/// Weights may be negative. Where their sum is not positive, dividing by it would turn the update uphill for all tasks:
/// the sum of their sizes takes its place, and the equal projections stay positive.
/// Shared parameters only. Simplex-like: the sum is 1. Cost: a backward pass for each task, or one with features.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct IMTLG: Weighting {
  public static let name = "imtl-g"
  public static let summary =
    "Impartial gradients: equal projections on every task's direction (Liu et al. 2021)"

  private let place: GradientPlace

  public init(_ options: inout Options) throws {
    place = try options.take("gradients", default: .parameters, "where task gradients are taken")
  }

  public var needs: Needs { .gramian(place) }

  public func combine(_ evidence: Evidence) -> Combination {
    Combination(
      shared: impartialWeights(evidence.gramian), specific: evidence.losses.map { _ in 1 })
  }
}

/// IMTL-G's weights.
func impartialWeights(_ gramian: [[Double]]) -> [Double] {
  let angles = Angles(gramian)
  let present = angles.present
  let norms = present.map { angles.norms[$0] }
  var weights = gramian.map { _ in 0.0 }
  guard !present.isEmpty else { return onSimplex(weights) }
  let solution: [Double]
  if let lengths = linearSolution(
    angles.cosines.restricted(to: present), norms.map { _ in 1 }, tolerance: 1e-12)
  {
    solution = zip(lengths, norms).map { $0 / $1 }
  } else {
    solution = SymmetricEigen(gramian.restricted(to: present)).pseudoSolution(norms)
  }
  let sum = solution.reduce(0, +)
  let size = solution.reduce(0) { $0 + abs($1) }
  let divisor = sum > 1e-12 * size ? sum : size
  for (place, task) in present.enumerated() {
    weights[task] = divisor > 0 ? solution[place] / divisor : 1 / Double(present.count)
  }
  return weights
}

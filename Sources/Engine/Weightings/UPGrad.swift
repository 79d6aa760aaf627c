/// UPGrad (Quinton and Rey 2024, Jacobian descent): every task's gradient is projected onto the
/// dual cone of all, where no loss rises, and the projections are averaged. Σₜ argmin vᵀMv, v ≥ eₜ
/// / T. M is divided by its trace and `regularization` added to its diagonal, as published; with 0
/// the update conflicts with no gradient. (Public code takes gradients with a squared norm below
/// 1e-4 in all for zero; here any scale is the same.)
///
/// With the default the update may conflict with short gradients. gₜ·d ≥ −ε vₜ Σₛ ‖gₛ‖² is all that
/// holds, which says nothing of a gradient whose squared norm is less than ε of the sum: of two
/// with the cosine −0.9, the shorter one sees the update at a cosine of −0.71 where it is 100 times
/// shorter, and of −0.90, as if nothing were projected, where it is 1000 times shorter. Where
/// gradients differ that much, choose `relative-to: task`: then gₜ·d ≥ −ε vₜ ‖gₜ‖² whatever the
/// lengths of the others, and the cosine here is at least −0.00021.
/// Shared parameters only. Mean: without conflicts the weights are 1 / T. Cost: a backward pass for
/// each task.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct UPGrad: Weighting {
  public static let name = "upgrad"
  public static let summary =
    "UPGrad: the mean of task gradients projected so that none conflicts (Quinton and Rey 2024)"

  private let regularized: DiagonalRegularization

  public init(_ options: inout Options) throws {
    regularized = try DiagonalRegularization(&options)
  }

  public var needs: Needs { .gramian(.parameters) }

  public func combine(_ evidence: Evidence) -> Combination {
    let matrix = regularized(evidence.gramian)
    let count = matrix.count
    var sum = Array(repeating: 0.0, count: count)
    for task in 0..<count {
      let own = (0..<count).map { $0 == task ? 1 / Double(count) : 0 }
      let projected = dualConeMinimiser(matrix, above: own)
      for index in 0..<count { sum[index] += projected[index] }
    }
    return Combination(shared: sum, specific: Array(repeating: 1, count: count))
  }
}

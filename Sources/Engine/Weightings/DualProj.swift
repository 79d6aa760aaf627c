/// DualProj (Lopez-Paz and Ranzato's GEM, NeurIPS 2017, as named by Quinton and Rey 2024): the mean
/// gradient projected onto the dual cone of the task gradients, argmin vᵀMv, v ≥ 1 / T. Regularised
/// as `upgrad` is: with the default the update may conflict with short gradients. Of two with the
/// cosine −0.9, the shorter one sees it at a cosine of −0.72 where it is 100 times shorter, of
/// −0.90 where 1000 times. Where gradients differ that much, choose `relative-to: task`: the cosine
/// is then at least −0.00021.
/// Shared parameters only. Mean: without conflicts the weights are 1 / T. Cost: a backward pass for
/// each task.
/// Absent task: weight 0; the others are weighted as if it were not there.
public struct DualProj: Weighting {
  public static let name = "dualproj"
  public static let summary =
    "The mean gradient projected so that it conflicts with no task (GEM, Lopez-Paz and Ranzato 2017)"

  private let regularized: DiagonalRegularization

  public init(_ options: inout Options) throws {
    regularized = try DiagonalRegularization(&options)
  }

  public var needs: Needs { .gramian(.parameters) }

  public func combine(_ evidence: Evidence) -> Combination {
    let count = evidence.gramian.count
    return Combination(
      shared: dualConeMinimiser(
        regularized(evidence.gramian), above: Array(repeating: 1 / Double(count), count: count)),
      specific: Array(repeating: 1, count: count))
  }
}

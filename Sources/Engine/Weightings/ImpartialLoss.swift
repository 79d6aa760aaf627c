/// IMTL-L, the loss balance of Impartial Multi-Task Learning (Liu et al., ICLR 2021): minimise Σₜ e^{sₜ} Lₜ −
/// sₜ with learned sₜ, 0 at first. At the optimum e^{sₜ} = 1 / Lₜ: twice uncertainty weighting with s negated.
/// Weights every layer; sum scale at first. One backward pass, one learned number for each task.
/// Absent task: weight 0; its learned scale gets no gradient.
public struct ImpartialLoss: Weighting {
  public static let name = "imtl-l"
  public static let summary =
    "IMTL-L: learned scales that bring all losses to the same size (Liu et al. 2021)"

  public init(_ options: inout Options) throws {}

  public var needs: Needs { .losses }

  public func learnedParameters(tasks: Int) -> [Double] { Array(repeating: 0, count: tasks) }

  public func combine(_ evidence: Evidence) -> Combination {
    let weights = evidence.learned.map { boundedExp($0) }
    return Combination(weights: weights, learned: zip(evidence.losses, weights).map { $0 * $1 - 1 })
  }
}

/// MoDo (Chen, Fernando, Ying and Chen, NeurIPS 2023; JMLR 2024): double sampling for an unbiased step of the min-norm mixture,
/// λ ← Π(λ − γ (G₁G₂ᵀ λ + ρ λ)) on the simplex; the third batch is updated by λ.
/// A task takes part in a step where all three batches have labels of it.
/// Shared parameters only (LibMTL averages the heads' gradients over the three batches; here they take the third's). Simplex:
/// weights sum to 1. Cost: three batches a step, a backward pass for each task in each.
/// Absent task: one without labels in any of the three batches has weight 0; the others divide the weights that they had together.
public struct MoDo: Weighting {
  public static let name = "modo"
  public static let summary =
    "MoDo: stochastic min-norm mixture with double sampling, three batches a step (Chen et al. 2023)"

  private let gamma: Double
  private let rho: Double
  /// λ; empty before the first step.
  public var state: [Double] = []

  public init(_ options: inout Options) throws {
    gamma = try options.take("gamma", default: 1e-3, in: 0...1e6, "rate of the weights")
    rho = try options.take("rho", default: 0.1, in: 0...1e6, "decay of the weights")
  }

  public var needs: Needs { .gramian(.parameters) }
  public static var taskValues: [TaskValues<Self>] { [.shares(\.state)] }
  public var batchesPerStep: Int { 3 }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    let count = evidence.gramian.count
    if state.isEmpty { state = Array(repeating: 1 / Double(count), count: count) }
    let slope = zip(product(evidence.gramian, state), state).map { $0 + rho * $1 }
    state = projectedOntoSimplex(zip(state, slope).map { $0 - gamma * $1 })
    return Combination(shared: state, specific: Array(repeating: 1, count: count))
  }
}

/// SDMGrad (Xiao, Ban and Ji, NeurIPS 2023): towards the mean gradient, regularised by λ, in the min-norm mixture w, which is found
/// without bias from two batches, A = G₁G₂ᵀ: projected steps of ½ wᵀAw + λ wᵀA 1/T on the simplex, from where the last step left
/// off. The third batch is updated by (w + λ 1/T) / (1 + λ). As in public code, A is divided by the squared mean of its
/// diagonal's square roots (nothing added to it; where it is 0, w stays).
/// A task takes part in a step where all three batches have labels of it.
/// Shared parameters only. Simplex: weights sum to 1. Cost: three batches a step, a backward pass for each task in each.
/// Absent task: one without labels in any of the three batches has weight 0; the others divide the weights that they had together.
public struct SDMGrad: Weighting {
  public static let name = "sdmgrad"
  public static let summary =
    "SDMGrad: min-norm mixture near the mean, from three batches a step (Xiao et al. 2023)"

  private let lambda: Double
  private let iterations: Int
  private let rate: Double
  private let momentum: Double
  /// w; empty before the first step.
  public var state: [Double] = []

  public init(_ options: inout Options) throws {
    lambda = try options.take(
      "lambda", default: 0.3, in: 0...1e6, "pull towards the mean gradient")
    iterations = try options.take(
      "iterations", default: 20, in: 1...10_000, "projected steps for the mixture")
    rate = try options.take("rate", default: 5.0, in: 1e-6...1e6, "of those steps")
    momentum = try options.take("momentum", default: 0.5, in: 0...0.999, "of those steps")
  }

  public var needs: Needs { .gramian(.parameters) }
  public static var taskValues: [TaskValues<Self>] { [.shares(\.state)] }
  public var batchesPerStep: Int { 3 }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    let products = evidence.gramian
    let count = products.count
    let mean = Array(repeating: 1 / Double(count), count: count)
    if state.isEmpty { state = mean }
    let length = products.diagonal.reduce(0) { $0 + max(0, $1).squareRoot() } / Double(count)
    if length > 0 {
      let scaled = products.map { $0.map { $0 / length / length } }
      var velocity = Array(repeating: 0.0, count: count)
      for _ in 0..<iterations {
        let slope = product(scaled, zip(state, mean).map { $0 + lambda * $1 })
        velocity = zip(velocity, slope).map { momentum * $0 + $1 }
        state = projectedOntoSimplex(zip(state, velocity).map { $0 - rate * $1 })
      }
    }
    return Combination(
      shared: zip(state, mean).map { ($0 + lambda * $1) / (1 + lambda) },
      specific: Array(repeating: 1, count: count))
  }
}

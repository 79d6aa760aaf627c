import Foundation

/// MoCo, multi-objective gradient correction (Fernando et al., ICLR 2023, algorithm 1): gradients tracked over
/// steps, Y ← Y − β k^{−σ} (Y − G) in step k from 1, Y = 0 at first; weights that descend ‖Yᵀλ‖² + ρ‖λ‖², λ ←
/// Π(λ − γ k^{−σ'} (Y Yᵀ + ρ I) λ), λ = 1 / T at first; the update Yᵀλ. Π is the paper's projection onto the
/// simplex, or the softmax that the authors' code and LibMTL put in its place (`projection`). Their code also
/// makes every gradient as long as its loss, gₜ Lₜ / ‖gₜ‖; β, γ and their decay are tuned to that, so it is the
/// default (`gradients: scaled`); the algorithm as printed takes them as they are (`raw`). Task-specific layers
/// take their own gradients unweighted; simplex scale. As many backward passes through what is shared as there
/// are tasks, and that many rows of memory.
/// Absent task: weight 0; its tracked gradient stays as it is, and the tasks of the step divide the λ that they had together.
public struct MoCo: RowWeighting {
  public static let name = "moco"
  public static let summary =
    "MoCo: tracked gradients, weights that descend their common norm (Fernando et al. 2023)"

  enum Projection: String, CaseIterable { case simplex, softmax }
  enum Gradients: String, CaseIterable { case scaled, raw }

  private let beta, betaSigma, gamma, gammaSigma, rho: Double
  private let projection: Projection
  private let gradients: Gradients
  private var lambda: [Double] = []

  public init(_ options: inout Options) throws {
    beta = try options.take("beta", default: 0.5, in: 0...1, "rate of the tracked gradients")
    betaSigma = try options.take(
      "beta-sigma", default: 0.5, in: 0...10, "power of the step that beta decays with")
    gamma = try options.take("gamma", default: 0.1, in: 0...1e3, "rate of the weights")
    gammaSigma = try options.take(
      "gamma-sigma", default: 0.5, in: 0...10, "power of the step that gamma decays with")
    rho = try options.take("rho", default: 0.0, in: 0...1e3, "pull of the weights to each other")
    projection = try options.take(
      "projection", default: Projection.simplex, "how weights return to the simplex")
    gradients = try options.take(
      "gradients", default: Gradients.scaled, "whether gradients are made as long as their losses")
  }

  public var needs: Needs { .rows(.parameters) }
  public static var taskValues: [TaskValues<Self>] { [.shares(\.lambda)] }

  public func memoryRows(tasks: Int) -> Int { tasks }

  public mutating func combine(
    _ evidence: Evidence, rows: inout GradientRows, memory tracked: inout GradientRows
  ) -> Combination {
    let count = rows.count
    let step = Double(evidence.step + 1)
    let rate = Float(beta / pow(step, betaSigma))
    for task in 0..<count {
      let length = rows.length(task)
      let scale =
        gradients == .raw ? 1 : length > 0 ? Float(evidence.losses[task] / length) : 0
      track(tracked.writable(task), rows.writable(task), scale, rate, rows.width)
    }
    if lambda.isEmpty { lambda = Array(repeating: 1 / Double(count), count: count) }
    let gramian = rows.gramian()
    let pace = gamma / pow(step, gammaSigma)
    let moved = (0..<count).map { task in
      let slope = (0..<count).reduce(rho * lambda[task]) { $0 + gramian[task][$1] * lambda[$1] }
      return lambda[task] - pace * slope
    }
    lambda = projection == .softmax ? softmax(moved) : projectedOntoSimplex(moved)
    return Combination(shared: lambda, specific: Array(repeating: 1, count: count))
  }

  /// Moves the tracked gradient towards the row times `scale`, and leaves it in the row too.
  private func track(
    _ tracked: UnsafeMutablePointer<Float>, _ row: UnsafeMutablePointer<Float>, _ scale: Float,
    _ rate: Float, _ count: Int
  ) {
    for i in 0..<count {
      let value = tracked[i] - rate * (tracked[i] - row[i] * scale)
      tracked[i] = value
      row[i] = value
    }
  }

  public var state: [Double] {
    get { lambda }
    set { lambda = newValue }
  }
}

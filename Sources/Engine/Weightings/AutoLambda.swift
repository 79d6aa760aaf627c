/// Auto-λ (Liu, James, Davison and Johns, TMLR 2022, algorithm 1): the weights λ are parameters of their own, trained so
/// that a step on Σ λₜ Lₜ lowers the losses of held-out frames. With θ′ = θ − η Σ λₜ gₜ(θ), their gradient is
/// exactly ∂Σ Lₛ(θ′)/∂λₜ = −η gₜ(θ) · Σ ∇Lₛ(θ′), for the trained loss is linear in λ; the authors' code
/// estimates the same product by differences of two more gradients. η is the network's learning rate; λ begins at
/// 0.1 and is trained by Adam. Half of a batch is held out, the other half trained on, by weights on all parameters.
/// Negative weights are set to 0, which the paper leaves open. Costs T + 1 backward passes of the halves.
/// Absent task: one without labels in either half has weight 0; its λ and its moments stay as they are.
public struct AutoLambda: Weighting {
  public static let name = "auto-lambda"
  public static let summary =
    "Auto-λ: weights trained on held-out frames one step ahead (Liu et al. 2022)"

  private let initial: Double
  private var weights = AdamParameters()

  public init(_ options: inout Options) throws {
    initial = try options.take(
      "initial", default: 0.1, in: 1e-6...1e6, "first value of every weight")
    weights.rate = try options.take(
      "rate", default: 1e-3, in: 0...1, "learning rate of the weights")
  }

  public var needs: Needs { .bilevel }
  public static var taskValues: [TaskValues<Self>] { TaskValues.adam(\.weights) }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    let (problem, rows) = evidence.bilevelEvidence(Self.name)
    weights.start(evidence.losses.map { _ in initial })
    _ = problem.descend(weights: weights.values, rate: problem.rate, steps: 1)
    let ahead = problem.heldOut()
    if ahead.losses.allSatisfy(\.isFinite) {
      let slopes = rows.gramian(with: ahead.rows).map { -problem.rate * $0.reduce(0, +) }
      weights.descend(slopes)
      weights.values = weights.values.map { max($0, 0) }
    }
    return Combination(weights: weights.values)
  }

  public var state: [Double] {
    get { weights.state }
    set { weights.state = newValue }
  }
}

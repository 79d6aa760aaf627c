/// MOML (Ye, Lin, Yue, Guo, Xiao and Zhang, NeurIPS 2021): multi-objective meta learning, the weights
/// w = softmax(α) being what is learned. With θ′ = θ − η Σ wₜ gₜ(θ), held-out loss s has the gradient −η
/// J (gₜ(θ) · ∇Lₛ(θ′))ₜ in α, J the softmax's Jacobian; these rows, each of length 1 as in LibMTL's code, are combined by
/// the minimum-norm point of their hull (MGDA), which trains α by Adam. One inner step, as there. Half of a batch is
/// held out, the other half trained on, by weights that sum to 1 on all parameters. Costs 2 T + 1 backward passes of the
/// halves.
/// Absent task: one without labels in either half has weight 0; its logit and its moments stay as they are.
public struct MOML: Weighting {
  public static let name = "moml"
  public static let summary =
    "Multi-objective meta learning: MGDA on held-out losses one step ahead (Ye et al. 2021)"

  private let innerRate: Double
  private var logits = AdamParameters()

  public init(_ options: inout Options) throws {
    innerRate = try options.take(
      "inner-rate", default: 0.1, in: 1e-9...1e3, "learning rate of the step ahead")
    logits.rate = try options.take(
      "rate", default: 1e-3, in: 0...1, "learning rate of the weights' logits")
  }

  public var needs: Needs { .bilevel }
  public static var taskValues: [TaskValues<Self>] { TaskValues.adam(\.logits) }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    let (problem, rows) = evidence.bilevelEvidence(Self.name)
    logits.start(evidence.losses.map { _ in 0 })
    let weights = softmax(logits.values)
    _ = problem.descend(weights: weights, rate: innerRate, steps: 1)
    let ahead = problem.heldOut()
    if ahead.losses.allSatisfy(\.isFinite) {
      let products = ahead.rows.gramian(with: rows)
      let slopes = products.map { row in
        let mean = inner(weights, row)
        return unit(zip(weights, row).map { -innerRate * $0 * ($1 - mean) })
      }
      let gramian = slopes.map { a in slopes.map { inner(a, $0) } }
      let shares = simplexMinimiser(gramian, scales: slopes.map { _ in 1 })
      logits.descend(
        weights.indices.map { task in
          zip(shares, slopes).reduce(0) { $0 + $1.0 * $1.1[task] }
        })
    }
    return Combination(weights: softmax(logits.values))
  }

  private func unit(_ row: [Double]) -> [Double] {
    let size = length(row)
    return size > 0 ? row.map { $0 / size } : row
  }

  public var state: [Double] {
    get { logits.state }
    set { logits.state = newValue }
  }
}

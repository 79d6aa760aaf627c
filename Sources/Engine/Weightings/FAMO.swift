import Foundation

/// Fast Adaptive Multitask Optimization (Liu, Feng, Stone and Liu, NeurIPS 2023): minimise c Σₜ zₜ log(Lₜ − bₜ)
/// with z = softmax(ξ) and c = (Σ zₜ / (Lₜ − bₜ))⁻¹ held fixed, so wₜ = c zₜ / (Lₜ − bₜ). After the update the
/// same batch is looked at again, and Adam steps ξ against Jᵀ δ + γ ξ, J being the softmax's Jacobian and δ the
/// falls of log(L − b): what fell least gains weight. Differences of a loss from its bound b are taken 1e-8
/// larger, as in the official code. γ is 1e-3 as in its scripts for NYUv2 and in LibMTL; the official class has
/// 1e-5 by default, its scripts for Cityscapes 1e-2. Weights every layer; simplex scale. One backward pass and
/// a second forward pass.
/// Absent task: weight 0; its logit and its moments stay as they are, and the look back leaves it out.
public struct FAMO: Weighting {
  public static let name = "famo"
  public static let summary =
    "FAMO: all losses fall at the same rate, judged after each update (Liu et al. 2023)"

  private let decay: Double
  private var bounds: [Double]
  /// ξ
  private var logits = AdamParameters()

  public init(_ options: inout Options) throws {
    logits.rate = try options.take(
      "rate", default: 0.025, in: 0...10, "Adam's rate for the weights")
    decay = try options.take("gamma", default: 1e-3, in: 0...10, "decay of the weights' logits")
    bounds = try options.take(
      "bounds", default: [], in: -1e9...1e9,
      "lower bound of each loss, in the tasks' order; [] is 0 for all")
  }

  public var needs: Needs { .losses }
  public var looksBack: Bool { true }
  public static var taskValues: [TaskValues<Self>] {
    [.option(\.bounds)] + TaskValues.adam(\.logits)
  }

  public func check(tasks: [String]) throws { try requireOnePerTask("bounds", bounds, tasks) }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    logits.start(evidence.losses.map { _ in 0 })
    let ratios = zip(softmax(logits.values), excesses(evidence.losses)).map { $0 / $1 }
    let total = ratios.reduce(0, +)
    return Combination(weights: ratios.map { $0 / total })
  }

  public mutating func observe(before: [Double], after: [Double]) {
    logits.start(before.map { _ in 0 })
    let falls = zip(excesses(before), excesses(after)).map { log($0) - log($1) }
    let shares = softmax(logits.values)
    let mean = inner(shares, falls)
    logits.descend(
      shares.indices.map { shares[$0] * (falls[$0] - mean) + decay * logits.values[$0] })
  }

  /// How far the losses are above their bounds.
  private func excesses(_ losses: [Double]) -> [Double] {
    losses.indices.map { max(losses[$0] - (bounds.isEmpty ? 0 : bounds[$0]), 0) + 1e-8 }
  }

  public var state: [Double] {
    get { logits.state }
    set { logits.state = newValue }
  }
}

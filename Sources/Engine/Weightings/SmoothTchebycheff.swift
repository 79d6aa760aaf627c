import Foundation

/// Smooth Tchebycheff scalarisation, STCH (Lin et al., ICML 2024), of which there are two forms.
/// `nadir`, the official code for multi-task learning and LibMTL: Σ log Lₜ up to the epoch `warmup-epoch`,
/// counted from 0, over which the mean losses z are taken; from then on T μ log Σ exp(log(Lₜ / zₜ) / μ), so
/// wₜ = T softmax(log(L / z) / μ)ₜ / Lₜ.
/// `paper`, its equation with uniform preferences 1 / T and the ideal point at 0: μ log Σ exp(Lₜ / (T μ)), so
/// w = softmax(L / (T μ)) / T.
/// Weights every layer; the scale of 1 / L, or Σ w = 1 / T. One backward pass.
/// Absent task: weight 0; its nadir's running sum does not count the step.
public struct SmoothTchebycheff: Weighting {
  public static let name = "stch"
  public static let summary =
    "Smooth Tchebycheff scalarisation: a soft maximum of the losses (Lin et al. 2024)"

  enum Form: String, CaseIterable { case nadir, paper }

  private let mu: Double
  private let warmup: Int
  private let form: Form
  /// Sums of each task's losses over the last epoch of the warm-up, with the number of its steps; for a task that had no
  /// label in that epoch, its first loss afterwards.
  private var sums: [Double] = []
  private var steps: [Double] = []

  public init(_ options: inout Options) throws {
    mu = try options.take("mu", default: 1.0, in: 1e-3...1e3, "softness; small is the maximum")
    warmup = try options.take(
      "warmup-epoch", default: 4, in: 0...1_000_000, "last epoch, from 0, of the losses' logarithms"
    )
    form = try options.take(
      "form", default: Form.nadir, "nadir is the official code's, paper its equation")
  }

  public var needs: Needs { .losses }
  public static var taskValues: [TaskValues<Self>] {
    [.number(\.sums, first: 0), .number(\.steps, first: 0)]
  }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    let count = Double(evidence.losses.count)
    if form == .paper {
      let shares = softmax(evidence.losses.map { $0 / (count * mu) })
      return Combination(weights: shares.map { $0 / count })
    }
    let losses = evidence.positiveLosses
    if sums.isEmpty {
      sums = losses.map { _ in 0 }
      steps = sums
    }
    if evidence.epoch >= warmup {
      for task in losses.indices where evidence.epoch == warmup || steps[task] == 0 {
        sums[task] += losses[task]
        steps[task] += 1
      }
    }
    guard evidence.epoch > warmup else { return Combination(weights: losses.map { 1 / $0 }) }
    let shares = softmax(losses.indices.map { log(losses[$0] * steps[$0] / sums[$0]) / mu })
    return Combination(weights: zip(shares, losses).map { count * $0 / $1 })
  }

  public var state: [Double] {
    get { sums + steps }
    set {
      sums = Array(newValue[..<(newValue.count / 2)])
      steps = Array(newValue[(newValue.count / 2)...])
    }
  }
}

import Foundation

/// Dynamic Task Prioritization, DTP (Guo et al., ECCV 2018): wₜ = −(1 − κ̄ₜ)^γ log κ̄ₜ, the focal loss of a key
/// performance indicator κ ∈ (0, 1], smoothed over epochs: κ̄ ← α κ + (1 − α) κ̄. Hard tasks, those with a low
/// κ, come first. The paper's κ is a metric such as accuracy. A weighting sees no metric, so κ is made of the
/// mean training losses L̄ₑ: `progress`, 1 − L̄ₑ / L̄₀, the share of the first epoch's loss that is gone; or
/// `ratio`, min(L̄ₑ, L̄ₑ₋₁) / L̄ₑ₋₁, which is 1 where a loss stands still and so puts what still falls first,
/// against the paper's intention. Neither knows how good a task is, only how far or how fast it has come.
/// Indicators are kept within 0.01 to 0.99 and the weights multiplied to sum to T, so that training does not
/// stop when all tasks do well; the paper does neither. Weights are 1 in the first two epochs. Weights every
/// layer. One backward pass.
/// Absent task: weight 0. Of an epoch without any of its labels the last known loss stands.
public struct DynamicTaskPrioritization: Weighting {
  public static let name = "dtp"
  public static let summary =
    "Dynamic Task Prioritization: focal weights on tasks that have made little progress (Guo et al. 2018)"

  enum Indicator: String, CaseIterable { case progress, ratio }

  private let indicator: Indicator
  private let gamma: Double
  private let alpha: Double

  public init(_ options: inout Options) throws {
    indicator = try options.take(
      "indicator", default: Indicator.progress, "what a task's performance is judged by")
    gamma = try options.take("gamma", default: 2.0, in: 0...10, "focus on hard tasks")
    alpha = try options.take(
      "alpha", default: 0.5, in: 0...1, "share of the last epoch in the smoothed indicator")
  }

  public var needs: Needs { .losses }

  public func combine(_ evidence: Evidence) -> Combination {
    let weights = smoothed(evidence.history, tasks: evidence.losses.count)?.map { value -> Double in
      let kappa = min(max(value, 0.01), 0.99)
      return -pow(1 - kappa, gamma) * log(kappa)
    }
    guard let weights else { return Combination(weights: evidence.losses.map { _ in 1 }) }
    let total = weights.reduce(0, +)
    return Combination(weights: weights.map { $0 * Double(weights.count) / total })
  }

  /// κ̄ after the epochs so far; nil before there are two.
  private func smoothed(_ history: [[Double]], tasks: Int) -> [Double]? {
    guard history.count >= 2 else { return nil }
    return (1..<history.count).reduce(nil) { last, epoch in
      (0..<tasks).map { task in
        let now = kappa(task, epoch, history)
        return last.map { alpha * now + (1 - alpha) * $0[task] } ?? now
      }
    }
  }

  private func kappa(_ task: Int, _ epoch: Int, _ history: [[Double]]) -> Double {
    let now = history[epoch][task]
    let then = indicator == .progress ? history[0][task] : history[epoch - 1][task]
    // A loss that was zero can fall no further.
    guard then > 0 else { return 1 }
    let share = min(now / then, 1)
    return indicator == .progress ? 1 - share : share
  }
}

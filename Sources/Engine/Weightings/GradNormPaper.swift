/// GradNorm as the paper has it (Chen, Badrinarayanan, Lee and Rabinovich, ICML 2018, algorithm 1): the weights themselves, at
/// first 1, step down Σ |wₜ ‖gₜ‖ − n̄ rₜ^α| and are scaled to sum T again after every step; losses are relative to those of the
/// first step; heads are weighted as the shared layers are. Norms are over all shared parameters, of which the paper takes
/// those of the last layer to save time. The paper leaves open how weights are stepped and what keeps them positive: here Adam
/// with a rate of its own, and a floor of 1e-3. As many backward passes through what is shared as there are tasks.
/// Absent task: weight 0; the tasks of the step divide the weights that they had together; its first loss is that of its first
/// step with labels.
public struct GradNormPaper: Weighting {
  public static let name = "gradnorm-paper"
  public static let summary =
    "GradNorm in the paper's own form: weights stepped and renormalised (Chen et al. 2018)"

  private static let floor = 1e-3
  private let alpha: Double
  private var weights = AdamParameters()
  /// Each task's loss in its first step; empty before any, no number before the task's own.
  private var first: [Double] = []

  public init(_ options: inout Options) throws {
    alpha = try options.take(
      "alpha", default: 1.5, in: 0...10, "strength with which slow tasks are pulled along")
    weights.rate = try options.take(
      "rate", default: 0.025, in: 0...10, "Adam's rate for the weights")
  }

  public var needs: Needs { .gramian(.parameters) }
  public static var taskValues: [TaskValues<Self>] {
    [.weights(\.weights.values), .unknown(\.first)] + TaskValues.moments(\.weights)
  }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    let count = evidence.losses.count
    weights.start(evidence.losses.map { _ in 1 })
    if first.isEmpty { first = evidence.losses }
    first = zip(first, evidence.losses).map { $0.isNaN ? $1 : $0 }
    let current = weights.values
    weights.descend(
      gradNormSlopes(
        current, norms: (0..<count).map { evidence.gramian[$0][$0].squareRoot() },
        progress: zip(evidence.losses, first).map { $1 > 0 ? $0 / $1 : 1 }, alpha: alpha))
    let kept = weights.values.map { max($0, Self.floor) }
    let total = kept.reduce(0, +)
    weights.values = kept.map { $0 * Double(count) / total }
    return Combination(weights: current)
  }

  public var state: [Double] {
    get { first.isEmpty ? [] : first + weights.state }
    set {
      // T losses, then the count of updates and three numbers for each weight.
      let tasks = (newValue.count - 1) / 4
      guard !newValue.isEmpty else { return }
      precondition(newValue.count == 1 + 4 * tasks, "\(newValue.count) numbers are no state")
      first = Array(newValue[..<tasks])
      weights.state = Array(newValue[tasks...])
    }
  }
}

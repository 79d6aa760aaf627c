/// Gradient Vaccine (Wang, Tsvetkov, Firat and Cao, ICLR 2021, equations 3 and 4): like PCGrad, but each task's gradient is
/// turned until its cosine with another's, φ, is the target ρ, a moving average of what that cosine was: ρ ← (1 − β) ρ + β φ.
/// Where φ < ρ, g ← g + ‖g‖ (ρ √(1 − φ²) − φ √(1 − ρ²)) / (‖gⱼ‖ √(1 − ρ²)) gⱼ. One target for all shared parameters, at first 0.
/// Shared parameters only. Sum: without conflicts the weights are 1. Cost: a backward pass for each task.
/// Absent task: weight 0; the cosine targets of its pairs stay as they are.
public struct GradVac: Weighting {
  public static let name = "gradvac"
  public static let summary =
    "Gradient vaccine: turns task gradients towards their usual cosines (Wang et al. 2021)"

  private let beta: Double
  /// ρ of task and other, row by row; empty before the first step.
  public var state: [Double] = []

  public init(_ options: inout Options) throws {
    beta = try options.take("beta", default: 0.5, in: 0...1, "share of a step in the targets")
  }

  public var needs: Needs { .gramian(.parameters) }
  public static var taskValues: [TaskValues<Self>] { [.pairs(\.state, first: 0)] }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    let gramian = evidence.gramian
    let count = gramian.count
    let norms = Angles(gramian).norms
    if state.isEmpty { state = Array(repeating: 0, count: count * count) }
    var random = evidence.random
    var sum = Array(repeating: 0.0, count: count)
    for task in 0..<count where norms[task] > 0 {
      var coefficients = Array(repeating: 0.0, count: count)
      coefficients[task] = 1
      for other in random.permutation(count) where other != task && norms[other] > 0 {
        let norm = squaredNorm(coefficients, gramian).squareRoot()
        guard norm > 0 else { break }
        let cosine = min(1, max(-1, inner(coefficients, gramian[other]) / norm / norms[other]))
        let target = state[task * count + other]
        let targetSine = (1 - target * target).squareRoot()
        // A target of exactly 1 asks for an infinite step.
        if cosine < target, targetSine > 1e-8 {
          let sine = (1 - cosine * cosine).squareRoot()
          coefficients[other] +=
            norm * (target * sine - cosine * targetSine) / (norms[other] * targetSine)
        }
        state[task * count + other] = (1 - beta) * target + beta * cosine
      }
      for index in 0..<count { sum[index] += coefficients[index] }
    }
    return Combination(shared: sum, specific: evidence.losses.map { _ in 1 })
  }
}

import Foundation

/// Priority-constrained descent (Varam et al., TMLR 2026, arXiv 2606.29521): follows one task's gradient as closely as the others' progress
/// allows. Gradients are divided by √(v̂ + ε), v̂ the bias-corrected moving average of their squared norms; d is the nearest to the
/// primary gradient with gⱼ·d ≥ τ ‖gⱼ‖² for all others, then made as long as the primary gradient is undivided. Where that cannot
/// be satisfied, d is the primary gradient; where that is 0, so is d.
/// In a step without labels of the primary task the first of the others stands in its place.
/// Shared parameters only. Scale: the primary gradient's norm. Cost: a backward pass for each task.
/// Absent task: weight 0; its average stays. Where the primary task is absent, the first of the others takes its place.
public struct PCD: Weighting {
  public static let name = "pcd"
  public static let summary =
    "Priority-constrained descent: one task first, a share of progress for the others (Varam et al. 2026)"

  private var primary: Int
  private let tau: Double
  private let beta: Double
  private let epsilon: Double
  /// Each task's steps and moving average; empty before the first step.
  private var steps: [Double] = []
  private var averages: [Double] = []

  public init(_ options: inout Options) throws {
    primary = try options.take(
      "primary", default: 1, in: 1...1000, "which task comes first, counted from 1")
    tau = try options.take(
      "tau", default: 0.02, in: 0...1, "progress of the others, against following them alone")
    beta = try options.take("beta", default: 0.999, in: 0...0.999999, "decay of the averages")
    epsilon = try options.take(
      "epsilon", default: 1e-8, in: 0...1, "added to the averages of squared norms")
  }

  public var needs: Needs { .gramian(.parameters) }

  public static var taskValues: [TaskValues<Self>] {
    [.number(\.steps, first: 0), .number(\.averages, first: 0)]
  }

  public func restricted(to places: [Int], of tasks: Int) -> Self {
    var part = valuesRestricted(to: places, of: tasks)
    part.primary = (places.firstIndex(of: min(primary, tasks) - 1) ?? 0) + 1
    return part
  }

  public mutating func absorb(_ part: Self, at places: [Int], of tasks: Int) {
    absorbValues(of: part, at: places, of: tasks)
  }

  public func check(tasks: [String]) throws {
    guard primary <= tasks.count else {
      throw OptionError(
        key: "primary",
        message: "found \(primary), expected 1 to \(tasks.count), one of "
          + tasks.joined(separator: ", "))
    }
  }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    let gramian = evidence.gramian
    let count = gramian.count
    let first = min(primary, count) - 1
    let scales = updatedScales(gramian.diagonal)
    let others = (0..<count).filter { $0 != first }
    var shared = Array(repeating: 0.0, count: count)
    let divided = (0..<count).map { i in
      (0..<count).map { gramian[i][$0] * scales[i] * scales[$0] }
    }
    if gramian[first][first] > 0 {
      shared[first] = 1
      let needed = others.map { tau * divided[$0][$0] - divided[$0][first] }
      for (task, multiplier) in zip(others, multipliers(divided.restricted(to: others), needed)) {
        shared[task] = multiplier
      }
      let found = squaredNorm(shared, divided)
      let size = zip(shared, divided.diagonal).reduce(0) { $0 + $1.0 * $1.1.squareRoot() }
      let length = found > 1e-14 * size * size ? (gramian[first][first] / found).squareRoot() : 0
      for task in 0..<count { shared[task] *= scales[task] * length }
    }
    return Combination(shared: shared, specific: Array(repeating: 1, count: count))
  }

  /// z ≥ 0, the shortest Σ zⱼ gⱼ with M z ≥ needed; zeros where there is none.
  private func multipliers(_ matrix: [[Double]], _ needed: [Double]) -> [Double] {
    let zeros = Array(repeating: 0.0, count: needed.count)
    let step = shortestStep(
      matrix, reaching: needed, scales: matrix.diagonal.map { $0.squareRoot() })
    let satisfied = zip(product(matrix, step), zip(needed, matrix.diagonal)).allSatisfy {
      $0 >= $1.0 - 1e-9 * ($1.1 + abs($1.0))
    }
    return satisfied ? step : zeros
  }

  private mutating func updatedScales(_ squaredNorms: [Double]) -> [Double] {
    if steps.isEmpty {
      steps = squaredNorms.map { _ in 0 }
      averages = steps
    }
    return squaredNorms.indices.map { task in
      steps[task] += 1
      averages[task] = beta * averages[task] + (1 - beta) * squaredNorms[task]
      let correction = 1 - pow(beta, steps[task])
      let divisor = (averages[task] / correction + epsilon).squareRoot()
      return divisor > 0 ? 1 / divisor : 0
    }
  }

  public var state: [Double] {
    get { steps + averages }
    set {
      steps = Array(newValue[..<(newValue.count / 2)])
      averages = Array(newValue[(newValue.count / 2)...])
    }
  }
}

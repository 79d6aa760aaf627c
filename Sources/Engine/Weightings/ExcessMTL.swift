import Foundation

/// ExcessMTL (He et al., ICML 2024): weights grow with the excess risks, what each loss is above its optimum.
/// They are estimated by a second-order expansion with AdaGrad's diagonal curvature, Sₜ ← Sₜ + gₜ² and eₜ = gₜᵀ
/// diag(Sₜ + 1e-7)^{−1/2} gₜ; then wₜ ← wₜ exp(η eₜ / eₜ⁰), normalised. e⁰ is the first step's, in which
/// weights do not move, as in LibMTL; the paper's is the mean over three epochs of equal weights (`warmup: 3`).
/// (TorchJD moves the weights in the first step too, by e itself, whose unit no other step has.) Weights sum to
/// T, as in the official code, or to 1 as in the paper (`scale: simplex`). Weights every layer, taking
/// gradients on all that is shared: on features LibMTL's encoder is not trained at all. As many backward passes
/// through what is shared as there are tasks, and that many rows of memory.
/// Absent task: weight 0; its logit, its running sums and its row of squared gradients stay as they are.
public struct ExcessMTL: RowWeighting {
  public static let name = "excess-mtl"
  public static let summary =
    "ExcessMTL: weights grow with the tasks' distance from convergence (He et al. 2024)"

  enum Scale: String, CaseIterable { case tasks, simplex }

  private let rate: Double
  private let warmup: Int
  private let scale: Scale
  /// log w up to a constant, and the sum of the risks of each task's first steps with their number.
  private var logits: [Double] = []
  private var early: [Double] = []
  private var earlySteps: [Double] = []

  public init(_ options: inout Options) throws {
    rate = try options.take("step", default: 0.01, in: 0...1e3, "rate of the weights")
    warmup = try options.take(
      "warmup", default: 0, in: 0...1_000_000, "epochs whose mean risk is the unit; 0 is one step")
    scale = try options.take("scale", default: Scale.tasks, "what weights sum to: T or 1")
  }

  public var needs: Needs { .rows(.parameters) }

  public static var taskValues: [TaskValues<Self>] {
    [
      .number(\.logits, first: 0), .number(\.early, first: 0), .number(\.earlySteps, first: 0),
    ]
  }

  public func memoryRows(tasks: Int) -> Int { tasks }

  public mutating func combine(
    _ evidence: Evidence, rows: inout GradientRows, memory squares: inout GradientRows
  ) -> Combination {
    let risks = (0..<rows.count).map { risk(rows[$0], squares.writable($0), rows.width) }
    if logits.isEmpty {
      logits = Array(repeating: 0, count: rows.count)
      early = logits
      earlySteps = logits
    }
    for task in logits.indices {
      if earlySteps[task] == 0 || evidence.epoch < warmup {
        early[task] += risks[task]
        earlySteps[task] += 1
      } else if early[task] > 0 {
        logits[task] += rate * risks[task] / (early[task] / earlySteps[task])
      }
    }
    let total = scale == .tasks ? Double(rows.count) : 1
    return Combination(weights: softmax(logits).map { $0 * total })
  }

  /// Adds g² to the squares, and returns gᵀ diag(squares + 1e-7)^{−1/2} g.
  private func risk(
    _ gradient: UnsafePointer<Float>, _ squares: UnsafeMutablePointer<Float>, _ width: Int
  ) -> Double {
    let chunk = 1024
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: chunk) { scratch in
      let scaled = scratch.baseAddress!
      var total = 0.0
      for start in stride(from: 0, to: width, by: chunk) {
        let count = min(chunk, width - start)
        let (g, s) = (gradient + start, squares + start)
        for i in 0..<count {
          s[i] += g[i] * g[i]
          scaled[i] = g[i] / (s[i] + 1e-7).squareRoot()
        }
        total += Engine.kernels.dot(count, g, scaled)
      }
      return total
    }
  }

  public var state: [Double] {
    get { logits + early + earlySteps }
    set {
      let count = newValue.count / 3
      precondition(
        newValue.count == 3 * count, "\(newValue.count) numbers are no state of excess-mtl")
      logits = Array(newValue[..<count])
      early = Array(newValue[count..<2 * count])
      earlySteps = Array(newValue[(2 * count)...])
    }
  }
}

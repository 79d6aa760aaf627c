import Foundation

/// Random Loss Weighting, RLW (Lin, Ye, Zhang and Tsang, TMLR 2022): weights drawn anew in every step, a litmus
/// test. The paper's main form is softmax(N(0, 1)ᵀ); the other distributions are those of its first version and
/// of LibMTL then: softmax of U(0, 1), Dirichlet(1), Bernoulli(½) divided by its sum and drawn again while all
/// are 0, and a `constrained-bernoulli` that picks one task. Weights every layer; simplex scale. One backward
/// pass.
/// Absent task: weight 0; the weights are drawn for the others.
public struct RandomLossWeighting: Weighting {
  public static let name = "rlw"
  public static let summary =
    "Random Loss Weighting: weights drawn in every step, a litmus test (Lin et al. 2022)"

  enum Distribution: String, CaseIterable {
    case normal, uniform, dirichlet, bernoulli
    case constrainedBernoulli = "constrained-bernoulli"
  }

  private let distribution: Distribution

  public init(_ options: inout Options) throws {
    distribution = try options.take(
      "distribution", default: Distribution.normal, "what the weights are drawn from")
  }

  public var needs: Needs { .losses }

  public func combine(_ evidence: Evidence) -> Combination {
    var random = evidence.random
    let count = evidence.losses.count
    func draw(_ sample: (inout RandomStream) -> Double) -> [Double] {
      (0..<count).map { _ in sample(&random) }
    }
    switch distribution {
    case .normal: return Combination(weights: softmax(draw { $0.normal() }))
    case .uniform: return Combination(weights: softmax(draw { $0.uniform() }))
    // Exponential variables divided by their sum.
    case .dirichlet: return Combination(weights: onSimplex(draw { -log(1 - $0.uniform()) }))
    case .bernoulli:
      var chosen = draw { $0.uniform() < 0.5 ? 1 : 0 }
      while !chosen.contains(1) { chosen = draw { $0.uniform() < 0.5 ? 1 : 0 } }
      return Combination(weights: onSimplex(chosen))
    case .constrainedBernoulli:
      let chosen = random.index(below: count)
      return Combination(weights: (0..<count).map { $0 == chosen ? 1 : 0 })
    }
  }
}

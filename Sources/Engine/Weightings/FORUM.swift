import Foundation

/// FORUM (Ye, Lin, Yue, Xiao and Zhang, ECAI 2024): weights w = softmax(α) and network θ are trained together on the
/// held-out losses Fₜ(θ), under the constraint that θ solves the weighted training problem: q(α, θ) =
/// Σ wₜ (Lₜ(θ) − Lₜ(θ̃)) ≤ 0 with θ̃ reached from θ by a few plain steps. First order only: θ̃ is held fixed. The
/// direction d = Σ λₜ ∇Fₜ + ν ∇q has λ, ν from the dual of min ½ ‖d‖² with d · ∇q ≥ φ ‖∇q‖²,
/// min over the simplex and ν ≥ 0 of ½ ‖Σ λₜ ∇Fₜ + ν ∇q‖² − ν φ ‖∇q‖², solved exactly; ∇Fₜ has length 1, as in LibMTL's
/// code, and λ is averaged with step (k + 1)^−¾ (the paper's k counts steps; that code's, epochs). α goes down d by Adam,
/// θ by the network's optimizer, on all parameters. Costs 2 T + inner-steps backward passes of the halves.
/// Absent task: one without labels in either half has weight 0; its logit and moments stay, and the tasks of the step divide the shares
/// that they had together.
public struct FORUM: Weighting {
  public static let name = "forum"
  public static let summary =
    "First-order multi-gradient bi-level: held-out losses under a trained network (Ye et al. 2024)"

  private let innerRate: Double
  private let innerSteps: Int
  private let phi: Double
  private var logits = AdamParameters()
  private var shares: [Double] = []

  public init(_ options: inout Options) throws {
    innerRate = try options.take(
      "inner-rate", default: 0.1, in: 1e-9...1e3, "learning rate of the plain steps")
    innerSteps = try options.take("inner-steps", default: 5, in: 1...100, "number of plain steps")
    phi = try options.take(
      "phi", default: 0.1, in: 0...1e3, "how fast the constraint must be approached")
    logits.rate = try options.take(
      "rate", default: 1e-3, in: 0...1, "learning rate of the weights' logits")
  }

  public var needs: Needs { .bilevel }
  public static var taskValues: [TaskValues<Self>] {
    TaskValues.adam(\.logits) + [.shares(\.shares)]
  }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    let (problem, rows) = evidence.bilevelEvidence(Self.name)
    let losses = evidence.losses
    logits.start(losses.map { _ in 0 })
    let weights = softmax(logits.values)
    let solved = problem.descend(weights: weights, rate: innerRate, steps: innerSteps)
    problem.restore()
    let held = problem.heldOut()
    guard solved.allSatisfy(\.isFinite), held.losses.allSatisfy(\.isFinite) else {
      return Combination(weights: weights)
    }
    let gaps = zip(losses, solved).map { $0 - $1 }
    let meanGap = inner(weights, gaps)
    let slopes = zip(weights, gaps).map { $0 * ($1 - meanGap) }
    let training = rows.gramian()
    let scales = held.rows.gramian().enumerated().map { max($1[$0].squareRoot(), 1e-30) }
    let heldGramian = divided(held.rows.gramian(), by: scales)
    // ∇q = (slopes, Σ wₜ gₜ); ∇F has nothing in α.
    let norm = inner(slopes, slopes) + squaredNorm(weights, training)
    let along = zip(held.rows.gramian(with: rows), scales).map { inner($0, weights) / $1 }
    let found = Self.shares(heldGramian, along: along, norm: norm, phi: phi)
    if shares.isEmpty { shares = found.map { _ in 1 / Double(found.count) } }
    let step = pow(Double(evidence.step + 1), -0.75)
    shares = zip(shares, found).map { $0 + step * ($1 - $0) }
    let nu = Self.multiplier(shares, along: along, norm: norm, phi: phi)
    logits.descend(slopes.map { nu * $0 })
    return Combination(
      shared: weights.map { nu * $0 }, specific: weights.map { nu * $0 },
      heldOut: zip(shares, scales).map { $0 / $1 })
  }

  /// The best ν for given λ: (φ − Σ λₜ ∇q · ∇Fₜ / ‖∇q‖²)₊
  static func multiplier(
    _ shares: [Double], along: [Double], norm: Double, phi: Double
  ) -> Double {
    norm > 0 ? max(phi - inner(shares, along) / norm, 0) : 0
  }

  /// The dual's λ. It is convex: either the constraint is slack at the minimum without it, or ν is where it binds, which
  /// leaves a quadratic in λ with ∇Fₜ less its share of ∇q.
  static func shares(
    _ gramian: [[Double]], along: [Double], norm: Double, phi: Double
  ) -> [Double] {
    let ones = along.map { _ in 1.0 }
    let free = simplexMinimiser(gramian, scales: ones)
    guard norm > 0, multiplier(free, along: along, norm: norm, phi: phi) > 0 else { return free }
    let projected = gramian.indices.map { i in
      gramian.indices.map { gramian[i][$0] - along[i] * along[$0] / norm }
    }
    let bound = simplexMinimiser(projected, linear: along.map { $0 * phi }, scales: ones)
    if multiplier(bound, along: along, norm: norm, phi: phi) > 0 { return bound }
    return free
  }

  public var state: [Double] {
    get { [Double(shares.count)] + shares + logits.state }
    set {
      let count = Int(newValue[0])
      shares = Array(newValue[1..<1 + count])
      logits.state = Array(newValue[(1 + count)...])
    }
  }
}

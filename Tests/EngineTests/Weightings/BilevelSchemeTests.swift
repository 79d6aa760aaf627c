import Foundation
import Testing

@testable import Engine

/// Two halves with quadratic losses ½ ‖θ − c‖²: everything that a scheme on two levels asks for, in closed form.
private final class Quadratics: BilevelProblem {
  let rate = 0.1
  let training: [[Double]]
  let held: [[Double]]
  let start: [Double]
  var theta: [Double]
  private(set) var trainingRows: GradientRows
  private var heldRows: GradientRows
  private let tensors: [Tensor]

  init(start: [Double], training: [[Double]], held: [[Double]]) {
    self.start = start
    theta = start
    self.training = training
    self.held = held
    // Rows are padded, as the engine's are.
    tensors = [Tensor([training.count, 16]), Tensor([held.count, 16])]
    trainingRows = GradientRows(count: training.count, width: 16, tensors[0].data)
    heldRows = GradientRows(count: held.count, width: 16, tensors[1].data)
    fill(&trainingRows, training)
  }

  static func losses(_ centres: [[Double]], at theta: [Double]) -> [Double] {
    centres.map { zip(theta, $0).reduce(0) { $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1) } }
  }

  private func fill(_ rows: inout GradientRows, _ centres: [[Double]]) {
    for (task, centre) in centres.enumerated() {
      for (place, value) in zip(theta, centre).enumerated() {
        rows.writable(task)[place] = Float(value.0 - value.1)
      }
    }
  }

  func descend(weights: [Double], rate: Double, steps: Int) -> [Double] {
    for _ in 0..<steps {
      let slope = theta.indices.map { place in
        training.indices.reduce(0.0) { $0 + weights[$1] * (theta[place] - training[$1][place]) }
      }
      theta = zip(theta, slope).map { $0 - rate * $1 }
    }
    return Self.losses(training, at: theta)
  }

  func heldOut() -> (losses: [Double], rows: GradientRows) {
    fill(&heldRows, held)
    return (Self.losses(held, at: theta), heldRows)
  }

  func restore() { theta = start }

  func evidence(step: Int = 0) -> Evidence {
    Evidence(
      epoch: 0, step: step, epochs: 1, losses: Self.losses(training, at: start),
      gramian: trainingRows.gramian(), bilevel: self,
      random: RandomStream(seed: 1, "two levels"))
  }
}

@Suite struct BilevelSchemeTests {
  private let problem = Quadratics(
    start: [1, 0, 2], training: [[0, 0, 1], [2, -1, 2], [1, 1, -1]],
    held: [[0.2, 0.1, 1], [1.5, -1, 1], [1, 2, 0]])

  /// Adam's first step goes by its rate against the sign of each slope: here of Σ Fₛ(θ − η Σ λₜ gₜ), by differences.
  @Test func autoLambdaFollowsTheHeldOutLosses() throws {
    var scheme = try weightings.make("auto-lambda").item
    let found = scheme.combine(problem.evidence()).shared
    func objective(_ weights: [Double]) -> Double {
      problem.restore()
      _ = problem.descend(weights: weights, rate: problem.rate, steps: 1)
      return Quadratics.losses(problem.held, at: problem.theta).reduce(0, +)
    }
    for task in 0..<3 {
      var (above, below) = ([0.1, 0.1, 0.1], [0.1, 0.1, 0.1])
      above[task] += 1e-5
      below[task] -= 1e-5
      let slope = (objective(above) - objective(below)) / 2e-5
      #expect(abs(slope) > 1e-3)
      #expect(abs(found[task] - (0.1 - 1e-3 * (slope > 0 ? 1 : -1))) < 1e-6)
    }
  }

  /// The direction in the logits is MGDA's over the held-out losses' unit slopes, each by differences.
  @Test func momlFollowsTheShortestMixture() throws {
    var scheme = try weightings.make("moml").item
    _ = scheme.combine(problem.evidence())
    let moved = Array(scheme.state[1..<4])
    func objective(_ logits: [Double]) -> [Double] {
      problem.restore()
      _ = problem.descend(weights: softmax(logits), rate: 0.1, steps: 1)
      return Quadratics.losses(problem.held, at: problem.theta)
    }
    var slopes = Array(repeating: [0.0, 0, 0], count: 3)
    for task in 0..<3 {
      var (above, below) = ([0.0, 0, 0], [0.0, 0, 0])
      above[task] = 1e-4
      below[task] = -1e-4
      let gaps = zip(objective(above), objective(below)).map { ($0 - $1) / 2e-4 }
      for loss in 0..<3 { slopes[loss][task] = gaps[loss] }
    }
    let unit = slopes.map { row in
      row.map { $0 / row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    }
    let gramian = unit.map { a in unit.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } } }
    let shares = simplexMinimiser(gramian, scales: [1, 1, 1])
    for task in 0..<3 {
      let direction = (0..<3).reduce(0.0) { $0 + shares[$1] * unit[$1][task] }
      guard abs(direction) > 1e-6 else { continue }
      #expect(moved[task] * direction < 0)
    }
  }

  /// The dual of FORUM's problem against a grid over the simplex, each point with its best ν.
  @Test(arguments: 0..<20) func forumSolvesItsDual(_ seed: Int) {
    var random = RandomStream(seed: seed, "forum")
    func vector() -> [Double] { (0..<4).map { _ in 2 * random.uniform() - 1 } }
    let rows = [vector(), vector(), vector()].map { row in
      row.map { $0 / inner(row, row).squareRoot() }
    }
    let q = vector().map { $0 * (seed % 2 == 0 ? 1 : 3) }
    let gramian = rows.map { a in rows.map { inner(a, $0) } }
    let along = rows.map { inner($0, q) }
    let norm = inner(q, q)
    let phi = seed % 3 == 0 ? 2 : 0.1
    func dual(_ shares: [Double]) -> Double {
      let nu = FORUM.multiplier(shares, along: along, norm: norm, phi: phi)
      let d = (0..<4).map { k in
        (0..<3).reduce(nu * q[k]) { $0 + shares[$1] * rows[$1][k] }
      }
      return 0.5 * inner(d, d) - nu * phi * norm
    }
    let found = FORUM.shares(gramian, along: along, norm: norm, phi: phi)
    #expect(abs(found.reduce(0, +) - 1) < 1e-9 && found.allSatisfy { $0 >= 0 })
    var least = Double.infinity
    for i in 0...60 {
      for j in 0...(60 - i) {
        least = min(least, dual([Double(i), Double(j), Double(60 - i - j)].map { $0 / 60 }))
      }
    }
    #expect(dual(found) <= least + 1e-9)
  }

  /// The direction approaches the solution of the weighted problem at least as fast as φ asks; at the first step λ is
  /// the dual's own.
  @Test func forumKeepsItsConstraint() throws {
    var scheme = try weightings.make("forum", ["phi": .number(0.5)]).item
    let found = scheme.combine(problem.evidence())
    let (rows, held) = (problem.trainingRows, problem.heldOut().rows)
    problem.restore()
    _ = problem.heldOut()
    let d = (0..<3).map { place in
      (0..<3).reduce(0.0) {
        $0 + found.shared[$1] * Double(rows[$1][place])
          + found.heldOut[$1] * Double(held[$1][place])
      }
    }
    let q = (0..<3).map { place in (0..<3).reduce(0.0) { $0 + Double(rows[$1][place]) / 3 } }
    // Without the slopes in α, which have no part of the held-out losses: q · d ≥ φ ‖q‖² still.
    #expect(inner(q, d) >= 0.5 * inner(q, q) * (1 - 1e-6))
    #expect(found.heldOut.allSatisfy { $0 >= 0 })
  }

  @Test(arguments: ["auto-lambda", "moml", "forum"]) func goesOnFromItsState(_ name: String) throws
  {
    var first = try weightings.make(name).item
    for step in 0..<3 {
      problem.restore()
      _ = first.combine(problem.evidence(step: step))
    }
    var second = try weightings.make(name).item
    second.state = first.state
    problem.restore()
    let expected = first.combine(problem.evidence(step: 3))
    problem.restore()
    let found = second.combine(problem.evidence(step: 3))
    #expect(found.shared == expected.shared && found.heldOut == expected.heldOut)
  }

  /// Where a step ahead leaves the numbers, the weights stay.
  @Test(arguments: ["auto-lambda", "moml", "forum"]) func survivesADivergedStep(_ name: String)
    throws
  {
    var scheme = try weightings.make(name).item
    let far = Quadratics(
      start: [1e30, 0, 0], training: [[0, 0, 0], [1, 1, 1]], held: [[0, 0, 0], [1e30, 0, 0]])
    for step in 0..<2 {
      far.restore()
      let found = scheme.combine(far.evidence(step: step))
      #expect(found.shared.allSatisfy(\.isFinite) && found.heldOut.allSatisfy(\.isFinite))
    }
  }
}

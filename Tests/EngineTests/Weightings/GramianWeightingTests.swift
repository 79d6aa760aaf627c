import Foundation
import Testing

@testable import Engine

/// Schemes on the Gramian where neither a promise nor a reference says it all.
@Suite struct GramianWeightingTests {
  /// Equations 3 and 4 of the paper on the gradients themselves, with the same draws, over six steps.
  @Test(arguments: [2, 3, 5]) func gradVacTurnsGradients(_ tasks: Int) throws {
    var scheme = try weightings.make("gradvac", ["beta": .number(0.3)]).item
    var targets = Array(repeating: Array(repeating: 0.0, count: tasks), count: tasks)
    var turned = 0
    for step in 0..<6 {
      let rows = JacobianSample(.conflicting, tasks: tasks, seed: step).rows
      let found = scheme.combine(
        evidence(losses: rows.map { _ in 1 }, jacobian: rows, seed: step))
      var random = evidence(losses: [], seed: step).random
      var sum = rows[0].map { _ in 0.0 }
      for task in 0..<tasks {
        var gradient = rows[task]
        for other in random.permutation(tasks) where other != task {
          let lengths = (norm(gradient), norm(rows[other]))
          let cosine = inner(gradient, rows[other]) / lengths.0 / lengths.1
          let target = targets[task][other]
          if cosine < target {
            turned += 1
            let sine = (1 - target * target).squareRoot()
            let push =
              lengths.0 * (target * (1 - cosine * cosine).squareRoot() - cosine * sine)
              / (lengths.1 * sine)
            gradient = zip(gradient, rows[other]).map { $0 + push * $1 }
            let now = inner(gradient, rows[other]) / norm(gradient) / lengths.1
            #expect(abs(now - target) < 1e-12)
          }
          targets[task][other] = 0.7 * target + 0.3 * cosine
        }
        sum = zip(sum, gradient).map { $0 + $1 }
      }
      #expect(error(combined(rows, found.shared), sum) < 1e-11)
      #expect(found.specific.allSatisfy { $0 == 1 })
    }
    #expect(turned > 0)
    #expect(error(scheme.state, targets.flatMap { $0 }) < 1e-12)
  }

  /// The mixture of unit gradients, of gradients per loss, and of both, found by making them so.
  @Test(arguments: ["l2", "loss", "loss+"]) func mgdaNormalises(_ normalization: String) throws {
    let sample = JacobianSample(.random, tasks: 4, seed: 3)
    let divisors = zip(sample.norms, sample.evidence.losses).map { norm, loss in
      normalization == "l2" ? norm : normalization == "loss" ? loss : norm * loss
    }
    let rows = zip(sample.rows, divisors).map { row, divisor in row.map { $0 / divisor } }
    let expected = simplexMinimiser(
      rows.map { a in rows.map { inner(a, $0) } }, scales: rows.map(norm))
    let found = try sample.combine("mgda", ["normalization": .text(normalization)])
    #expect(error(found.shared, expected) < 1e-12)
    #expect(found.specific == [1, 1, 1, 1])
  }

  @Test func featuresAreAChoice() throws {
    for name in ["mgda", "imtl-g", "imtl"] {
      let scheme = try weightings.make(name, ["gradients": .text("features")]).item
      #expect(scheme.needs == .gramian(.features))
      #expect(try weightings.make(name).item.needs == .gramian(.parameters))
    }
  }

  /// IMTL-L is minimised by e^s = 1 / L; heads take e^s, shared parameters the impartial mixture of e^s g.
  @Test func imtlScalesLosses() throws {
    let sample = JacobianSample(.random, tasks: 3, seed: 1)
    let s = [0.4, -1, 0.1]
    let losses = [1.2, 0.4, 3]
    var scheme = try weightings.make("imtl").item
    #expect(scheme.learnedParameters(tasks: 3) == [0, 0, 0])
    let found = scheme.combine(evidence(losses: losses, learned: s, jacobian: sample.rows))
    for task in 0..<3 {
      #expect(abs(found.learned[task] - (exp(s[task]) * losses[task] - 1)) < 1e-12)
      #expect(abs(found.specific[task] - exp(s[task])) < 1e-12)
    }
    let mixture = zip(found.shared, s).map { $0 / exp($1) }
    #expect(abs(mixture.reduce(0, +) - 1) < 1e-12)
    let update = sample.update(found.shared)
    let projections = zip(sample.rows, sample.norms).map { inner($0, update) / $1 }
    #expect(error(projections, projections.map { _ in projections[0] }) < 1e-12)
  }

  /// A short gradient close to the plane of two long ones: the solution's sum is negative, and dividing by it, as the paper
  /// does, would send the update uphill for all three.
  @Test func imtlGNeverPointsUphill() throws {
    let rows = [[1.0, 0, 0], [0, 1, 0], [0.007, 0.007, 0.001414]]
    let solution =
      linearSolution(rows.map { a in rows.map { inner(a, $0) } }, rows.map(norm)) ?? []
    #expect(solution.reduce(0, +) < 0)
    var scheme = try weightings.make("imtl-g").item
    let found = scheme.combine(evidence(losses: [1, 1, 1], jacobian: rows)).shared
    let update = combined(rows, found)
    let projections = rows.map { inner($0, update) / norm($0) }
    #expect(projections[0] > 0)
    #expect(error(projections, projections.map { _ in projections[0] }) < 1e-9)
  }

  /// Solutions are kept for three steps; the limit is that of the step's own gradients.
  @Test func nashKeepsItsSolution() throws {
    var scheme = try weightings.make("nash-mtl", ["update-every": .integer(3)]).item
    func combine(_ step: Int) -> Combination {
      scheme.combine(
        Evidence(
          epoch: 0, step: step, epochs: 1, losses: [1, 1],
          gramian: JacobianSample(.random, tasks: 2, seed: step).gramian,
          random: RandomStream(seed: 0, "")))
    }
    let found = (0..<4).map { combine($0) }
    #expect(found[1].specific == found[0].specific && found[2].specific == found[0].specific)
    #expect(found[3].specific != found[0].specific)
    for (step, combination) in found.enumerated() {
      let length = norm(
        JacobianSample(.random, tasks: 2, seed: step).update(combination.shared))
      #expect(length <= 1 + 1e-12)
    }
  }

  /// The product of two batches is not symmetric: λ ← Π(λ − γ (G₁ (G₂ᵀ λ) + ρ λ)), by hand.
  @Test func modoTakesTheProductAsItIs() throws {
    var scheme = try weightings.make("modo", ["gamma": .number(0.1), "rho": .number(0.5)]).item
    #expect(scheme.batchesPerStep == 3)
    let products = [[1.0, -2], [0.5, 3]]
    let found = scheme.combine(
      Evidence(
        epoch: 0, step: 0, epochs: 1, losses: [1, 1], gramian: products,
        random: RandomStream(seed: 0, "")))
    // λ = ½ − 0.1 (−½ + ¼, 1.75 + ¼) = (0.525, 0.3), and 0.0875 is missing from each.
    #expect(error(found.shared, [0.6125, 0.3875]) < 1e-14)
    #expect(scheme.state == found.shared)
  }

  /// One projected step by hand, from the scaled product: λ pulls towards the mean in the slope and in the update.
  @Test func sdmGradSteps() throws {
    var scheme = try weightings.make(
      "sdmgrad", ["iterations": .integer(1), "rate": .number(0.1), "lambda": .integer(1)]
    ).item
    #expect(scheme.batchesPerStep == 3)
    let found = scheme.combine(
      Evidence(
        epoch: 0, step: 0, epochs: 1, losses: [1, 1], gramian: [[4, -8], [2, 4]],
        random: RandomStream(seed: 0, "")))
    // A = [[1, −2], [½, 1]], slope A (½ + ½, ½ + ½) = (−1, 1.5): w = (0.6, 0.35) + 0.025 each.
    #expect(error(scheme.state, [0.625, 0.375]) < 1e-14)
    #expect(error(found.shared, [(0.625 + 0.5) / 2, (0.375 + 0.5) / 2]) < 1e-14)
    // A negative product of a task with itself counts as 0: A = [[1, 0], [0, −1]], by λ = 1 with the mean.
    scheme.state = [0.5, 0.5]
    let negative = scheme.combine(
      Evidence(
        epoch: 0, step: 0, epochs: 1, losses: [1, 1], gramian: [[4, 0], [0, -4]],
        random: RandomStream(seed: 0, "")))
    // Divided by ((2 + 0) / 2)²: slopes (4, −4), w = (0.1, 0.9).
    #expect(error(scheme.state, [0.1, 0.9]) < 1e-14)
    #expect(error(negative.shared, [0.3, 0.7]) < 1e-14)
  }

  /// The gradient that lies far off is not among the selected, whatever its place.
  @Test(arguments: 0..<5, [false, true]) func krumLeavesTheOutlier(_ place: Int, _ squared: Bool)
    throws
  {
    var random = RandomStream(seed: place, "krum")
    var rows = (0..<5).map { _ in (0..<4).map { _ in 1 + 0.1 * random.normal() } }
    rows[place] = [-50, 20, 0, 3]
    var scheme = try weightings.make(
      "krum", ["byzantine": .integer(1), "selected": .integer(3), "squared": .bool(squared)]
    ).item
    let found = scheme.combine(evidence(losses: rows.map { _ in 1 }, jacobian: rows)).shared
    #expect(found[place] == 0 && abs(found.reduce(0, +) - 1) < 1e-15)
    #expect(found.filter { $0 > 0 }.count >= 3)
    try scheme.check(tasks: ["a", "b", "c", "d", "e"])
    #expect(throws: OptionError.self) { try scheme.check(tasks: ["a", "b", "c"]) }
  }

  /// Two opposite secondary tasks cannot both progress: the primary gradient stays as it is.
  @Test func pcdDropsWhatCannotBe() throws {
    var scheme = try weightings.make("pcd", ["primary": .integer(2)]).item
    let rows = [[0.0, 1], [1, 0.2], [0, -1]]
    let found = scheme.combine(evidence(losses: [1, 1, 1], jacobian: rows)).shared
    #expect(error(found, [0, 1, 0]) < 1e-12)
    let nothing = scheme.combine(
      evidence(losses: [1, 1, 1], jacobian: [[0, 1], [0, 0], [1, 1]])
    ).shared
    #expect(nothing == [0, 0, 0])
    try scheme.check(tasks: ["a", "b"])
    #expect(throws: OptionError.self) { try scheme.check(tasks: ["a"]) }
  }

  /// ConFIG of unit vectors at right angles is their sum; of opposite ones nothing.
  @Test func configByHand() throws {
    var scheme = try weightings.make("config").item
    let orthogonal = scheme.combine(evidence(losses: [1, 1], jacobian: [[1, 0], [0, 3]])).shared
    #expect(error(combined([[1, 0], [0, 3]], orthogonal), [2, 2]) < 1e-14)
    let opposite = scheme.combine(evidence(losses: [1, 1], jacobian: [[1, 0], [-3, 0]])).shared
    #expect(opposite == [0, 0])
  }

  /// Norms 1.2 and 0.8 around 1, progress 1.4 and 0.6 of its mean: the first gradient is too long for its progress where α is
  /// small, 1.2 > 1.4^0.1, and too short where it is large, 1.2 < 1.4^1.5.
  @Test(arguments: [(0.1, 1.0), (1.5, -1.0)]) func gradNormWeighsProgress(
    _ alpha: Double, _ sign: Double
  ) throws {
    var scheme = try weightings.make("gradnorm", ["alpha": .number(alpha)]).item
    let found = scheme.combine(
      evidence(
        epoch: 1, losses: [1.4, 0.6], history: [[1, 1]], learned: [0, 0],
        jacobian: [[1.2, 0], [0, 0.8]]))
    // Slopes ±(1.2, −0.8) through softmax: ±(1.2 − 0.2), ±(−0.8 − 0.2).
    #expect(error(found.learned, [sign, -sign]) < 1e-14)
  }

  /// Adam's first step is its rate, down for the longer gradient and up for the shorter; weights sum to T throughout, and are
  /// the heads' too.
  @Test func gradNormAsInThePaper() throws {
    var scheme = try weightings.make("gradnorm-paper", ["rate": .number(0.5)]).item
    let step = evidence(losses: [2, 5], jacobian: [[1.2, 0], [0, 0.8]])
    let first = scheme.combine(step)
    #expect(first.shared == [1, 1] && first.specific == [1, 1] && first.learned.isEmpty)
    #expect(error(scheme.combine(step).shared, [0.5, 1.5]) < 1e-6)
    // Now the second is the longer one; a resumed run goes on alike, and no weight falls to 0.
    var resumed = try weightings.make("gradnorm-paper", ["rate": .number(0.5)]).item
    resumed.state = scheme.state
    for _ in 0..<40 {
      let weights = scheme.combine(step).shared
      #expect(weights == resumed.combine(step).shared)
      #expect(abs(weights[0] + weights[1] - 2) < 1e-12 && weights.allSatisfy { $0 > 0 })
    }
  }

  /// A task whose loss has fallen less than the others' since the first step gains weight.
  @Test func gradNormAsInThePaperFollowsProgress() throws {
    var scheme = try weightings.make("gradnorm-paper").item
    let rows = [[1.0, 0], [0, 1]]
    _ = scheme.combine(evidence(losses: [4, 4], jacobian: rows))
    for _ in 0..<3 { _ = scheme.combine(evidence(losses: [3, 1], jacobian: rows)) }
    let weights = scheme.combine(evidence(losses: [3, 1], jacobian: rows)).shared
    #expect(weights[0] > 1.02 && weights[1] < 0.98)
  }
}

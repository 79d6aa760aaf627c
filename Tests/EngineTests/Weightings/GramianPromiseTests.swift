import Foundation
import Testing

@testable import Engine

/// What each method promises, over sampled Jacobians.
@Suite struct GramianPromiseTests {
  static let all = JacobianSample.of(JacobianKind.allCases)
  static let independent = JacobianSample.of(JacobianKind.independent)
  static let regular = JacobianSample.of(JacobianKind.regular)

  /// The shortest element of the hull: no gradient has a smaller projection on it than itself.
  @Test(arguments: all, ["none", "l2", "loss", "loss+"])
  func mgdaIsShortest(_ sample: JacobianSample, _ normalization: String) throws {
    let weights = try sample.combine("mgda", ["normalization": .text(normalization)]).shared
    #expect(abs(weights.reduce(0, +) - 1) < 1e-12 && weights.allSatisfy { $0 >= 0 })
    let scales = zip(sample.norms, sample.evidence.losses).map { norm, loss in
      (normalization.hasPrefix("loss") ? loss : 1)
        * (["l2", "loss+"].contains(normalization) ? norm : 1)
    }
    let used = sample.rows.indices.filter { scales[$0] > 0 }
    guard !used.isEmpty else { return }
    let rows = used.map { task in sample.rows[task].map { $0 / scales[task] } }
    let shortest = combined(rows, used.map { weights[$0] })
    let size = zip(rows, used).reduce(0) { $0 + norm($1.0) * weights[$1.1] }
    let longest = rows.map(norm).max() ?? 0
    for row in rows {
      let gap = inner(row, shortest) - inner(shortest, shortest)
      #expect(gap >= -1e-10 * size * longest - 1e-15 * longest * longest)
    }
  }

  @Test(arguments: JacobianSample.of(JacobianKind.allCases, tasks: [2], seeds: 20))
  func pcGradHasNoConflictBetweenTwo(_ sample: JacobianSample) throws {
    try expectNoConflict(sample, try sample.combine("pcgrad").shared, 1e-12)
  }

  @Test(arguments: all, ["upgrad", "dualproj"])
  func projectionsHaveNoConflict(_ sample: JacobianSample, _ scheme: String) throws {
    let weights = try sample.combine(scheme, ["regularization": .integer(0)]).shared
    try expectNoConflict(sample, weights, 1e-10)
    #expect(weights.allSatisfy { $0 >= (scheme == "dualproj" ? 1 : 0) / Double(sample.tasks) })
  }

  /// (M + r I) v ≥ 0: a conflict is at most r times the trace times the weight.
  @Test(arguments: all, ["upgrad", "dualproj"])
  func regularisationBoundsTheConflict(_ sample: JacobianSample, _ scheme: String) throws {
    let weights = try sample.combine(scheme).shared
    let update = sample.update(weights)
    let trace = sample.norms.reduce(0) { $0 + $1 * $1 }
    for (row, weight) in zip(sample.rows, weights) {
      #expect(inner(row, update) >= -1.000001e-4 * trace * weight - 1e-12 * trace)
    }
  }

  /// (M + r D) v ≥ 0 with D the diagonal of M: a conflict is at most r times the task's own part of the update.
  @Test(arguments: all, ["upgrad", "dualproj"])
  func regularisationPerTaskBoundsTheConflict(_ sample: JacobianSample, _ scheme: String) throws {
    let weights = try sample.combine(scheme, ["relative-to": .text("task")]).shared
    let update = sample.update(weights)
    let size = zip(weights, sample.norms).reduce(0) { $0 + abs($1.0) * $1.1 }
    for (task, length) in sample.norms.enumerated() {
      let own = length * length * weights[task]
      #expect(inner(sample.rows[task], update) >= -1.000001e-4 * own - 1e-12 * length * size)
    }
  }

  /// A projection onto a cone is orthogonal to what it takes away.
  @Test(arguments: all) func dualProjIsAProjection(_ sample: JacobianSample) throws {
    let update = sample.update(
      try sample.combine("dualproj", ["regularization": .integer(0)]).shared)
    let taken = zip(update, sample.mean).map { $0 - $1 }
    let longest = sample.norms.max() ?? 0
    #expect(abs(inner(update, taken)) <= 1e-10 * norm(sample.mean) * longest)
  }

  @Test(arguments: independent, ["imtl-g", "imtl"])
  func imtlProjectsEqually(_ sample: JacobianSample, _ scheme: String) throws {
    let weights = try sample.combine(scheme).shared
    let update = sample.update(weights)
    let projections = zip(sample.rows, sample.norms).map { inner($0, update) / $1 }
    #expect(projections[0] > 0)
    // Public code's sum of 1, unless that points uphill.
    let sum = weights.reduce(0, +)
    #expect(abs(sum - 1) < 1e-9 || sum <= 0)
    let size = zip(weights, sample.norms).reduce(0) { $0 + abs($1.0 * $1.1) }
    for projection in projections { #expect(abs(projection - projections[0]) < 1e-10 * size) }
  }

  /// M a = a^(−1/α).
  @Test(arguments: independent, [0.3, 0.5, 1, 2, 10])
  func fairGradSolvesItsEquation(_ sample: JacobianSample, _ alpha: Double) throws {
    let weights = try sample.combine("fairgrad", ["alpha": .number(alpha)]).shared
    for (products, weight) in zip(sample.gramian, weights) {
      let size = zip(products, weights).reduce(0) { $0 + abs($1.0 * $1.1) }
      #expect(weight > 0)
      #expect(abs(inner(products, weights) - pow(weight, -1 / alpha)) < 1e-13 * size)
    }
  }

  /// M a = 1 / a to 1e-11 where gradients are of one length; the limit on the update's norm.
  @Test(arguments: regular) func nashBargains(_ sample: JacobianSample) throws {
    let free = try sample.combine("nash-mtl", ["max-norm": .integer(0)])
    let update = sample.update(free.shared)
    for (row, weight) in zip(sample.rows, free.shared) {
      #expect(abs(inner(row, update) * weight - 1) < 1e-11)
    }
    #expect(free.specific == free.shared)
    let limited = try sample.combine("nash-mtl", ["max-norm": .number(0.5)])
    #expect(limited.specific == free.shared)
    #expect(abs(norm(sample.update(limited.shared)) - min(0.5, norm(update))) < 1e-12)
  }

  /// Within c ‖g₀‖ of the mean, and no small change within that ball serves the worst-off task better.
  @Test(arguments: all, [0.2, 0.5, 0.9])
  func caGradIsTheBestOfItsBall(_ sample: JacobianSample, _ c: Double) throws {
    let update = sample.update(
      try sample.combine("cagrad", ["c": .number(c), "rescale": .integer(0)]).shared)
    let radius = c * norm(sample.mean)
    #expect(norm(zip(update, sample.mean).map { $0 - $1 }) <= radius * (1 + 1e-9))
    expectBest(update, sample, radius: radius) { $0 }
  }

  /// As long as the mean, within the cone, and no small change of direction serves the worst-off task better. (Where every
  /// direction of the cone makes some task worse, dependent gradients get the best where g₀·d is given.)
  @Test(arguments: all, [0.2, 0.5, 0.9])
  func conicGradIsTheBestOfItsCone(_ sample: JacobianSample, _ c: Double) throws {
    let update = sample.update(try sample.combine("conicgrad", ["c": .number(c)]).shared)
    let length = norm(sample.mean)
    let longest = sample.norms.max() ?? 0
    guard length > 1e-9 * longest else { return }
    let slack = sample.kind.slack
    #expect(abs(norm(update) - length) <= slack * length)
    let cosine = inner(update, sample.mean) / norm(update) / length
    #expect(cosine >= c - slack)
    let worst = sample.rows.map { inner($0, update) }.min() ?? 0
    if JacobianKind.independent.contains(sample.kind) || worst > 1e-9 * longest * length {
      let gain = ConeOfUpdates(sample.rows, cosine: c).gain(over: update, seed: sample.seed)
      #expect(gain <= 1e-9 * longest * length + 1e-14 * longest * longest)
      return
    }
    let section = update.map { $0 / cosine }
    expectBest(section, sample, radius: length * (1 - c * c).squareRoot() / c) { change in
      let along = inner(change, sample.mean) / length / length
      return zip(change, sample.mean).map { $0 - along * $1 }
    }
  }

  @Test(arguments: independent) func configHasEqualCosines(_ sample: JacobianSample) throws {
    let update = sample.update(try sample.combine("config").shared)
    let cosines = zip(sample.rows, sample.norms).map { inner($0, update) / $1 / norm(update) }
    for cosine in cosines { #expect(cosine > 0 && abs(cosine - cosines[0]) < 1e-9) }
    let projections = sample.rows.reduce(0) { $0 + inner($1, update) } / norm(update)
    #expect(abs(norm(update) - projections) < 1e-9 * projections)
  }

  /// The aligned gradients have condition number 1: orthogonal rows of the length σ, whose mean has the length σ / √T and the
  /// same product with each of them.
  @Test(arguments: regular) func alignedMTLIsConditioned(_ sample: JacobianSample) throws {
    let weights = try sample.combine("aligned-mtl").shared
    let least = SymmetricEigen(sample.gramian).values.min() ?? 0
    #expect(abs(norm(sample.update(weights)) - (least / Double(sample.tasks)).squareRoot()) < 1e-9)
    // B² M = λ 1 for the alignment B, and weights = B 1 / T: applying B once more, through M, gives back the mean.
    var aligned = try weightings.make("aligned-mtl").item
    let inverse = sample.gramian.indices.map { column in
      linearSolution(
        sample.gramian, sample.gramian.indices.map { $0 == column ? 1 : 0 }) ?? []
    }
    let dual = aligned.combine(
      Evidence(
        epoch: 0, step: 0, epochs: 1, losses: sample.rows.map { _ in 1 }, gramian: inverse,
        random: RandomStream(seed: 0, "")))
    // B of M⁻¹ is √(λ′) V Λ^(1/2) Vᵀ: their product is the identity, times both scales.
    let scale = (SymmetricEigen(inverse).values.min() ?? 0).squareRoot() * least.squareRoot()
    let count = Double(sample.tasks)
    #expect(abs(inner(weights, dual.shared) - scale / count) < 1e-9 * scale)
  }

  /// The others' progress, and the nearest direction that gives it: multipliers act only where it is scarce.
  @Test(arguments: JacobianSample.of(JacobianKind.independent), [1, 2])
  func pcdServesThePrimaryTask(_ sample: JacobianSample, _ primary: Int) throws {
    let tau = 0.1
    let weights = try sample.combine(
      "pcd", ["tau": .number(tau), "epsilon": .integer(0), "primary": .integer(primary)]
    ).shared
    let update = sample.update(weights)
    let first = primary - 1
    #expect(abs(norm(update) - sample.norms[first]) < 1e-9 * sample.norms[first])
    // With unit gradients, d̃ = u₁ + Σ zⱼ uⱼ, of which the update is a multiple.
    let lengths = zip(weights, sample.norms).map { $0 * $1 }
    let direction = update.map { $0 / lengths[first] }
    for task in sample.rows.indices where task != first {
      let progress = inner(sample.rows[task], direction) / sample.norms[task] - tau
      #expect(progress > -1e-9 && lengths[task] >= 0)
      #expect(progress * lengths[task] / lengths[first] < 1e-9)
    }
  }

  private func expectNoConflict(_ sample: JacobianSample, _ weights: [Double], _ slack: Double)
    throws
  {
    let update = sample.update(weights)
    let size = zip(weights, sample.norms).reduce(0) { $0 + abs($1.0) * $1.1 }
    for (row, length) in zip(sample.rows, sample.norms) {
      #expect(inner(row, update) >= -slack * length * size)
    }
  }

  /// The worst-off task's gain is concave: what no small change within the ball improves is the best.
  private func expectBest(
    _ update: [Double], _ sample: JacobianSample, radius: Double,
    allowed: ([Double]) -> [Double]
  ) {
    func worst(_ update: [Double]) -> Double { sample.rows.map { inner($0, update) }.min() ?? 0 }
    let best = worst(update)
    let longest = sample.norms.max() ?? 0
    var random = RandomStream(seed: sample.seed, "changes")
    for round in 0..<60 {
      let size = radius * [1, 1e-2, 1e-4][round % 3]
      let change = allowed(update.map { _ in random.normal() * size })
      var moved = zip(zip(update, sample.mean), change).map { $0.0 - $0.1 + $1 }
      let length = norm(moved)
      if length > radius { moved = moved.map { $0 * radius / length } }
      let value = worst(zip(moved, sample.mean).map { $0 + $1 })
      let gain = value - best
      #expect(gain <= 1e-9 * longest * (norm(sample.mean) + radius) + 1e-14 * longest * longest)
    }
  }
}

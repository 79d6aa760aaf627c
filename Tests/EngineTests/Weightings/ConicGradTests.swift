import Testing

@testable import Engine

@Suite struct ConicGradTests {
  struct Case: Sendable {
    let tasks: Int
    let width: Int
    let seed: Int

    var rows: [[Double]] {
      var random = RandomStream(seed: seed, "cone \(tasks)")
      return (0..<tasks).map { _ in (0..<width).map { _ in random.normal() } }
    }
  }

  static let cases =
    (2...8).flatMap { tasks in (0..<4).map { Case(tasks: tasks, width: tasks + 1, seed: $0) } }
    + (0..<12).map { Case(tasks: 7, width: 9, seed: 100 + $0) }
    + [Case(tasks: 11, width: 14, seed: 0)]

  private func update(_ rows: [[Double]], _ c: Double) throws -> [Double] {
    var scheme = try weightings.make("conicgrad", ["c": .number(c)]).item
    let found = scheme.combine(evidence(losses: rows.map { _ in 1 }, jacobian: rows))
    return combined(rows, found.shared)
  }

  /// No update of its length in the cone serves the worst-off task better: none of those that are
  /// drawn, and none at all, by the bound that weights put on all of them.
  @Test(arguments: cases, [0.05, 0.5, 0.8])
  func noUpdateOfTheConeIsBetter(_ drawn: Case, _ c: Double) throws {
    let cone = ConeOfUpdates(drawn.rows, cosine: c)
    let found = try update(drawn.rows, c)
    let size = cone.length * (drawn.rows.map(norm).max() ?? 0)
    #expect(abs(norm(found) / cone.length - 1) < 1e-12)
    #expect(inner(found, cone.mean) >= (c - 1e-9) * cone.length * cone.length)
    #expect(cone.gain(over: found, seed: drawn.seed, draws: 300) <= 1e-9 * size)
    let gramian = drawn.rows.map { a in drawn.rows.map { inner(a, $0) } }
    let weights = ConeMaximin(
      gramian, reference: drawn.rows.map { _ in 1 / Double(drawn.tasks) }, cosine: c
    ).mixture
    #expect(weights.allSatisfy { $0 >= 0 } && abs(weights.reduce(0, +) - 1) < 1e-12)
    #expect(cone.bound(weights) - cone.worst(found) <= 1e-9 * size)
  }

  /// By hand: two gradients at right angles, of lengths 2 and 1. Their shortest mixture (0.4, 0.8)
  /// lies at a cosine of 0.8 to their mean (1, 0.5), and gives both the same; nearer to the mean
  /// the shorter one comes off worse.
  @Test func twoGradients() throws {
    let rows = [[2.0, 0], [0, 1]]
    let length = (1.25).squareRoot()
    let wide = try update(rows, 0.7)
    #expect(error(wide, [0.5, 1]) < 1e-14)
    // Turned from (2, 1) / √5 towards (−1, 2) / √5 by the cone's angle, with the cosine 0.9.
    let (c, s) = (0.9, (0.19).squareRoot())
    let turned = [2 * c - s, c + 2 * s].map { $0 * length / (5.0).squareRoot() }
    #expect(error(try update(rows, 0.9), turned) < 1e-12)
  }

  /// The narrowest cone holds the mean alone.
  @Test(arguments: cases) func narrowestConeIsTheMean(_ drawn: Case) throws {
    let mean = ConeOfUpdates(drawn.rows, cosine: 1).mean
    #expect(error(try update(drawn.rows, 1), mean) < 1e-14)
  }

  /// A short gradient in the way of a long one: every update of the cone hurts it, and none less.
  @Test func hurtsLeast() throws {
    let rows = [[10.0, 0, 1], [-1, 0.1, 0]]
    let cone = ConeOfUpdates(rows, cosine: 0.5)
    let found = try update(rows, 0.5)
    #expect(cone.worst(found) < -0.1 * cone.length)
    #expect(abs(norm(found) / cone.length - 1) < 1e-12)
    #expect(abs(inner(found, cone.mean) / cone.length / cone.length - 0.5) < 1e-12)
    #expect(cone.gain(over: found, seed: 0, draws: 600) <= 1e-9 * cone.length)
  }
}

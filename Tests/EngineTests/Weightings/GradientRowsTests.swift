import TestSupport
import Testing

@testable import Engine

/// The Gramian that training uses, against exact arithmetic.
@Suite struct GradientRowsTests {
  /// Rows that differ from a common one by a small share of it: what schemes look at is in the last digits of the products.
  static func nearlyParallel(_ tasks: Int, _ width: Int, spread: Double, seed: Int) -> [[Double]] {
    var random = RandomStream(seed: seed, "parallel \(tasks) \(width)")
    let base = (0..<width).map { _ in random.normal() }
    return (0..<tasks).map { _ in base.map { Double(Float($0 * (1 + spread * random.normal()))) } }
  }

  /// Products of floats are exact in a double; their sum is rounded once.
  static func exactGramian(_ rows: [[Double]]) -> [[Double]] {
    rows.map { a in rows.map { b in exactSum(zip(a, b).map { $0 * $1 }) } }
  }

  private func expectExact(_ rows: [[Double]], _ comment: Comment) {
    let floats = rows.map { $0.map { Double(Float($0)) } }
    let store = RowStore(floats)
    defer { withExtendedLifetime(store) {} }
    let (found, exact) = (store.rows.gramian(), Self.exactGramian(floats))
    let cross = store.rows.gramian(with: store.rows)
    for i in rows.indices {
      for j in rows.indices {
        // Of n terms in double, in eight or more sums: far below n units in the last place of the terms' sizes.
        let size = zip(floats[i], floats[j]).reduce(0) { $0 + abs($1.0 * $1.1) }
        let bound = size * (2 + Double(rows[i].count) / 8) * 0x1p-53
        #expect(abs(found[i][j] - exact[i][j]) <= bound, comment)
        #expect(found[i][j] == found[j][i] && cross[i][j] == found[i][j], comment)
      }
      #expect(store.rows.length(i) == found[i][i].squareRoot(), comment)
    }
  }

  @Test(arguments: JacobianKind.allCases) func isExactOnEveryKind(_ kind: JacobianKind) {
    for tasks in [1, 2, 3, 7] {
      for seed in 0..<3 {
        expectExact(JacobianSample(kind, tasks: tasks, seed: seed).rows, "\(tasks) \(seed)")
      }
    }
  }

  /// Across the blocks in which rows are read, and terms that cancel.
  @Test(arguments: [64, 200, 1024, 4096, 4097, 9001]) func isExactAtEveryWidth(_ width: Int) {
    for spread in [1e-3, 1e-4, 1e-5] {
      expectExact(
        Self.nearlyParallel(3, width, spread: spread, seed: width), "spread \(spread)")
    }
    var random = RandomStream(seed: width, "cancelling")
    let half = (0..<width).map { _ in random.normal() * 1e4 }
    expectExact([half + half, half + half.map { -$0 * (1 + 1e-6) }], "cancelling")
  }

  /// Schemes on nearly parallel rows do what they do on the exact Gramian.
  @Test(
    arguments: [
      "imtl-g", "imtl", "krum", "conicgrad", "aligned-mtl", "cagrad", "nash-mtl", "mgda",
    ],
    [1e-3, 1e-4, 1e-5])
  func schemesSeeTheDifferences(_ scheme: String, _ spread: Double) throws {
    for width in [64, 128, 200] {
      for seed in 0..<5 {
        let rows = Self.nearlyParallel(3, width, spread: spread, seed: seed)
        func combine(_ gramian: [[Double]]) throws -> [Double] {
          var weighting = try weightings.make(scheme).item
          return weighting.combine(
            Evidence(
              epoch: 0, step: 0, epochs: 1, losses: [1, 2, 3],
              learned: weighting.learnedParameters(tasks: 3), gramian: gramian,
              random: RandomStream(seed: 0, "parallel"))
          ).shared
        }
        let store = RowStore(rows)
        let found = try combine(store.rows.gramian())
        let exact = try combine(Self.exactGramian(rows))
        // What they look at is as large as the square of the spread, and rounding as 1e-16.
        #expect(
          error(found, exact) < 1e-15 / (spread * spread), "\(width) \(seed): \(found), \(exact)")
        withExtendedLifetime(store) {}
      }
    }
  }
}

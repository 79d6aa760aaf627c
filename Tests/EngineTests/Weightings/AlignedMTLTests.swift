import Foundation
import Testing

@testable import Engine

@Suite struct AlignedMTLTests {
  /// Independent rows whose norms differ by up to `spread`.
  static func rows(_ tasks: Int, spread: Double, seed: Int = 0) -> [[Double]] {
    var random = RandomStream(seed: seed, "aligned \(tasks)")
    return (0..<tasks).map { task in
      let place = Double(task) / Double(max(1, tasks - 1)) - 0.5
      let scale = pow(spread, place)
      return (0..<(tasks + 2)).map { _ in random.normal() * scale }
    }
  }

  /// The smallest eigenvalue of the Gramian of independent rows: one over the largest of its
  /// inverse D⁻¹ C⁻¹ D⁻¹.
  static func least(_ rows: [[Double]]) -> Double {
    let angles = Angles(rows.map { a in rows.map { inner(a, $0) } })
    let inverse = rows.indices.map { column in
      let unit = rows.indices.map { $0 == column ? 1.0 : 0 }
      return zip(linearSolution(angles.cosines, unit) ?? [], angles.norms).map {
        $0 / $1 / angles.norms[column]
      }
    }
    return 1 / (SymmetricEigen(inverse).values.max() ?? 0)
  }

  private func update(_ rows: [[Double]], _ scale: String = "min") throws -> [Double] {
    var scheme = try weightings.make("aligned-mtl", ["scale": .text(scale)]).item
    let found = scheme.combine(evidence(losses: rows.map { _ in 1 }, jacobian: rows))
    return combined(rows, found.shared)
  }

  /// T orthogonal rows of the length σ have a mean of the length σ / √T, whatever the rows' norms
  /// were.
  @Test(arguments: [2, 3, 5, 8], [1, 1e4, 1e8, 1e12, 1e16, 1e24])
  func lengthsDoNotCostRank(_ tasks: Int, _ spread: Double) throws {
    for seed in 0..<3 {
      let rows = Self.rows(tasks, spread: spread, seed: seed)
      let expected = (Self.least(rows) / Double(tasks)).squareRoot()
      #expect(abs(norm(try update(rows)) / expected - 1) < 1e-9)
    }
  }

  /// A short row beside two that are the same and long: two orthogonal rows remain, of which one
  /// counts twice.
  @Test(arguments: [1, 1e4, 1e8, 1e12]) func duplicatesCostOneRank(_ ratio: Double) throws {
    let long = [0.6, 0.8, 0].map { $0 * ratio }
    let short = [1.0, 0, 1].map { $0 / ratio }
    let found = try update([long, long, short])
    // λ is that of the long rows as one, √2 times as long, beside the short one.
    let least = Self.least([long.map { $0 * (2.0).squareRoot() }, short])
    // Of three rows the long share one direction: the mean of U Zᵀ is a third of (√2, 1), up to
    // how far the long turn the short.
    if ratio > 1 { #expect(abs(norm(found) / (least / 3).squareRoot() - 1) < 2 / ratio) }
    let all = try update([long, short, long])
    #expect(error(all, found) < 1e-9)
  }

  /// A task without a gradient changes nothing but the number of tasks.
  @Test(arguments: ["min", "median", "rmse"]) func zeroRows(_ scale: String) throws {
    let rows = Self.rows(3, spread: 1e10)
    let zero = rows[0].map { _ in 0.0 }
    let expected = try update(rows, scale).map { $0 * 3 / 4 }
    #expect(error(try update([rows[0], zero, rows[1], rows[2]], scale), expected) < 1e-10)
    #expect(try update([zero, zero], scale) == zero)
  }
}

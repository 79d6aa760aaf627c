import Foundation
import Testing

@testable import Engine

@Suite struct GramianSpectrumTests {
  private func spectrum(_ rows: [[Double]]) -> GramianSpectrum {
    GramianSpectrum(rows.map { a in rows.map { inner(a, $0) } })
  }

  private func unit(_ place: Int, _ count: Int) -> [Double] {
    (0..<count).map { $0 == place ? 1 : 0 }
  }

  /// The rows of √λ M^(−1/2) G are orthogonal and of the length √λ, with λ the least eigenvalue, to
  /// rounding.
  @Test(arguments: [1, 2, 3, 5, 8, 12], [1, 1e8, 1e16, 1e30])
  func alignsRows(_ tasks: Int, _ spread: Double) {
    let rows = AlignedMTLTests.rows(tasks, spread: spread)
    let found = spectrum(rows)
    #expect(found.eigenvalues.count == tasks)
    let least = found.eigenvalues.min() ?? 0
    #expect(abs(least / AlignedMTLTests.least(rows) - 1) < 1e-9)
    let aligned = rows.indices.map { place in
      combined(
        rows, found.applying({ (least / $0).squareRoot() }, to: unit(place, tasks)))
    }
    for (i, a) in aligned.enumerated() {
      for (j, b) in aligned.enumerated() {
        #expect(abs(inner(a, b) / least - (i == j ? 1 : 0)) < 1e-9)
      }
    }
  }

  @Test(arguments: JacobianSample.of(JacobianKind.allCases, tasks: [1, 2, 3, 8, 24]))
  func rebuildsTheMatrix(_ sample: JacobianSample) {
    let matrix = sample.gramian
    let found = spectrum(sample.rows)
    for (i, row) in matrix.enumerated() {
      let rebuilt = found.applying({ $0 }, to: unit(i, row.count))
      for (j, entry) in row.enumerated() {
        #expect(abs(rebuilt[j] - entry) <= 1e-12 * sample.norms[i] * sample.norms[j])
      }
    }
  }

  /// `rank` independent rows of single precision and sums of them, rounded to it, each at a length
  /// of its own.
  @Test(arguments: [(1, 1), (1, 5), (2, 1), (2, 2), (4, 5), (7, 2)], [1, 1e8, 1e16])
  func dependentRowsCostTheirRank(_ counts: (rank: Int, sums: Int), _ spread: Double) {
    let (rank, sums) = counts
    for seed in 0..<6 {
      var random = RandomStream(seed: seed, "rank \(rank)")
      func rounded(_ row: [Double]) -> [Double] { row.map { Double(Float($0)) } }
      func length() -> Double { pow(spread, random.uniform() - 0.5) }
      let independent = (0..<rank).map { _ in rounded((0..<20).map { _ in random.normal() }) }
      let dependent = (0..<sums).map { _ in
        rounded(combined(independent, independent.map { _ in random.normal() }))
      }
      var rows = (independent + dependent).map { row in
        let scale = length()
        return rounded(row.map { $0 * scale })
      }
      rows.append(rows[0].map { _ in 0 })
      rows.append(rounded(rows[0].map { $0 * 3 }))
      let order = random.permutation(rows.count)
      #expect(spectrum(order.map { rows[$0] }).eigenvalues.count == rank)
    }
  }

  /// What single precision leaves of a direction is not one; a thousand times as much is, however
  /// short the row.
  @Test(arguments: [1, 1e-8, 1e8]) func cutOff(_ scale: Double) {
    func rows(_ rest: Double) -> [[Double]] { [[1, 0], [scale, scale * rest]] }
    #expect(spectrum(rows(1e-8)).eigenvalues.count == 1)
    #expect(spectrum(rows(1e-5)).eigenvalues.count == 2)
    #expect(spectrum([[0, 0]]).eigenvalues.isEmpty && spectrum([]).eigenvalues.isEmpty)
  }
}

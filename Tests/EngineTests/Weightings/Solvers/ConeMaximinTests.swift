import Testing

@testable import Engine

@Suite struct ConeMaximinTests {
  /// What is found equals the bound that its own weights put on everything: nothing can be better.
  @Test(arguments: JacobianSample.of(JacobianKind.independent, seeds: 6), [0.05, 0.5, 0.8, 0.95])
  func dualityGap(_ sample: JacobianSample, _ c: Double) {
    let reference = sample.rows.map { _ in 1 / Double(sample.tasks) }
    let found = ConeMaximin(sample.gramian, reference: reference, cosine: c)
    let cone = ConeOfUpdates(sample.rows, cosine: c)
    #expect(abs(found.mixture.reduce(0, +) - 1) < 1e-12)
    #expect(found.mixture.allSatisfy { $0 >= 0 })
    let gap = cone.bound(found.mixture) - cone.worst(sample.update(found.coefficients))
    #expect(abs(gap) <= 1e-10 * cone.length * (sample.norms.max() ?? 0))
  }

  /// Opposite gradients: whatever the cone holds hurts the shorter one, and what keeps the least
  /// progress hurts it least.
  @Test func oppositeGradients() {
    let rows = [[3.0], [-1]]
    let found = ConeMaximin([[9, -3], [-3, 1]], reference: [0.5, 0.5], cosine: 0.5)
    #expect(error(combined(rows, found.coefficients), [0.5]) < 1e-12)
  }
}

import Testing

@testable import Engine

/// Tasks have no order: the same gradients in another order get the same weights.
@Suite struct GramianEquivarianceTests {
  /// PCGrad and GradVac draw the order in which they project, so a permutation meets other draws; the primary task of PCD is
  /// a place, and stays where it is.
  static let schemes = [
    "mgda", "cagrad", "conicgrad", "imtl-g", "imtl", "nash-mtl", "fairgrad", "aligned-mtl",
    "upgrad", "dualproj", "config", "pcd", "krum", "sdmgrad", "modo", "crmogm", "gradnorm",
    "gradnorm-paper",
  ]

  /// Where all gradients sum to 0, these weights are 0 and what is found is rounding; SDMGrad's large steps flee from the equal
  /// mixture, where they should stay, to wherever rounding sends them.
  static let unstable = ["aligned-mtl", "config", "sdmgrad"]

  @Test func everySchemeIsHere() {
    let measured = weightings.names.filter {
      if case .gramian? = try? weightings.make($0).item.needs { return true }
      return false
    }
    #expect(Set(measured) == Set(Self.schemes + ["pcgrad", "gradvac"]))
  }

  @Test(arguments: schemes, JacobianSample.of(JacobianKind.allCases))
  func permutation(_ scheme: String, _ sample: JacobianSample) throws {
    if sample.kind == .balanced, Self.unstable.contains(scheme) { return }
    var random = RandomStream(seed: sample.seed, "order")
    let order =
      scheme == "pcd"
      ? [0] + random.permutation(sample.tasks - 1).map { $0 + 1 }
      : random.permutation(sample.tasks)
    var weighting = try weightings.make(scheme).item
    let plain = weighting.combine(sample.evidence)
    weighting = try weightings.make(scheme).item
    let permuted = weighting.combine(
      evidence(
        losses: order.map { sample.evidence.losses[$0] }, learned: order.map { _ in 0 },
        jacobian: order.map { sample.rows[$0] }))
    var back = plain.shared
    for (place, task) in order.enumerated() { back[task] = permuted.shared[place] }
    // The lengths of the parts of the update, against the longest, or what a weight makes of the shortest gradient.
    let size = zip(plain.shared, sample.norms).reduce(0) { max($0, abs($1.0) * $1.1) }
    let shortest = sample.norms.filter { $0 > 0 }.min() ?? 1
    let largest = plain.shared.reduce(0) { max($0, abs($1)) }
    // Coefficients of 1e5 turn the last digits of a Gramian of nearly parallel gradients into the update.
    let tolerance = sample.kind == .nearlyParallel ? 1e-2 : 1e-7
    let slack = tolerance * max(size, 1e-6 * largest * shortest)
    for (task, length) in sample.norms.enumerated() {
      #expect(abs(back[task] - plain.shared[task]) * length <= slack)
    }
  }
}

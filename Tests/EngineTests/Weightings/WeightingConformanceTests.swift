import Testing

@testable import Engine

/// What every scheme of the catalog owes that looks at losses or a Gramian.
@Suite struct WeightingConformanceTests {
  static let schemes = weightings.names.filter { name in
    switch try? weightings.make(name).item.needs {
    case .losses, .gramian: return true
    default: return false
    }
  }
  static let losses: [@Sendable (Int) -> Double] = [
    { 0.5 + Double($0) }, { _ in 0 }, { $0 == 0 ? 0 : 1 }, { $0 == 0 ? 1e-30 : 1e30 },
  ]

  /// Three steps on every degenerate input there is: zero, duplicate, opposite and dependent gradients, scales of 1e±6, one
  /// task and ten.
  @Test(
    arguments: schemes,
    JacobianSample.of(JacobianKind.allCases, tasks: [1, 2, 3, 5, 8, 9, 10], seeds: 1))
  func isFinite(_ scheme: String, _ sample: JacobianSample) throws {
    for losses in Self.losses {
      var weighting = try weightings.make(scheme).item
      let learned = weighting.learnedParameters(tasks: sample.tasks)
      for step in 0..<3 {
        let values = (0..<sample.tasks).map(losses)
        let found = weighting.combine(
          Evidence(
            epoch: step, step: step, epochs: 5, losses: values,
            kinds: values.map { _ in .regression }, history: Array(repeating: values, count: step),
            learned: learned, gramian: sample.gramian,
            random: RandomStream(seed: step, "conformance")))
        #expect((found.shared + found.specific + found.learned).allSatisfy { $0.isFinite })
        #expect(found.shared.count == sample.tasks && found.specific.count == sample.tasks)
        #expect(found.learned.count == learned.count)
        if weighting.looksBack { weighting.observe(before: values, after: values) }
      }
    }
  }

  /// Options that take another way through a scheme, at the ends of their ranges.
  static let options: [(String, [String: OptionValue])] = [
    ("mgda", ["normalization": .text("l2")]), ("mgda", ["normalization": .text("loss")]),
    ("mgda", ["normalization": .text("loss+")]), ("cagrad", ["c": .integer(0)]),
    ("cagrad", ["c": .integer(10), "rescale": .integer(2)]), ("conicgrad", ["c": .number(0.01)]),
    ("conicgrad", ["c": .integer(1)]), ("gradvac", ["beta": .integer(1)]),
    ("fairgrad", ["alpha": .number(0.01)]), ("fairgrad", ["alpha": .integer(100)]),
    ("nash-mtl", ["max-norm": .integer(0)]), ("aligned-mtl", ["scale": .text("median")]),
    ("aligned-mtl", ["scale": .text("rmse")]), ("upgrad", ["regularization": .integer(0)]),
    ("dualproj", ["regularization": .integer(0)]), ("upgrad", ["relative-to": .text("task")]),
    ("dualproj", ["relative-to": .text("task")]),
    ("pcd", ["epsilon": .integer(0), "beta": .integer(0), "tau": .integer(1)]),
    ("krum", ["selected": .integer(3), "squared": .bool(true)]),
    ("sdmgrad", ["rate": .integer(1_000_000)]), ("modo", ["gamma": .integer(1_000_000)]),
  ]

  @Test(
    arguments: options,
    JacobianSample.of(JacobianKind.allCases, tasks: [1, 2, 5, 9], seeds: 1))
  func isFiniteWithOptions(
    _ scheme: (name: String, options: [String: OptionValue]), _ sample: JacobianSample
  ) throws {
    var weighting = try weightings.make(scheme.name, scheme.options).item
    for step in 0..<3 {
      let found = weighting.combine(
        Evidence(
          epoch: 0, step: step, epochs: 1, losses: (0..<sample.tasks).map { Double($0) },
          gramian: sample.gramian, random: RandomStream(seed: step, "options")))
      #expect((found.shared + found.specific).allSatisfy { $0.isFinite })
    }
  }

  /// The products of two batches' gradients are no Gramian: not symmetric, negative on the diagonal.
  @Test(arguments: schemes) func survivesProductsOfTwoBatches(_ scheme: String) throws {
    guard try weightings.make(scheme).item.batchesPerStep == 3 else { return }
    for (scale, seed) in [1e-12, 1, 1e12].flatMap({ s in (0..<20).map { (s, $0) } }) {
      var random = RandomStream(seed: seed, "products")
      var weighting = try weightings.make(scheme).item
      for tasks in [1 + seed % 5] {
        let products = (0..<tasks).map { _ in (0..<tasks).map { _ in random.normal() * scale } }
        let found = weighting.combine(
          Evidence(
            epoch: 0, step: 0, epochs: 1, losses: products.map { _ in 1 }, gramian: products,
            random: random))
        #expect(abs(found.shared.reduce(0, +) - 1) < 1e-9)
        #expect(found.shared.allSatisfy { $0 >= 0 })
      }
    }
  }

  /// A scheme that gets another's state goes on exactly as that one does.
  @Test(arguments: schemes, [JacobianKind.random, .conflicting, .duplicated])
  func resumesFromItsState(_ scheme: String, _ kind: JacobianKind) throws {
    func step(_ weighting: inout any Weighting, _ step: Int) -> Combination {
      let sample = JacobianSample(kind, tasks: 3, seed: step)
      let losses = [1, 0.5, 2].map { $0 / Double(step + 1) }
      let found = weighting.combine(
        Evidence(
          epoch: step / 2, step: step, epochs: 5, losses: losses,
          kinds: losses.map { _ in .regression },
          history: Array(repeating: losses, count: step / 2),
          learned: weighting.learnedParameters(tasks: 3), gramian: sample.gramian,
          random: RandomStream(seed: step, "resume")))
      if weighting.looksBack { weighting.observe(before: losses, after: losses.map { $0 * 0.9 }) }
      return found
    }
    var whole = try weightings.make(scheme).item
    for index in 0..<3 { _ = step(&whole, index) }
    var resumed = try weightings.make(scheme).item
    resumed.state = whole.state
    for index in 3..<6 {
      let (a, b) = (step(&whole, index), step(&resumed, index))
      #expect(a.shared == b.shared && a.specific == b.specific && a.learned == b.learned)
      #expect(whole.state == resumed.state)
    }
  }
}

import Testing

@testable import Engine

/// What UPGrad and DualProj say of gradients of very different lengths.
@Suite struct ConflictRegularizationTests {
  /// The cosine of the update with the shorter of two gradients at a cosine of −0.9.
  private func cosine(_ scheme: String, _ ratio: Double, _ options: [String: OptionValue])
    throws -> Double
  {
    let short = [-0.9, (0.19).squareRoot()]
    let rows = [[ratio, 0], short]
    var weighting = try weightings.make(scheme, options).item
    let found = weighting.combine(evidence(losses: [1, 1], jacobian: rows))
    let update = combined(rows, found.shared)
    return inner(short, update) / norm(update)
  }

  /// The numbers that the schemes' descriptions give.
  @Test(
    arguments: [
      ("upgrad", 100, -0.71), ("upgrad", 1000, -0.90), ("dualproj", 100, -0.72),
      ("dualproj", 1000, -0.90),
    ])
  func shortGradientsAreHardlyProtected(_ scheme: String, _ ratio: Double, _ expected: Double)
    throws
  {
    let found = try cosine(scheme, ratio, [:])
    #expect(abs(found - expected) < 0.005)
    #expect(try cosine(scheme, ratio, ["relative-to": .text("trace")]) == found)
  }

  @Test(arguments: ["upgrad", "dualproj"], [100, 1000, 1e8])
  func perTaskLengthsDoNotMatter(_ scheme: String, _ ratio: Double) throws {
    #expect(try cosine(scheme, ratio, ["relative-to": .text("task")]) > -2.1e-4)
    // The regularisation is there: without it the cosine is 0 at least.
    let more: [String: OptionValue] = [
      "relative-to": .text("task"), "regularization": .number(0.1),
    ]
    #expect(try cosine(scheme, ratio, more) < -0.1)
  }

  /// Where all gradients are of one length both are the same, up to the T of the trace.
  @Test(arguments: ["upgrad", "dualproj"]) func sameForOneLength(_ scheme: String) throws {
    let sample = JacobianSample(.conflicting, tasks: 4, seed: 1)
    let rows = zip(sample.rows, sample.norms).map { row, length in row.map { $0 / length } }
    func weights(_ amount: Double, _ reference: String) throws -> [Double] {
      var weighting = try weightings.make(
        scheme, ["regularization": .number(amount), "relative-to": .text(reference)]
      ).item
      return weighting.combine(evidence(losses: [1, 1, 1, 1], jacobian: rows)).shared
    }
    #expect(error(try weights(0.1, "trace"), try weights(0.4, "task")) < 1e-12)
  }
}

import Testing

@testable import Report

@Suite struct BlockModelTests {
  /// A 3 × 3 table worked by hand: rows are the baseline and two arms, columns seeds.
  @Test func aTableWorkedByHand() throws {
    let model = BlockModel(baseline: [1, 2, 3], arms: [[2, 4, 3], [3, 3, 6]])
    // Row means 2, 3, 4; column means 2, 3, 4; grand mean 3. Residuals: 0 0 0; 0 1 −1; 0 −1 1.
    let pooled = try #require(model.pooled[0])
    #expect(pooled.degrees == 4)
    #expect(abs(pooled.standardError - (2.0 * 1 / 3).squareRoot()) < 1e-12)
    #expect(pooled.mean == 1)
    // The baseline's residuals vanish: the ratio is infinite, and own variances are primary.
    #expect(model.varianceRatio == .infinity)
    let own = try #require(model.estimates[0])
    #expect(own.model == .own && own.degrees == 2)
    #expect(abs(own.standardError - (1.0 / 3).squareRoot()) < 1e-12)
  }

  @Test func similarVariancesArePooled() throws {
    let model = BlockModel(
      baseline: [0, 1, -1, 0.5], arms: [[1.4, 1.2, 0.6, 1.3], [-0.5, 0.9, -0.4, -0.6]])
    let ratio = try #require(model.varianceRatio)
    try #require(ratio <= BlockModel.largestVarianceRatio)
    #expect(model.estimates.allSatisfy { $0?.model == .pooled && $0?.degrees == 6 })
    let interval = try #require(model.estimates[0])
    #expect(abs(interval.high - interval.mean - 2.4469118511 * interval.standardError) < 1e-8)
  }

  @Test func anArmThatMissesASeedFallsBackToItsOwnVariance() throws {
    let model = BlockModel(
      baseline: [0, 1, -1, 0.5],
      arms: [[1.4, 1.2, 0.6, 1.3], [-0.5, 0.9, -0.4, -0.6], [0.4, nil, 0.2, 1]])
    let estimate = try #require(model.estimates[2])
    #expect(estimate.model == .own && estimate.seeds == 3 && estimate.degrees == 2)
    #expect(model.pooled[2] == nil)
    // The others are pooled as if the incomplete arm were not there.
    #expect(model.estimates[0]?.degrees == 6)
  }

  @Test func oneSeedHasNoInterval() {
    let model = BlockModel(baseline: [0], arms: [[1], [nil]])
    #expect(model.estimates.allSatisfy { $0 == nil })
  }

  @Test func seedsToDecideGrowWithTheSpread() {
    func needed(_ deviation: Double) -> Int? {
      Estimate(
        mean: 0, standardError: 1, degrees: 2, seeds: 3, model: .own, pairedDeviation: deviation
      ).seedsToDecide(margin: 2)
    }
    // R's power.t.test(delta = 2, sd = 2, power = .8, type = "paired") gives 9.94 → 10.
    #expect(needed(2) == 10)
    #expect(needed(0.5)! < needed(2)!)
    #expect(needed(4)! > needed(2)!)
  }

  @Test func holm() {
    let adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
    for (value, expected) in zip(adjusted, [0.03, 0.06, 0.06, 0.02]) {
      #expect(abs(value - expected) < 1e-12)
    }
    #expect(holmAdjusted([0.9, 0.8]) == [1, 1])
    #expect(holmAdjusted([]).isEmpty)
  }
}

import Testing

@testable import Report

/// Suites simulated with a known truth: what the intervals and verdicts promise, they keep.
@Suite struct CalibrationTests {
  struct Tally {
    var covered = 0
    var nonInferior = 0
    var superior = 0
    var total = 0
    var coverage: Double { Double(covered) / Double(total) }
  }

  static let margins = Margins(overall: 2, task: 5, saving: 30)

  /// - Parameters:
  ///   - truth: the true Δp of every arm.
  ///   - deviations: residual standard deviation of the baseline and of each arm.
  func simulate(
    seeds: Int, truth: Double, deviations: [Double], suites: Int = 1500, stream: UInt64
  ) -> Tally {
    var random = SplitMix64(stream)
    var tally = Tally()
    for _ in 0..<suites {
      let common = (0..<seeds).map { _ in random.normal() }
      func row(_ deviation: Double, _ mean: Double) -> [Double] {
        common.map { $0 + mean + deviation * random.normal() }
      }
      let baseline = row(deviations[0], 0)
      let arms = deviations.dropFirst().map { row($0, truth).map(Optional.init) }
      for estimate in BlockModel(baseline: baseline, arms: arms).estimates {
        guard let estimate else { continue }
        tally.total += 1
        if estimate.low <= truth, truth <= estimate.high { tally.covered += 1 }
        let verdict = Verdict.decide(
          VerdictEvidence(
            saving: 60, deltaP: estimate, tasks: [("only", estimate)], failed: 0, planned: seeds,
            finishedSeeds: seeds), Self.margins)
        if verdict == .nonInferior { tally.nonInferior += 1 }
        if verdict == .superior { tally.superior += 1 }
      }
    }
    return tally
  }

  @Test(arguments: [3, 5]) func equalArms(seeds: Int) {
    let tally = simulate(
      seeds: seeds, truth: 0, deviations: Array(repeating: 0.7, count: 6), stream: 1)
    #expect((0.93...0.97).contains(tally.coverage), "coverage \(tally.coverage)")
    // A/A: an arm that is the baseline with other noise.
    #expect(Double(tally.superior) / Double(tally.total) <= 0.05)
  }

  @Test(arguments: [3, 5]) func armsWorseByTheMargin(seeds: Int) {
    let tally = simulate(
      seeds: seeds, truth: -2, deviations: Array(repeating: 0.7, count: 6), stream: 2)
    #expect((0.93...0.97).contains(tally.coverage), "coverage \(tally.coverage)")
    let kept = Double(tally.nonInferior + tally.superior) / Double(tally.total)
    #expect(kept <= 0.04, "\(kept) called non-inferior")
    #expect(kept > 0.005, "a test that never errs has no power: \(kept)")
  }

  @Test(arguments: [3, 5]) func unequalVariances(seeds: Int) {
    let tally = simulate(
      seeds: seeds, truth: -2, deviations: [0.5, 0.5, 0.5, 1.5, 1.5, 1.5], stream: 3)
    #expect((0.93...0.97).contains(tally.coverage), "coverage \(tally.coverage)")
    #expect(Double(tally.nonInferior) / Double(tally.total) <= 0.04)
  }
}

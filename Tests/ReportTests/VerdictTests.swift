import Testing

@testable import Report

@Suite struct VerdictTests {
  let margins = Margins(overall: 2, task: 5, saving: 30)

  func estimate(_ mean: Double, half: Double) -> Estimate {
    let t = StudentT.quantile(0.975, 4)
    return Estimate(
      mean: mean, standardError: half / t, degrees: 4, seeds: 5, model: .own,
      pairedDeviation: half / t * 5.0.squareRoot())
  }

  func decide(
    saving: Double? = 60, _ deltaP: Estimate?, task: Estimate? = nil, failed: Int = 0,
    finished: Int = 5, adjusted: (Double, Double)? = nil
  ) -> Verdict {
    Verdict.decide(
      VerdictEvidence(
        saving: saving, deltaP: deltaP, tasks: [("depth", task ?? deltaP)], failed: failed,
        planned: 5, finishedSeeds: finished,
        adjusted: adjusted.map { (nonInferior: $0.0, superior: $0.1) }), margins)
  }

  @Test func everyVerdict() {
    #expect(decide(estimate(1, half: 0.5)) == .superior)
    #expect(decide(estimate(-0.6, half: 0.8)) == .nonInferior)
    #expect(decide(estimate(-4, half: 1)) == .tradeOff(lossPerTenPercent: 4.0 / 60 * 10))
    #expect(decide(saving: 10, estimate(1, half: 0.5)) == .noSaving)
    #expect(decide(saving: -65, nil) == .noSaving)
    guard case .inconclusive(.wide) = decide(estimate(-1.5, half: 3)) else {
      Issue.record("an interval across the margin is inconclusive")
      return
    }
  }

  @Test func doubts() {
    #expect(decide(nil) == .inconclusive(.oneSeed))
    #expect(decide(nil, finished: 0) == .inconclusive(.nothingToCompare))
    #expect(decide(saving: nil, nil) == .inconclusive(.nothingToCompare))
    // A diverged run keeps its slot, whatever the others say.
    #expect(decide(estimate(9, half: 0.1), failed: 1) == .inconclusive(.failed(count: 1, of: 5)))
    #expect(
      decide(estimate(-0.5, half: 0.5), task: estimate(-4, half: 2))
        == .inconclusive(.guardedTask("depth")))
    #expect(
      decide(estimate(-0.6, half: 0.8), adjusted: (0.03, 0.9)) == .inconclusive(.multiplicity))
    #expect(decide(estimate(-0.6, half: 0.8), adjusted: (0.02, 0.9)) == .nonInferior)
    #expect(decide(estimate(1, half: 0.9), adjusted: (0.001, 0.03)) == .nonInferior)
  }

  @Test func strongerVerdictsFulfilWeakerClaims() {
    #expect(
      ReachedVerdict.allCases.map(\.rawValue)
        == ["no-saving", "trade-off", "non-inferior", "superior"])
    #expect(ReachedVerdict.allCases == ReachedVerdict.allCases.sorted())
    #expect(ReachedVerdict(rawValue: "similar") == nil)
    #expect(Verdict.inconclusive(.oneSeed).reached == nil)
  }

  /// Every verdict has a word, a shape and a colour of its own in a page.
  @Test func verdictsAreToldApart() {
    let all = ReachedVerdict.allCases
    #expect(Set(all.map(\.word)).count == all.count && Set(all.map(\.shape)).count == all.count)
    for verdict in all {
      let kind = Badge(shape: verdict.shape, word: verdict.word).kind
      #expect(
        Stylesheet.text.contains(".badge.\(kind)") && Stylesheet.text.contains(".claims .\(kind)"))
    }
  }

  /// A gain in the mean does not hide a task that is lost.
  @Test func aHarmedTaskIsNamed() throws {
    let results = try Results(SimulatedSuite(seeds: [1, 2, 3, 4], pictures: false).input)
    let comparison = results.comparisons[0]
    var arm = try #require(comparison.arms.first { $0.verdict == .superior })
    let wording = VerdictWording(suite: results.suite)
    #expect(wording.conclusion(arm, in: comparison).hasSuffix(": superior"))
    arm.taskEstimates["normals"] = estimate(-7.3, half: 1)
    #expect(
      wording.conclusion(arm, in: comparison).hasSuffix(
        "superior in the mean of the tasks, while the guard of 5 % on every task is broken: normals −7.3\u{00A0}% [−8.3, −6.3]"
      ))
  }
}

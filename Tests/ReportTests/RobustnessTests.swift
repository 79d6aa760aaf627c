import Foundation
import Records
import Testing

@testable import Report

/// Arms that are trained once more with a loss multiplied, with known effects.
@Suite struct RobustnessTests {
  private func suite(seeds: [Int] = [1, 2, 3, 4, 5]) -> SimulatedSuite {
    var suite = SimulatedSuite()
    suite.seeds = seeds
    suite.weightings = [Choice("equal"), Choice("uncertainty"), Choice("pcgrad")]
    suite.architectures.removeSubrange(1...3)
    suite.epochs = 2
    suite.pictures = false
    suite.scaleEffects = ["equal": -6, "uncertainty": 0, "pcgrad": 0]
    suite.scaleResponses = ["uncertainty": 0, "pcgrad": 0.5]
    return suite
  }

  private func document(_ results: Results) -> String {
    let section = RobustnessSection()
    return MarkdownRenderer().render(
      ReportDocument(
        title: "T", lead: "L",
        parts: [.init(title: section.title, id: section.id, blocks: section.blocks(results))],
        digest: "0", command: "test"))
  }

  @Test func scaledArmsEnterNoComparison() throws {
    var plain = suite()
    plain.scaleEffects = [:]
    let without = try Results(plain.input)
    let with = try Results(suite().input)
    #expect(with.planned == without.planned + 2 * 3 * 5)
    #expect(with.unplanned == 0 && with.holes.isEmpty)
    #expect(with.comparisons.count == 1)
    let sections: [any ReportSection] = [
      RankingSection(), TasksSection(), WeightingSection(), CurvesSection(), StatisticsSection(),
      QualitativeSection(),
    ]
    for section in sections {
      func text(_ results: Results) -> String {
        MarkdownRenderer().render(
          ReportDocument(
            title: "T", lead: "L",
            parts: [.init(title: section.title, id: section.id, blocks: section.blocks(results))],
            digest: "0", command: "test"))
      }
      // Commands name cells; everything else is the same.
      #expect(text(with) == text(without), "\(section.id)")
    }
    #expect(RobustnessSection().blocks(without).isEmpty)
  }

  @Test func verdictsFollowTheEffects() throws {
    let results = try Results(suite().input)
    let trial = try #require(results.scaleTrials.first)
    #expect(results.scaleTrials.count == 1 && trial.scaling == "depth × 10")
    #expect(trial.pairs.count == 6)
    for pair in trial.pairs {
      #expect(pair.verdict == (pair.scheme == "equal" ? .changed : .unchanged), "\(pair)")
      #expect(pair.changes.map(\.seed) == [1, 2, 3, 4, 5])
      // The scaled arm is compared with the same baseline: Δp differs by the change.
      let change = try #require(pair.meanChange)
      let difference = pair.scaled.deltaPMean! - pair.plain.deltaPMean!
      #expect(abs(change - difference) < 1e-9)
    }
  }

  @Test func theSectionAsMarkdown() throws {
    try expectGolden(document(try Results(suite().input)), "robustness.md")
  }

  /// A change exactly at the margin, a diverged run, a cell that was not run.
  @Test func doubtsAreTold() throws {
    var shifted = suite(seeds: [1, 2, 3])
    shifted.scaleEffects = ["equal": -2, "uncertainty": 0, "pcgrad": 0]
    var input = shifted.input
    let diverged = input.records.firstIndex {
      !$0.cell.lossScales.isEmpty && $0.cell.weighting.name == "pcgrad"
    }!
    input.records[diverged].outcome = .failed(Failure(reason: .diverged, message: "NaN"))
    input.records.removeAll {
      !$0.cell.lossScales.isEmpty && $0.cell.weighting.name == "uncertainty"
        && $0.cell.architecture.name == "mtan"
    }
    let results = try Results(input)
    let pairs = results.scaleTrials[0].pairs
    func verdict(_ scheme: String, _ architecture: String) -> Invariance? {
      pairs.first { $0.scheme == scheme && $0.architecture == architecture }?.verdict
    }
    #expect(verdict("equal", "split") != .unchanged)
    #expect(verdict("pcgrad", "split") == .inconclusive(.failed(count: 1, of: 6)))
    #expect(verdict("uncertainty", "mtan") == .inconclusive(.nothingToCompare))
    #expect(pairs.first { $0.scheme == "uncertainty" && $0.architecture == "mtan" }?.ranks == nil)
    let text = document(results)
    #expect(text.contains("1 of 6 runs failed, all with the factor"))
    #expect(text.contains("no seed is finished with and without the factor"))
    let holes = HolesSection().blocks(results)
    #expect("\(holes)".contains("uncertainty, depth × 10"))
  }

  @Test func oneSeedDecidesNothing() throws {
    let results = try Results(suite(seeds: [1]).input)
    let trial = try #require(results.scaleTrials.first)
    #expect(trial.pairs.allSatisfy { $0.verdict == .inconclusive(.oneSeed) && $0.ranks != nil })
    #expect(document(results).contains("one seed allows no interval"))
  }

  @Test func aWholeReportIsRendered() throws {
    try withReportDirectory("robustness") { directory in
      try renderReport(suite().input, to: directory)
      let page = try String(contentsOf: directory.appending(path: "index.html"), encoding: .utf8)
      #expect(page.contains("depth × 10") && page.contains("Kendall’s τ"))
    }
  }

  /// Two invariant schemes that lie close together may change places: the section says so, and how close.
  @Test func swapsAmongTheUnchangedAreNamed() throws {
    var close = suite()
    close.scaleEffects = ["equal": 1, "uncertainty": -1, "pcgrad": -6]
    let results = try Results(close.input)
    let text = document(results)
    let pairs = results.scaleTrials[0].pairs
    #expect(pairs.filter { $0.verdict == .unchanged }.map(\.scheme).contains("uncertainty"))
    #expect(
      text.contains("the unchanged ones do not keep theirs to the last place (Kendall’s τ −1.00)"))
    #expect(text.contains("equal and uncertainty change places"))
  }

  @Test func weightsTellWhatTheyLetThrough() throws {
    let results = try Results(suite().input)
    for pair in results.scaleTrials[0].pairs {
      let expected = ["equal": 1, "uncertainty": 0, "pcgrad": 0.5][pair.scheme]!
      #expect(abs(try #require(pair.response) - expected) < 1e-9, "\(pair.scheme)")
    }
    let text = document(results)
    #expect(text.contains("take the factor back from the first epoch on: uncertainty."))
    #expect(text.contains("let it through whole: equal."))
  }

  /// What the weights let through may be limited elsewhere: then the networks stay as they were.
  @Test func unchangedInSpiteOfTheWeights() throws {
    var limited = suite()
    limited.scaleEffects["equal"] = 0
    let text = document(try Results(limited.input))
    #expect(text.contains("so that it is limited in the gradients themselves: equal."))
    #expect(!text.contains("let it through whole"))
  }

  /// A weight of 0 has no share to compare.
  @Test func weightsOfZeroTellNothing() throws {
    var input = suite().input
    for index in input.records.indices {
      guard case .finished(var finished) = input.records[index].outcome,
        input.records[index].cell.weighting.name == "pcgrad"
      else { continue }
      finished.epochs[0].weights[0] = 0
      input.records[index].outcome = .finished(finished)
    }
    let pairs = try Results(input).scaleTrials[0].pairs
    #expect(pairs.filter { $0.scheme == "pcgrad" }.allSatisfy { $0.response == nil })
    #expect(pairs.filter { $0.scheme == "equal" }.allSatisfy { $0.response != nil })
  }

  /// Uncertainty lies 0.8 points above pcgrad in every seed; scaled, 6 points below it or as it was.
  @Test(arguments: [(0.0, 0), (-6.0, 1)])
  func ordersOfPairsThatCanBeToldApart(_ effect: Double, _ reversed: Int) throws {
    var turned = suite(seeds: Array(1...12))
    turned.scaleEffects = ["equal": 0, "uncertainty": effect, "pcgrad": 0]
    let pairs = try Results(turned.input).scaleTrials[0].pairs
    let two = pairs.filter { $0.architecture == "split" && $0.scheme != "equal" }
    let order = PairwiseOrder(two)
    #expect(order.pairs == 1 && order.apart == 1)
    #expect(order.reversed.count == reversed)
  }

  @Test func kendallsTauOfKnownOrders() {
    #expect(kendallTau([1], [1]) == nil)
    #expect(kendallTau([1, 2, 3], [1, 2, 3]) == 1)
    #expect(kendallTau([1, 2, 3], [3, 2, 1]) == -1)
    // One of six pairs is turned round: (5 − 1) / 6.
    #expect(abs(kendallTau([1, 2, 3, 4], [1, 3, 2, 4])! - 4.0 / 6) < 1e-12)
  }

  private func estimate(_ mean: Double, half: Double) -> Estimate {
    let degrees = 10.0
    return Estimate(
      mean: mean, standardError: half / StudentT.quantile(0.975, degrees), degrees: degrees,
      seeds: 3, model: .own, pairedDeviation: 1)
  }

  @Test(arguments: [
    (0.5, 1.0, "unchanged"), (-1.2, 0.5, "unchanged"), (-3, 0.5, "changed"),
    (1.5, 1.0, "changed"), (1.0, 1.5, "inconclusive"), (-3, 4.0, "inconclusive"),
  ]) func verdictsByTheInterval(_ mean: Double, _ half: Double, _ word: String) {
    let verdict = Invariance.decide(
      estimate(mean, half: half), pairs: 3, failed: 0, planned: 6, margin: 2)
    #expect(verdict.word == word)
  }
}

/// Simulated changes with a known truth: they happen to be exactly the margin.
@Suite struct InvarianceCalibrationTests {
  @Test(arguments: [3, 5]) func calibration(_ seeds: Int) throws {
    var random = SplitMix64(UInt64(seeds))
    let total = 6000
    var covered = 0
    var unchanged = 0
    for _ in 0..<total {
      let changes = (0..<seeds).map { _ in 2 + 0.6 * random.normal() }
      let estimate = try #require(BlockModel.paired(changes))
      if estimate.low <= 2, estimate.high >= 2 { covered += 1 }
      let verdict = Invariance.decide(
        estimate, pairs: seeds, failed: 0, planned: 2 * seeds, margin: 2)
      if verdict == .unchanged { unchanged += 1 }
    }
    #expect((0.93...0.97).contains(Double(covered) / Double(total)))
    #expect(Double(unchanged) / Double(total) <= 0.04)
  }
}

@Suite struct StepLengthTests {
  @Test func lengthsAreTabulatedWhereMeasured() throws {
    var suite = SimulatedSuite()
    suite.epochs = 2
    suite.pictures = false
    func text(_ suite: SimulatedSuite) throws -> String {
      let results = try Results(suite.input)
      return MarkdownRenderer().render(
        ReportDocument(
          title: "T", lead: "L",
          parts: [
            .init(
              title: "W", id: "w",
              blocks: StepLengthTable(comparison: results.comparisons[0]).blocks())
          ], digest: "0", command: "test"))
    }
    #expect(try !text(suite).contains("Update norm"))
    suite.measuresNorms = true
    let measured = try text(suite)
    #expect(measured.contains("hidden change of the learning rate"))
    #expect(measured.contains("Gradient norms: segmentation · depth · normals"))
    #expect(measured.contains("0.500 · 1.50 · 2.50"))
    #expect(measured.contains("3.00× from"))
    #expect(measured.contains("to dwa with mtan"))
  }
}

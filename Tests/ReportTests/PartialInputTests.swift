import Foundation
import Records
import Testing

@testable import Report

/// A report of whatever there is: nothing, failures only, one seed, a missing baseline.
@Suite struct PartialInputTests {
  private func render(_ input: ReportInput, _ name: String) throws -> (
    markdown: String, summary: ReportSummary
  ) {
    var text = ""
    var summary: ReportSummary?
    try withReportDirectory(name) { directory in
      summary = try renderReport(input, to: directory)
      text = try String(contentsOf: directory.appending(path: "README.md"), encoding: .utf8)
    }
    return (text, summary!)
  }

  private func small(seeds: [Int] = [1, 2, 3]) -> SimulatedSuite {
    var suite = SimulatedSuite()
    suite.seeds = seeds
    suite.weightings = [Choice("equal")]
    suite.epochs = 3
    suite.pictures = false
    return suite
  }

  @Test func nothingMeasured() throws {
    var input = small().input
    input.records = []
    let (text, summary) = try render(input, "empty")
    #expect(text.contains("Nothing is measured yet."))
    #expect(summary.missing == input.suite.planned.count && summary.finished == 0)
    #expect(summary.claims.allSatisfy { $0.status == .undecided })
    #expect(summary.claimsHold)
  }

  @Test func noCellsPlanned() throws {
    var input = small().input
    input.suite.planned = []
    let (text, _) = try render(input, "unplanned")
    #expect(text.contains("not part of the profile"))
  }

  @Test func failuresOnly() throws {
    var input = small().input
    input.records = input.records.map { record in
      var copy = record
      copy.outcome = .failed(
        Failure(reason: .diverged, message: "depth loss NaN at epoch 1, step 3"))
      return copy
    }
    let (text, summary) = try render(input, "failed")
    #expect(summary.failed == input.suite.planned.count)
    #expect(text.contains("depth loss NaN at epoch 1, step 3"))
    #expect(text.contains("3 of 3 diverged"))
  }

  @Test func oneSeedHasNoIntervalsAndDecidesNoClaim() throws {
    let (text, summary) = try render(small(seeds: [1]).input, "one-seed")
    #expect(text.contains("one seed"))
    #expect(!text.contains("[−") && !text.contains("[+"))
    #expect(summary.claims.first?.status == .undecided)
  }

  @Test func withoutBaselineNothingIsCompared() throws {
    var input = small().input
    input.suite.planned.removeAll { $0.architecture.name == "single" }
    let (text, summary) = try render(input, "no-baseline")
    #expect(text.contains("nothing can be compared"))
    #expect(summary.claims.allSatisfy { $0.verdict == "inconclusive" })
  }

  @Test func aDivergedSeedMakesItsArmInconclusive() throws {
    var input = small().input
    let index = input.records.firstIndex { $0.cell.architecture.name == "mtan" }!
    input.records[index].outcome = .failed(Failure(reason: .diverged, message: "NaN"))
    let results = try Results(input)
    let arm = results.comparisons[0].arms.first { $0.architecture.name == "mtan" }!
    #expect(arm.verdict == .inconclusive(.failed(count: 1, of: 3)))
    #expect(arm.deltaP?.model == .own && arm.deltaP?.seeds == 2)
  }

  @Test func aMissingCellLeavesItsClaimUndecided() throws {
    var suite = small()
    suite.weightings = [Choice("equal"), Choice("uncertainty")]
    var input = suite.input
    input.records.removeAll {
      $0.cell.architecture.name == "mtan" && $0.cell.weighting.name == "uncertainty"
        && $0.cell.seed == 3
    }
    let (text, summary) = try render(input, "missing")
    #expect(summary.claims[0].status == .undecided)
    #expect(summary.missing == 1)
    #expect(text.contains("not run"))
  }

  @Test func oneTask() throws {
    var suite = small()
    suite.tasks = [Choice("depth")]
    let (text, _) = try render(suite.input, "one-task")
    #expect(text.contains("stan"))
    let results = try Results(suite.input)
    #expect(results.comparisons.count == 1 && results.comparisons[0].arms.count == 1)
  }

  @Test func twoTaskSetsAreTwoComparisons() throws {
    let three = small()
    var two = small()
    two.tasks = Array(three.tasks.prefix(2))
    var input = three.input
    let more = two.cells.filter { $0.tasks.count == 2 }
    input.suite.planned += more
    input.records += more.map(two.record)
    let results = try Results(input)
    #expect(results.comparisons.map(\.taskNames.count) == [3, 2])
    #expect(Set(results.comparisons.map(\.label)).count == 2)
    // Networks per task are put together anew for each task set.
    for comparison in results.comparisons {
      let stan = comparison.arms.first { $0.architecture.name == "stan" }!
      #expect(stan.runs[0].parts.count == comparison.tasks.count)
      #expect(comparison.arms.count == 6)
    }
    _ = try render(input, "two-sets")
  }

  @Test func narrowedSingleTaskNetworksAreAnArm() throws {
    let suite = small()
    var input = suite.input
    let narrow = input.suite.planned.filter { $0.architecture.name == "single" }.map { cell in
      var copy = cell
      copy.backbone = Choice("segnet", ["width": .number(0.0625)])
      return copy
    }
    input.suite.planned += narrow
    input.records += narrow.map(suite.record)
    let results = try Results(input)
    #expect(results.comparisons.count == 1)
    let control = results.comparisons[0].arms.first { $0.architecture.name == "single" }
    #expect(control?.role == .networksPerTask)
    #expect(control?.deltaPMean != nil)
  }
}

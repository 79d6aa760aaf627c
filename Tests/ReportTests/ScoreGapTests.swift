import Foundation
import Records
import Testing

@testable import Report

/// Finished networks without a score of a task: the report says what is missing, and never that
/// they are not finished.
@Suite struct ScoreGapTests {
  private func suite() -> SimulatedSuite {
    var suite = SimulatedSuite()
    suite.weightings = [Choice("equal")]
    suite.epochs = 3
    suite.pictures = false
    return suite
  }

  /// Takes the scores of a task away, as of a split without labels of it.
  private func without(
    _ task: String, _ split: ScoreGap.Split, where isMeant: (Cell) -> Bool = { _ in true }
  ) -> ReportInput {
    var input = suite().input
    for index in input.records.indices where isMeant(input.records[index].cell) {
      guard case .finished(var value) = input.records[index].outcome else { continue }
      if split == .test {
        value.test.removeAll { $0.task == task }
      } else {
        value.validation.removeAll { $0.task == task }
      }
      input.records[index].outcome = .finished(value)
    }
    return input
  }

  private func pages(_ input: ReportInput) throws -> [String] {
    var pages: [String] = []
    try withReportDirectory("gaps") { directory in
      try renderReport(input, to: directory)
      pages = try ["README.md", "index.html"].map {
        try String(contentsOf: directory.appending(path: $0), encoding: .utf8)
      }
    }
    return pages
  }

  @Test func aTaskWithoutTestScoresIsNamed() throws {
    let input = without("depth", .test)
    for page in try pages(input) {
      #expect(!page.contains("no multi-task network is finished"))
      #expect(!page.contains("compare with are not finished"))
      #expect(!page.contains("single-task mean is 0"))
      #expect(page.contains("No arm can be compared yet: depth has no score on the test split."))
      // 15 of five architectures, 3 of stan and 3 of single.
      #expect(page.contains("depth has no score on the test split in 21 finished cells"))
      #expect(page.contains("depth on the test split"))
      #expect(page.contains("depth: no finished cell has a score of it on the test split."))
      #expect(!page.contains("every planned cell is finished"))
    }
    let claims = try Results(input).claims
    #expect(claims.allSatisfy { $0.status == .undecided })
    #expect(claims[1].sentence.contains("depth has no score on the test split"))
  }

  @Test func oneArmWithoutAScore() throws {
    let input = without("depth", .test) { $0.architecture.name == "mtan" && $0.seed == 2 }
    let results = try Results(input)
    let arm = try #require(results.comparisons[0].arms.first { $0.architecture.name == "mtan" })
    #expect(arm.deltaPBySeed.map(\.seed) == [1, 3])
    #expect(results.scoreGaps.map(\.task) == ["depth"])
    for page in try pages(input) {
      #expect(page.contains("depth has no score on the test split in 1 finished cell"))
      #expect(page.contains(results.scoreGaps[0].part.cell.shortID))
    }
  }

  @Test func aBaselineWithoutScores() throws {
    let input = without("depth", .test) { $0.architecture.name == "single" }
    #expect(try Results(input).comparisons[0].obstacle == "depth has no score on the test split")
    _ = try pages(input)
  }

  @Test func aTaskWithoutValidationScoresIsNamed() throws {
    for page in try pages(without("depth", .validation)) {
      #expect(page.contains("depth has no score on the validation split in 21 finished cells"))
      #expect(!page.contains("No arm can be compared"))
    }
  }

  @Test func whatIsNotFinishedIsStillSaid() throws {
    var input = suite().input
    input.records.removeAll { $0.cell.tasks.count > 1 || $0.cell.architecture.name == "stan" }
    #expect(try Results(input).comparisons[0].obstacle == "no multi-task network is finished")
    #expect(
      try pages(input)[0].contains("No arm can be compared yet: no multi-task network is finished.")
    )
    #expect(try Results(suite().input).scoreGaps.isEmpty)
  }
}

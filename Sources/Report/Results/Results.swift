import Digests
import Foundation
import Records

/// Everything a report says, computed once from the records; sections only word and lay it out.
struct Results: Sendable {
  let suite: SuiteDescription
  let notes: String?
  let publishedCounts: [PublishedCount]
  let version: String
  let folder: ReportsFolder
  let comparisons: [Comparison]
  /// Arms that were trained once more with a loss multiplied; they enter no comparison.
  let scaleTrials: [ScaleTrial]
  let tuning: Tuning
  let style: ArmStyle
  let claims: [ClaimResult]
  /// The planned cells without a finished record, in the plan's order.
  let holes: [Run.Part]
  /// Of the finished cells, in the plan's order.
  let scoreGaps: [ScoreGap]
  let conditions: TrainingConditions
  let planned: Int
  let finished: Int
  let failed: Int
  /// Records in the store that this plan does not ask for.
  let unplanned: Int
  /// The records that are reported, in the plan's order.
  let records: [Record]
  /// SHA-256 over the description and the reported records.
  let digest: String

  var missing: Int { planned - finished - failed }
  var allArms: [Arm] { comparisons.flatMap(\.allArms) }

  /// From records to cells, from cells to arms, from arms to verdicts; each step sees only what came before.
  init(_ input: ReportInput) throws {
    let suite = input.suite
    let all = CellRecords(input.records)

    let tuning = Tuning(suite, all)
    let asked = suite.planned.filter { !$0.tasks.isEmpty }
    let cells = unique(asked + tuning.cells)
    let records = cells.compactMap { all[$0] }
    // That a candidate diverged is a result where another was chosen.
    let lost = tuning.lost(asked)
    let failed = records.count { !$0.outcome.isFinished && !lost.contains($0.cell) }
    let parts = cells.filter { !lost.contains($0) }.map(all.part)

    let members = tuning.members(asked)
    let comparisons = Analysis(suite: suite).analysed(
      ConditionGroup.all(suite, members).flatMap { $0.comparisons(suite, all) })

    self.suite = suite
    notes = input.notes
    publishedCounts = input.publishedCounts
    version = input.version
    folder = input.folder
    self.comparisons = comparisons
    // Under conditions a multiplied loss is compared for itself.
    let repeated = suite.conditions == nil ? members : []
    scaleTrials = ScaleTrialFinder(
      suite: suite, members: repeated, records: all, comparisons: comparisons
    ).trials()
    self.tuning = tuning
    style = ArmStyle(members.map(\.called), suite)
    claims = ClaimJudge(suite: suite, comparisons: comparisons).judged()
    holes = parts.filter { $0.finished == nil }
    scoreGaps = parts.flatMap(ScoreGap.gaps)
    conditions = TrainingConditions(suite, cells)
    planned = cells.count
    finished = records.count - failed
    self.failed = failed
    unplanned = all.cells.subtracting(cells).count
    self.records = records
    digest = try Self.digest(suite, records, lines: input.lines)
  }

  private static func digest(
    _ suite: SuiteDescription, _ records: [Record], lines: [String: String]
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "∞", negativeInfinity: "-∞", nan: "NaN")
    var bytes = try encoder.encode(suite)
    for record in records {
      if let line = lines[record.cell.id] {
        bytes += Data(line.utf8)
      } else {
        bytes += try encoder.encode(record)
      }
    }
    return sha256(bytes)
  }
}

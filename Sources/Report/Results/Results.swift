import Foundation
import Records

/// Everything a report says, computed once from the records; sections only word and lay it out.
struct Results: Sendable {
  var suite: SuiteDescription
  var notes: String?
  var publishedCounts: [PublishedCount]
  var version: String
  var comparisons: [Comparison]
  /// Arms that were trained once more with a loss multiplied; they enter no comparison.
  var scaleTrials: [ScaleTrial]
  var tuning: Tuning
  var style: ArmStyle
  var claims: [ClaimResult]
  /// The planned cells without a finished record, in the plan's order.
  var holes: [Run.Part]
  /// Of the finished cells, in the plan's order.
  var scoreGaps: [ScoreGap]
  var planned: Int
  var finished: Int
  var failed: Int
  /// Records in the store that this plan does not ask for.
  var unplanned: Int
  /// The records that are reported, in the plan's order.
  var records: [Record]
  /// SHA-256 over the description and the reported records.
  var digest: String

  var missing: Int { planned - finished - failed }
  var allArms: [Arm] { comparisons.flatMap(\.allArms) }

  init(_ input: ReportInput) throws {
    suite = input.suite
    notes = input.notes
    publishedCounts = input.publishedCounts
    version = input.version
    let states = Self.speaking(input.records)
    tuning = Tuning(input.suite, states)
    let planned = input.suite.planned.filter { !$0.tasks.isEmpty }
    let cells = unique(planned + tuning.cells)
    unplanned = Set(states.keys).subtracting(cells).count
    records = cells.compactMap { states[$0] }
    // That a candidate diverged is a result where another was chosen.
    let lost = tuning.lost(planned)
    self.planned = cells.count
    failed = records.filter { !$0.outcome.isFinished && !lost.contains($0.cell) }.count
    finished = records.count - failed
    let members = tuning.members(planned)
    style = ArmStyle(members.map(\.called), baseline: input.suite.baseline)
    comparisons = Analysis(suite: input.suite).analysed(
      Assembler(
        input.suite, members.filter { $0.cell.lossScales.isEmpty }, states: states
      ).comparisons())
    scaleTrials = ScaleTrialFinder(
      suite: input.suite, members: members, states: states, comparisons: comparisons
    ).trials()
    holes = cells.filter { !lost.contains($0) }.compactMap { cell in
      guard let record = states[cell] else {
        return Run.Part(cell: cell, state: .missing, cost: nil)
      }
      guard case .failed(let failure) = record.outcome else { return nil }
      return Run.Part(cell: cell, state: .failed(failure), cost: record.cost)
    }
    scoreGaps = cells.filter { !lost.contains($0) }.flatMap { cell -> [ScoreGap] in
      guard let record = states[cell], case .finished(let value) = record.outcome else { return [] }
      return ScoreGap.gaps(Run.Part(cell: cell, state: .finished(value), cost: record.cost))
    }
    digest = try Self.digest(suite, records, lines: input.lines)
    claims = []
    claims = ClaimJudge(results: self).judged()
  }

  /// One record per cell: a finished one if there is any, else the last.
  private static func speaking(_ records: [Record]) -> [Cell: Record] {
    var result: [Cell: Record] = [:]
    for record in records {
      if let earlier = result[record.cell], earlier.outcome.isFinished { continue }
      result[record.cell] = record
    }
    return result
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

extension Outcome {
  var isFinished: Bool {
    if case .finished = self { true } else { false }
  }
}

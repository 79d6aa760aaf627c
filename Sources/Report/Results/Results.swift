import Foundation
import Records

/// Everything a report says, computed once from the records; sections only word and lay it out.
struct Results: Sendable {
  var suite: SuiteDescription
  var notes: String?
  var publishedCounts: [PublishedCount]
  var version: String
  var comparisons: [Comparison]
  var claims: [ClaimResult]
  /// The planned cells without a finished record, in the plan's order.
  var holes: [Run.Part]
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
  var hasBaseline: Bool { comparisons.contains { !$0.seeds.isEmpty } }
  var allArms: [Arm] { comparisons.flatMap(\.allArms) }

  init(_ input: ReportInput) throws {
    suite = input.suite
    notes = input.notes
    publishedCounts = input.publishedCounts
    version = input.version
    let cells = input.suite.planned.filter { !$0.tasks.isEmpty }
    let ids = cells.map(\.id)
    let wanted = Set(ids)
    let states = Self.speaking(input.records)
    unplanned = states.keys.filter { !wanted.contains($0) }.count
    records = unique(ids).compactMap { states[$0] }
    planned = Set(ids).count
    finished = records.filter { $0.outcome.isFinished }.count
    failed = records.count - finished
    var seen = Set<String>()
    let plannedOnce = zip(cells, ids).filter { seen.insert($0.1).inserted }.map(\.0)
    comparisons = Analysis(suite: input.suite).analysed(
      Assembler(planned: plannedOnce, states: states).comparisons())
    holes = plannedOnce.compactMap { cell in
      guard let record = states[cell.id] else {
        return Run.Part(cell: cell, state: .missing, cost: nil)
      }
      guard case .failed(let failure) = record.outcome else { return nil }
      return Run.Part(cell: cell, state: .failed(failure), cost: record.cost)
    }
    let lines = try records.map { try $0.line() }
    digest = sha256(([try JSONValue.canonical(input.suite)] + lines).joined(separator: "\n"))
    claims = []
    claims = ClaimJudge(results: self).judged()
  }

  /// One record per cell: a finished one if there is any, else the last.
  private static func speaking(_ records: [Record]) -> [String: Record] {
    var result: [String: Record] = [:]
    for record in records {
      let id = record.cell.id
      if let earlier = result[id], earlier.outcome.isFinished { continue }
      result[id] = record
    }
    return result
  }
}

extension Outcome {
  var isFinished: Bool {
    if case .finished = self { true } else { false }
  }
}

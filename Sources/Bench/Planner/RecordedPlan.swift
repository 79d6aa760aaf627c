import Engine
import Foundation
import Records

/// The plan that a store's records answer: of every profile, data digest and numeric revision that occur, the one whose cells are
/// most completely recorded. So a report needs neither the data nor the program version that measured it.
struct RecordedPlan {
  let plan: Plan

  private struct Origin: Hashable {
    var digest: String
    var revision: String
  }

  /// - Parameter profile: the one to take; nil for the most complete one. Throws `SuiteMistakes`.
  init(_ file: SuiteFile, profile: Profile?, records: StoreContents) throws {
    let candidates = profile.map { [$0] } ?? [.standard, .full, .smoke]
    var best: (plan: Plan, share: Double)?
    for candidate in candidates {
      let suite: Suite
      do {
        suite = try SuiteReader().read(file.file, calledBy: file.calledBy, profile: candidate)
      } catch let mistakes as SuiteMistakes {
        // A suite need not have every profile; a mistake is told when `standard` is read.
        if profile != nil || candidate == .standard { throw mistakes }
        continue
      }
      for origin in Self.origins(records, suite) {
        let plan = Plan(
          suite, dataDigest: origin.digest, revision: origin.revision, records: records)
        let known = plan.ids.filter { records.byID[$0] != nil }.count
        let share = Double(known) / Double(plan.cells.count + plan.pending)
        if best == nil || share > best!.share { best = (plan, share) }
        // No other plan is more complete, and the earlier of equals is taken.
        if share == 1 { break }
      }
      if let best, best.share == 1 { break }
    }
    guard let best else { preconditionFailure("standard is always among the candidates") }
    plan = best.plan
  }

  /// This program's revision first, then the latest record's origin, so that of two equally complete plans the newer is taken:
  /// a finished run leaves the records that it did not ask for at the end of the file.
  private static func origins(_ records: StoreContents, _ suite: Suite) -> [Origin] {
    var seen = Set<Origin>()
    let found = records.records.reversed().filter { $0.cell.dataset == suite.dataset.choice }.map {
      Origin(digest: $0.cell.dataDigest, revision: $0.cell.revision)
    }.filter { seen.insert($0).inserted }
    guard !found.isEmpty else {
      return [Origin(digest: "unknown", revision: Engine.numericRevision)]
    }
    let own = found.filter { $0.revision == Engine.numericRevision }
    return own + found.filter { $0.revision != Engine.numericRevision }
  }
}

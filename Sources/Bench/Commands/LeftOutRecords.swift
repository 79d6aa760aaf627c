import Engine
import Records
import Report

/// Records of a store that a plan leaves aside because another numeric revision or other data made them. Those of another
/// profile are not meant: they wait for a plan of theirs.
struct LeftOutRecords {
  /// Number of records by revision, and of those of the plan's revision and data set by data digest.
  private var byRevision: [String: Int] = [:]
  private var byDigest: [String: Int] = [:]
  private let dataset: Choice
  private let revision: String
  private let digest: String

  /// - Parameters:
  ///   - plan: whose cells all have one revision and one data digest.
  init(_ plan: Plan, _ contents: StoreContents) {
    dataset = plan.suite.dataset.choice
    revision = plan.cells.first?.revision ?? Engine.numericRevision
    digest = plan.cells.first?.dataDigest ?? ""
    for cell in contents.records.map(\.cell) {
      if cell.revision != revision {
        byRevision[cell.revision, default: 0] += 1
      } else if cell.dataset == dataset, cell.dataDigest != digest {
        byDigest[cell.dataDigest, default: 0] += 1
      }
    }
  }

  /// For whoever trains or compares, one sentence each; none where every record may be used.
  var sentences: [String] {
    tell("used", "this program's is \(revision)", "the data here have \(Self.short(digest))")
  }

  /// For a report, which is made of the records alone and may be of another revision than this program's.
  /// - Parameter command: trains the suite anew.
  func reportSentences(command: String) -> [String] {
    let others = tell(
      "shown", "the report is of revision \(revision)", "the report is of \(Self.short(digest))")
    guard revision != Engine.numericRevision else { return others }
    return [
      "the report shows records of numeric revision \(revision); this program's is "
        + "\(Engine.numericRevision): `\(command)` trains them anew"
    ] + others
  }

  private func tell(_ verb: String, _ revisions: String, _ digests: String) -> [String] {
    func sentence(_ count: Int, _ origin: String, _ reason: String) -> String {
      "\(Wording.count(count, "record")) of \(origin) \(count == 1 ? "is" : "are") not \(verb): "
        + reason
    }
    return byRevision.sorted { $0.key < $1.key }.map {
      sentence($0.value, "numeric revision \($0.key)", revisions)
    }
      + byDigest.sorted { $0.key < $1.key }.map {
        sentence(
          $0.value, "other data of \(dataset.name), with the digest \(Self.short($0.key)),", digests
        )
      }
  }

  private static func short(_ digest: String) -> String { digest.prefix(10) + "…" }
}

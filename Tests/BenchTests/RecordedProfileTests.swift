import Foundation
import Testing

@testable import Bench

/// `bench all` without a profile: a suite whose full profile is recorded is reported as it is, of others standard is trained.
@Suite(.serialized) struct RecordedProfileTests {
  private let folder = TemporaryFolder()

  init() throws {
    try TinySuite.write(
      [
        "weightings": "equal", "epochs": "1",
        "profiles": "{full: {epochs: 2}, smoke: {seeds: [9]}}",
      ], to: folder.url.appendingPathComponent("experiments/tiny").path)
  }

  private func bench(_ words: String...) throws -> Program.Result {
    try Program.start(words, in: folder.url).wait()
  }

  @Test func fullIsTakenWhereItIsRecorded() throws {
    // Nothing is recorded, then a profile that is not full.
    _ = try bench("run", "tiny", "--profile", "smoke")
    let first = try bench("all")
    #expect(first.code == 0 && first.out.contains("tiny (standard): 3 cells finished"))
    _ = try bench("run", "tiny", "--profile", "full")
    let second = try bench("all")
    #expect(second.code == 0 && second.out.contains("tiny (full): 3 cells finished"))
    #expect(second.err.contains("tiny (full): 3 cells, 3 done, 0 to do"))
    #expect(try bench("all", "--profile", "standard").out.contains("tiny (standard): 3 cells"))
    // Where a part is missing, standard again.
    let records = folder.url.appendingPathComponent("reports/tiny/records.jsonl")
    let lines = try String(contentsOf: records, encoding: .utf8).split(separator: "\n")
    let full = lines.filter { $0.contains("\"epochs\":2") }
    try Data(
      lines.filter { $0 != full[0] }.joined(separator: "\n").appending("\n").utf8
    ).write(to: records)
    let third = try bench("all")
    #expect(third.code == 0 && third.out.contains("tiny (standard): 3 cells finished"))
  }
}

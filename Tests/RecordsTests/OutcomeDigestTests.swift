import Digests
import Foundation
import Testing

@testable import Records

/// Lines carry a digest of their cell and outcome, so that a change by hand is noticed without training anything.
@Suite struct OutcomeDigestTests {
  private func write(_ lines: [String], to folder: TemporaryFolder) throws -> RecordStore {
    let store = try RecordStore(folder: folder.url)
    _ = try store.recover()
    try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: store.file)
    return try RecordStore(folder: folder.url)
  }

  private func changed(_ line: String) -> String {
    line.replacingOccurrences(of: #""test":[0.5]"#, with: #""test":[0.25]"#)
  }

  @Test func linesCarryTheDigestOfTheirCellAndOutcome() throws {
    let record = sampleWithEverything()
    let cell = try JSONValue.canonical(record.cell)
    let outcome = try JSONValue.canonical(record.outcome)
    let digest = sha256("{\"cell\":" + cell + ",\"outcome\":" + outcome + "}")
    let line = try record.line()
    #expect(line.contains(#","digest":"\#(digest)","outcome":{"#))
    let folder = TemporaryFolder()
    let store = try RecordStore(folder: folder.url)
    try store.append(record)
    #expect(try String(contentsOf: store.file, encoding: .utf8) == line + "\n")
    #expect(try RecordStore(folder: folder.url).contents.problems.isEmpty)
  }

  @Test func aChangedOutcomeIsNotUsed() throws {
    let folder = TemporaryFolder()
    let lines = try (1...6).map { try sampleRecord(seed: $0).line() }
    let one = try write([lines[0], changed(lines[1]), lines[2]], to: folder)
    #expect(one.contents.records.map(\.cell.seed) == [1, 3])
    #expect(one.contents.hasChangedOutcomes)
    #expect(
      one.contents.problems == [
        "records.jsonl:2: its cell and outcome do not match its digest: they were changed after "
          + "they were written: it is not used"
      ])
    let several = try write(
      [lines[0], changed(lines[1]), lines[2]] + lines[3...].map(changed), to: folder)
    #expect(several.contents.problems.count == 1)
    #expect(several.contents.problems[0].hasPrefix("records.jsonl: lines 2, 4–6: cell and outcome"))
    let notices = try several.recover()
    #expect(notices.count == 1)
    #expect(notices[0].contains("moved to records.rejected.jsonl"))
    #expect(
      try String(contentsOf: several.file, encoding: .utf8) == lines[0] + "\n" + lines[2] + "\n")
    #expect(!several.contents.hasChangedOutcomes)
  }

  @Test func aChangedFailureIsNotUsedEither() throws {
    let line = try sampleFailure().line().replacingOccurrences(of: "signal 9", with: "signal 8")
    let folder = TemporaryFolder()
    #expect(try write([line], to: folder).contents.hasChangedOutcomes)
  }

  /// An outcome with its digest beside another cell would be a result of a network that gave another.
  @Test func anOutcomeBesideAnotherCellIsNotUsed() throws {
    let lines = try (1...2).map { try sampleRecord(seed: $0).line() }
    let mixed = lines[1].replacingOccurrences(of: #""seed":2"#, with: #""seed":1"#)
    #expect(mixed != lines[1])
    let folder = TemporaryFolder()
    let contents = try write([mixed], to: folder).contents
    #expect(contents.records.isEmpty && contents.hasChangedOutcomes)
  }

  @Test func aLineWithoutADigestIsNotUsed() throws {
    let lines = try (1...3).map { seed in
      var record = sampleRecord(seed: seed)
      record.cell.revision = "4"
      return try record.line()
    }
    let bare = lines[1].replacing(/"digest":"[0-9a-f]{64}",/, with: "")
    let folder = TemporaryFolder()
    let contents = try write([lines[0], bare, lines[2]], to: folder).contents
    #expect(contents.records.map(\.cell.seed) == [1, 3])
    #expect(contents.hasChangedOutcomes)
    #expect(
      contents.problems == [
        "records.jsonl:2 is not a record (no digest: an earlier version wrote it, or somebody "
          + "removed it): it is not used"
      ])
    // Before revision 4 there were no digests.
    let earlier = try sampleRecord().line().replacing(/"digest":"[0-9a-f]{64}",/, with: "")
    let old = TemporaryFolder()
    #expect(try write([earlier], to: old).contents.records.count == 1)
  }

  /// Nobody else would find records in UTF-16, although a decoder of JSON does.
  @Test func onlyUTF8IsRead() throws {
    let line = try sampleRecord().line()
    let folder = TemporaryFolder()
    let store = try write([line], to: folder)
    let bytes = Data([0xFF, 0xFE]) + (line + "\n").data(using: .utf16LittleEndian)!
    try bytes.write(to: store.file)
    let read = try RecordStore(folder: folder.url)
    #expect(read.contents.records.isEmpty)
    #expect(read.contents.problems.first?.contains("not UTF-8 text") == true)
    _ = try read.recover()
    // Up to the newline, of which UTF-16 has another byte, as they were.
    #expect(try Data(contentsOf: store.rejectedFile) == bytes.dropLast())
  }

  /// The values count, not how they are written.
  @Test func otherSpellingsAreRead() throws {
    let line = try sampleWithEverything().line()
    let spaced = line.replacingOccurrences(of: #""outcome":{"#, with: #""outcome": { "#)
      .replacingOccurrences(of: #""macs":100"#, with: #""macs": 1e2"#)
    for line in [line, spaced] {
      let folder = TemporaryFolder()
      let contents = try write([line], to: folder).contents
      #expect(contents.problems.isEmpty)
      #expect(contents.records.count == 1)
      #expect(contents.records[0].outcome == sampleWithEverything().outcome)
    }
  }

  @Test func aDigestThatIsNoneIsNotUsed() throws {
    let line = try sampleRecord().line()
    let parts = line.components(separatedBy: #""digest":""#)
    let rest = parts[1].drop { $0 != "," }
    let folder = TemporaryFolder()
    #expect(try write([parts[0] + #""digest":"x""# + rest], to: folder).contents.hasChangedOutcomes)
    #expect(
      try write([parts[0] + #""digest":7"# + rest], to: folder).contents.problems.first
        == "records.jsonl:1 is not a record (wrong type at digest): it is not used")
  }
}

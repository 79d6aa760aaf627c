import Foundation
import Testing

@testable import Records

/// Of a store of thousands of lines only what is new is read: a claim asks each time.
@Suite struct StoreRefreshTests {
  /// A store of many lines, and its text.
  private func bigStore(_ folder: TemporaryFolder, lines: Int = 2000) throws -> RecordStore {
    let text = try (1...lines).map { try sampleRecord(seed: $0).line() + "\n" }
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    try Data(text.joined().utf8).write(to: folder.url.appendingPathComponent("records.jsonl"))
    return try RecordStore(folder: folder.url)
  }

  private func append(_ text: String, to url: URL) throws {
    let handle = try FileHandle(forWritingTo: url)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
  }

  @Test func onlyWhatIsNewIsRead() throws {
    let folder = TemporaryFolder()
    let store = try bigStore(folder)
    let other = try RecordStore(folder: folder.url)
    let line = try sampleRecord(seed: 5000).line().utf8.count + 1
    let before = store.bytesRead
    for seed in 5001...5010 {
      try other.append(sampleRecord(seed: seed))
      try store.refresh()
      #expect(store.contents.byID[sampleCell(seed: seed).id] != nil)
    }
    // Each time the line that was last, by which the file is known again, and the new one.
    #expect(store.bytesRead - before <= 20 * line)
    try append("no record\n", to: store.file)
    try store.refresh()
    #expect(store.contents.problems.first?.hasPrefix("records.jsonl:2011 is not a record") == true)
    #expect(store.bytesRead - before <= 22 * line)
    let again = try RecordStore(folder: folder.url)
    #expect(again.contents.lines == store.contents.lines)
    #expect(again.contents.completeBytes == store.contents.completeBytes)
  }

  /// Appends of one's own and of others, torn tails among them, in turn.
  @Test func appendsOfTwoAreReadInTheirOrder() throws {
    let folder = TemporaryFolder()
    let store = try bigStore(folder, lines: 3)
    let other = try RecordStore(folder: folder.url)
    for (seed, writer) in zip(10..., [store, other, other, store, store, other]) {
      try append(#"{"cell":"#, to: store.file)
      try store.refresh()
      #expect(store.contents.tornBytes == 8)
      try writer.append(sampleRecord(seed: seed))
      try store.refresh()
      #expect(store.contents.tornBytes == 0)
      #expect(store.contents.records.last?.cell.seed == seed)
    }
    let again = try RecordStore(folder: folder.url)
    #expect(again.contents.lines == store.contents.lines)
    #expect(store.contents.records.map(\.cell.seed) == [1, 2, 3] + Array(10...15))
  }

  /// A file that has grown but does not go on from what was read is read again from its beginning.
  @Test func aFileThatWasWrittenAnewIsReadAnew() throws {
    let folder = TemporaryFolder()
    let store = try bigStore(folder, lines: 3)
    let others = try (7...11).map { try sampleRecord(seed: $0, value: 0.125).line() + "\n" }
    let handle = try FileHandle(forWritingTo: store.file)
    try handle.write(contentsOf: Data(others.joined().utf8))
    try handle.close()
    try store.refresh()
    #expect(store.contents.records.map(\.cell.seed) == Array(7...11))

    let other = try RecordStore(folder: folder.url)
    try other.compact(order: [11, 10, 9, 8, 7].map { sampleCell(seed: $0).id })
    try other.append(sampleRecord(seed: 12))
    try store.refresh()
    #expect(store.contents.records.map(\.cell.seed) == [11, 10, 9, 8, 7, 12])
  }
}

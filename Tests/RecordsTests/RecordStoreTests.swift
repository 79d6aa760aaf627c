import Foundation
import Testing

@testable import Records

private func makeStore(_ folder: TemporaryFolder, seeds: ClosedRange<Int> = 1...3) throws
  -> RecordStore
{
  let store = try RecordStore(folder: folder.url)
  _ = try store.recover()
  for seed in seeds { try store.append(sampleRecord(seed: seed)) }
  return store
}

private func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }

@Test func appendedRecordsAreReadBack() throws {
  let folder = TemporaryFolder()
  let store = try makeStore(folder)
  let again = try RecordStore(folder: folder.url)
  #expect(again.contents.records.map(\.cell.seed) == [1, 2, 3])
  #expect(store.contents.records.map(\.cell.id) == again.contents.records.map(\.cell.id))
  #expect(try text(store.file).split(separator: "\n").count == 3)
  #expect(again.contents.problems.isEmpty)
}

@Test func theLastRecordOfACellSpeaks() throws {
  let folder = TemporaryFolder()
  let store = try RecordStore(folder: folder.url)
  try store.append(sampleFailure(seed: 1))
  try store.append(sampleRecord(seed: 2))
  try store.append(sampleRecord(seed: 1, value: 0.25))
  let contents = try RecordStore(folder: folder.url).contents
  #expect(contents.records.count == 2)
  guard case .finished(let outcome)? = contents.byID[sampleCell(seed: 1).id]?.outcome else {
    Issue.record("the failure was not superseded")
    return
  }
  #expect(outcome.test[0].value == 0.25)
}

@Test func aTornTailIsReportedAndRemoved() throws {
  let folder = TemporaryFolder()
  let whole = try text(try makeStore(folder).file)
  let store = try RecordStore(folder: folder.url)
  for kept in [1, 40, whole.utf8.count / 3 - 2] {
    try Data(whole.utf8.dropLast(kept)).write(to: store.file)
    let torn = try RecordStore(folder: folder.url)
    #expect(torn.contents.records.count == 2)
    #expect(torn.contents.problems.count == 1)
    let notices = try torn.recover()
    #expect(notices.count == 1)
    #expect(notices[0].hasPrefix("records.jsonl:3 ends without a newline after"))
    #expect(torn.contents.records.count == 2)
    #expect(
      try text(store.file) == whole.split(separator: "\n")[..<2].joined(separator: "\n") + "\n")
    #expect(try torn.recover().isEmpty)
  }
}

@Test func appendNeverJoinsATornTail() throws {
  let folder = TemporaryFolder()
  let store = try makeStore(folder, seeds: 1...1)
  let handle = try FileHandle(forWritingTo: store.file)
  try handle.seekToEnd()
  try handle.write(contentsOf: Data(#"{"cell":{"arch"#.utf8))
  try handle.close()
  try store.append(sampleRecord(seed: 2))
  let contents = try RecordStore(folder: folder.url).contents
  #expect(contents.records.map(\.cell.seed) == [1, 2])
  #expect(contents.problems.isEmpty)
}

@Test(arguments: [
  (#"{"cell":{"archi"#, "not JSON"), ("", "not JSON"), ("null", "not JSON"),
  (#"{"cell":{}}"#, "no cell.dataset"),
])
func aCorruptLineIsKeptAside(line: String, reason: String) throws {
  let folder = TemporaryFolder()
  let store = try makeStore(folder)
  var lines = try text(store.file).split(separator: "\n").map(String.init)
  let second = lines[1]
  lines[1] = line
  try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: store.file)

  let damaged = try RecordStore(folder: folder.url)
  #expect(damaged.contents.records.map(\.cell.seed) == [1, 3])
  let notices = try damaged.recover()
  #expect(notices.count == 1)
  #expect(notices[0].hasPrefix("records.jsonl:2 is not a record"))
  if line.first == "{" { #expect(notices[0].contains("(\(reason))")) }
  #expect(try text(damaged.rejectedFile) == line + "\n")
  #expect(try text(store.file) == [lines[0], lines[2]].joined(separator: "\n") + "\n")
  try damaged.append(try JSONDecoder().decode(Record.self, from: Data(second.utf8)))
  #expect(try RecordStore(folder: folder.url).contents.records.count == 3)
}

/// A file of another format is told of once, not line by line.
@Test func linesWithOneReasonAreToldTogether() throws {
  let folder = TemporaryFolder()
  let store = try makeStore(folder)
  let lines = [#"{"cell":1}"#, "?", #"{"cell":2}"#, "!", "#"]
  let text = try text(store.file) + lines.joined(separator: "\n") + "\n"
  try Data(text.utf8).write(to: store.file)
  let damaged = try RecordStore(folder: folder.url)
  #expect(
    damaged.contents.problems == [
      "records.jsonl:4 and 1 more lines are no records (wrong type at cell): they are not used",
      "records.jsonl:5 and 2 more lines are no records (not JSON): they are not used",
    ])
}

@Test func compactingDependsOnTheRecordsAlone() throws {
  var files = Set<String>()
  for order in [[1, 2, 3, 9, 8], [8, 3, 1, 9, 2]] {
    let folder = TemporaryFolder()
    let store = try RecordStore(folder: folder.url)
    try store.append(sampleFailure(seed: 2))
    for seed in order { try store.append(sampleRecord(seed: seed)) }
    try store.compact(order: [3, 1, 2].map { sampleCell(seed: $0).id })
    #expect(store.contents.records.prefix(3).map(\.cell.seed) == [3, 1, 2])
    files.insert(try text(store.file))
  }
  #expect(files.count == 1)
  #expect(files.first?.split(separator: "\n").count == 5)
}

@Test func settingAsideKeepsTheOldRecords() throws {
  let folder = TemporaryFolder()
  let store = try makeStore(folder)
  let before = try text(store.file)
  #expect(try store.setAside())
  #expect(store.contents.isEmpty)
  let previous = folder.url.appendingPathComponent("records.previous.jsonl")
  #expect(try text(previous) == before)
  #expect(try !store.setAside())
  // What was set aside before stays, and other cells' records stay where they are.
  for seed in [7, 8, 9] { try store.append(sampleRecord(seed: seed)) }
  #expect(try store.setAside([sampleCell(seed: 8).id, sampleCell(seed: 100).id]))
  #expect(store.contents.records.map(\.cell.seed) == [7, 9])
  #expect(try text(previous) == before + sampleRecord(seed: 8).line() + "\n")
  #expect(try !store.setAside([sampleCell(seed: 8).id]))
}

/// `flock` belongs to the open file, so two stores in one process exclude each other as two processes do.
@Test func storesShareAFile() throws {
  let folder = TemporaryFolder()
  let first = try RecordStore(folder: folder.url)
  let second = try RecordStore(folder: folder.url)
  try first.append(sampleRecord(seed: 1))
  try second.append(sampleRecord(seed: 2))
  try first.append(sampleRecord(seed: 3))
  try first.refresh()
  try second.refresh()
  #expect(first.contents.records.map(\.cell.seed) == [1, 2, 3])
  #expect(second.contents.records.map(\.cell.seed) == [1, 2, 3])
}

@Test func concurrentAppendsLoseNothing() async throws {
  let folder = TemporaryFolder()
  let url = folder.url
  try await withThrowingTaskGroup(of: Void.self) { group in
    for worker in 0..<4 {
      group.addTask {
        let store = try RecordStore(folder: url)
        for index in 0..<10 { try store.append(sampleRecord(seed: 100 * worker + index)) }
      }
    }
    try await group.waitForAll()
  }
  let contents = try RecordStore(folder: url).contents
  #expect(contents.records.count == 40)
  #expect(contents.problems.isEmpty)
}

@Test func aClaimExcludesOthersUntilReleased() throws {
  let folder = TemporaryFolder()
  let first = try RecordStore(folder: folder.url)
  let second = try RecordStore(folder: folder.url)
  let id = sampleCell().id
  let claim = try #require(try first.claim(id))
  #expect(try second.claim(id) == nil)
  #expect(try second.claim("another") != nil)
  claim.release()
  let next = try #require(try second.claim(id))
  #expect(try first.claim(id) == nil)
  next.release()
  let left = try FileManager.default.contentsOfDirectory(
    atPath: folder.url.appendingPathComponent(".bench/claims").path)
  #expect(left.isEmpty)
}

@Test func aStoreIsIdleWhileNoProcessHasACell() throws {
  let folder = TemporaryFolder()
  let store = try RecordStore(folder: folder.url)
  #expect(store.isIdle)
  let claim = try #require(try store.claim("one"))
  #expect(!store.isIdle)
  claim.release()
  // What a killed process leaves: a file that nobody has locked.
  let left = folder.url.appendingPathComponent(".bench/claims/two")
  try Data().write(to: left)
  #expect(store.isIdle)
  #expect(!FileManager.default.fileExists(atPath: left.path))
}

@Test func aFullDiskLosesNothing() throws {
  let folder = TemporaryFolder()
  let before = try text(try makeStore(folder, seeds: 1...2).file)
  // The disk takes the first 100 bytes; the second attempt finds it full.
  let partial = try RecordStore(folder: folder.url) { write($0, $1, min($2, 100)) }
  let full = try RecordStore(folder: folder.url) { _, _, _ in
    errno = ENOSPC
    return -1
  }
  for store in [partial, full] {
    let error = #expect(throws: StoreError.self) { try store.append(sampleRecord(seed: 3)) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("cannot write \(store.file.path): No space left on device."))
    #expect(message.contains("Free some space"))
    #expect(try text(store.file) == before)
    #expect(store.contents.records.count == 2)
  }
  try makeStore(folder, seeds: 3...3).append(sampleRecord(seed: 4))
  #expect(try RecordStore(folder: folder.url).contents.records.count == 4)
}

@Test func aFailedRewriteLeavesTheOldFile() throws {
  let folder = TemporaryFolder()
  let before = try text(try makeStore(folder).file)
  let store = try RecordStore(folder: folder.url) { write($0, $1, min($2, 100)) }
  #expect(throws: StoreError.self) { try store.compact(order: [sampleCell(seed: 3).id]) }
  #expect(try text(store.file) == before)
  let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
  #expect(Set(names) == ["records.jsonl", ".bench"])
}

@Test func aPlaceThatCannotBeWrittenIsNamed() throws {
  // No user, not even root, makes folders here.
  let store = try RecordStore(folder: URL(fileURLWithPath: "/proc/self/bench-records"))
  let error = #expect(throws: StoreError.self) { try store.recover() }
  #expect(error?.description.hasPrefix("cannot create /proc/self/bench-records") == true)

  let folder = TemporaryFolder()
  try Data("x".utf8).write(to: folder.url)
  let behindFile = folder.url.appendingPathComponent("suite")
  #expect(throws: StoreError.self) { try RecordStore(folder: behindFile).recover() }
}

@Test func readOnlyAdviceSaysWhatToDo() {
  let message = StoreError.cannot("write", "reports/x/records.jsonl", EROFS).description
  #expect(
    message
      == "cannot write reports/x/records.jsonl: Read-only file system. What is there is untouched. "
      + "Make the folder writable, or choose another folder with --out.")
}

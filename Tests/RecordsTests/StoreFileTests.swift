import Foundation
import Testing

@testable import Records

/// What may stand in the place of the store's file, and what becomes of it.
@Suite struct StoreFileTests {
  private let files = FileManager.default

  private func message(_ body: () throws -> Void) -> String {
    (#expect(throws: StoreError.self, performing: body))?.description ?? ""
  }

  /// A folder with a link in the place of the records, to `target` in another folder.
  private func linked(_ folder: TemporaryFolder, to target: String) throws -> (link: URL, to: URL) {
    let suite = folder.url.appendingPathComponent("suite")
    let elsewhere = folder.url.appendingPathComponent("elsewhere")
    for url in [suite, elsewhere] {
      try files.createDirectory(at: url, withIntermediateDirectories: true)
    }
    let link = suite.appendingPathComponent("records.jsonl")
    try files.createSymbolicLink(atPath: link.path, withDestinationPath: "../elsewhere/" + target)
    return (link, elsewhere.appendingPathComponent(target))
  }

  private func isLink(_ url: URL) -> Bool {
    (try? files.destinationOfSymbolicLink(atPath: url.path)) != nil
  }

  @Test func aLinkIsKept() throws {
    let folder = TemporaryFolder()
    let (link, target) = try linked(folder, to: "store.jsonl")
    let store = try RecordStore(folder: link.deletingLastPathComponent())
    #expect(try store.recover().isEmpty)
    #expect(!files.fileExists(atPath: target.path))
    for seed in [2, 1] { try store.append(sampleRecord(seed: seed)) }
    try store.compact(order: [1, 2].map { sampleCell(seed: $0).id })
    #expect(isLink(link))
    #expect(store.contents.records.map(\.cell.seed) == [1, 2])

    let text = try String(contentsOf: target, encoding: .utf8)
    try Data((text + "no record\n" + "torn").utf8).write(to: target)
    #expect(try store.recover().count == 2)
    #expect(isLink(link))
    #expect(try String(contentsOf: target, encoding: .utf8) == text)

    #expect(try store.setAside())
    #expect(isLink(link))
    #expect(store.contents.isEmpty)
    #expect(try Data(contentsOf: target).isEmpty)
    #expect(try String(contentsOf: store.previousFile, encoding: .utf8) == text)
    let names = try files.contentsOfDirectory(atPath: target.deletingLastPathComponent().path)
    #expect(names == ["store.jsonl"])
  }

  /// Before anything is trained, not when its result is to be kept.
  @Test func aLinkToNowhereIsToldAtOnce() throws {
    let folder = TemporaryFolder()
    let (link, _) = try linked(folder, to: "missing/store.jsonl")
    let store = try RecordStore(folder: link.deletingLastPathComponent())
    let told = message { _ = try store.recover() }
    #expect(told.hasPrefix("cannot write \(link.path): it is a symbolic link to "))
    #expect(told.contains("elsewhere/missing/store.jsonl"))
    #expect(told.contains("Create the folder that it leads to, or remove the link."))
    #expect(isLink(link))
  }

  /// The system writes no program that runs, whoever asks: a file that is not writable in a folder that is.
  @Test func aFileThatCannotBeWrittenIsToldAtOnce() throws {
    let folder = TemporaryFolder()
    try files.createDirectory(at: folder.url, withIntermediateDirectories: true)
    let file = folder.url.appendingPathComponent("records.jsonl")
    try files.copyItem(atPath: "/bin/sleep", toPath: file.path)
    let running = Process()
    running.executableURL = file
    running.arguments = ["60"]
    try running.run()
    defer {
      kill(running.processIdentifier, SIGKILL)
      running.waitUntilExit()
    }
    let before = try Data(contentsOf: file)
    let store = try RecordStore(folder: folder.url)
    let told = message { _ = try store.recover() }
    #expect(told.hasPrefix("cannot write \(file.path): Text file busy."))
    #expect(try Data(contentsOf: file) == before)
    #expect(!files.fileExists(atPath: store.rejectedFile.path))
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["a named pipe", "a folder", "a device"])
  func whatIsNoFileIsRefused(kind: String) throws {
    let folder = TemporaryFolder()
    try files.createDirectory(at: folder.url, withIntermediateDirectories: true)
    func make(_ name: String) throws -> URL {
      let url = folder.url.appendingPathComponent(name)
      switch kind {
      case "a folder": try files.createDirectory(at: url, withIntermediateDirectories: false)
      case "a device":
        try files.createSymbolicLink(atPath: url.path, withDestinationPath: "/dev/null")
      default: #expect(mkfifo(url.path, 0o644) == 0)
      }
      return url
    }
    func expected(_ url: URL) -> String {
      "\(url.path) is \(kind), expected a regular file. What is there is untouched. Move it away, "
        + "or choose another folder with --out."
    }
    let rejected = try make("records.rejected.jsonl")
    #expect(
      message { _ = try RecordStore(folder: folder.url).recover() } == expected(rejected))
    try files.removeItem(at: rejected)

    let store = try RecordStore(folder: folder.url)
    try store.append(sampleRecord())
    let previous = try make("records.previous.jsonl")
    #expect(message { _ = try store.setAside() } == expected(previous))
    #expect(store.contents.records.count == 1)

    try files.removeItem(at: store.file)
    let file = try make("records.jsonl")
    #expect(message { _ = try RecordStore(folder: folder.url) } == expected(file))
    #expect(message { try store.append(sampleRecord(seed: 2)) } == expected(file))
  }

  /// What another run has done must not be taken from it.
  @Test func recordsInUseAreNotSetAside() throws {
    let folder = TemporaryFolder()
    let other = try RecordStore(folder: folder.url)
    try other.append(sampleRecord())
    let store = try RecordStore(folder: folder.url)
    let claim = try #require(try other.claim(sampleCell(seed: 2).id))
    let told = message { _ = try store.setAside() }
    #expect(told.hasPrefix("another run is using \(folder.url.relativePath), and --fresh would"))
    claim.release()

    var running: RecordStore? = try RecordStore(folder: folder.url)
    _ = try running?.recover()
    #expect(message { _ = try store.setAside() } == told)
    #expect(try RecordStore(folder: folder.url).contents.records.count == 1)
    running = nil
    #expect(try store.setAside())
    #expect(try store.recover().isEmpty)
  }
}

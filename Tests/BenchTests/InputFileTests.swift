import Foundation
import Testing

@testable import Bench

/// What is no file is refused before it is opened: a pipe would be waited for.
@Suite struct InputFileTests {
  private let folder = TemporaryFolder()

  private func pipe(_ path: String) throws {
    let url = folder.url.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    #expect(mkfifo(url.path, 0o600) == 0)
  }

  private func obstacle(_ path: String) -> InputFile.Obstacle? {
    let file =
      path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.url.appendingPathComponent(path)
    do {
      _ = try InputFile.read(file, upTo: 10)
      return nil
    } catch { return error }
  }

  @Test func onlyAFileIsRead() throws {
    try pipe("pipe")
    let files = FileManager.default
    let link = folder.url.appendingPathComponent("link")
    try files.createSymbolicLink(atPath: link.path, withDestinationPath: "pipe")
    #expect(obstacle("pipe") == .found("a pipe or a device"))
    #expect(obstacle("link") == .found("a pipe or a device"))
    #expect(obstacle("/dev/zero") == .found("a pipe or a device"))
    #expect(obstacle("") == .found("a folder"))
    #expect(obstacle("none") == .unreadable("No such file or directory"))
    let file = folder.url.appendingPathComponent("file")
    try Data("twelve bytes".utf8).write(to: file)
    try files.removeItem(at: link)
    try files.createSymbolicLink(atPath: link.path, withDestinationPath: "file")
    #expect(try InputFile.read(link, upTo: 100) == Data("twelve bytes".utf8))
    #expect(try InputFile.read(file, upTo: 6) == Data("twelve".utf8))
  }

  @Test func aSuiteThatIsNoFileIsRefused() throws {
    try pipe("group/piped/suite.yaml")
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent("group/folded/suite.yaml"),
      withIntermediateDirectories: true)
    let result = try Program.start(["run", "group", "--out", "reports"], in: folder.url).wait()
    #expect(result.code == 64)
    #expect(
      result.err == """
        group/folded/suite.yaml:1 found a folder, expected a text file; put the suite into one of this name
        group/piped/suite.yaml:1 found a pipe or a device, expected a text file; put the suite into one of \
        this name

        """)
    let piped = try Program.start(["plan", "group/piped/suite.yaml"], in: folder.url).wait()
    #expect(piped.code == 64 && piped.err.contains("found a pipe or a device"))
  }

  /// Other suites' summaries are read for the index, and what was measured before for a plan.
  @Test func pipesAmongReportsAndInTheCacheAreNotWaitedFor() throws {
    let tiny = try TinySuite(["weightings": "[equal]"])
    try pipe("cache/bench/speed.json")
    let summary = tiny.out + "/other/summary.json"
    try FileManager.default.createDirectory(
      atPath: tiny.out + "/other", withIntermediateDirectories: true)
    #expect(mkfifo(summary, 0o600) == 0)
    let cache = folder.url.appendingPathComponent("cache").path
    let result = try Program.start(
      ["run", tiny.suite, "--out", tiny.out], environment: ["XDG_CACHE_HOME": cache]
    ).wait()
    #expect(result.code == 0, "\(result.err)")
  }
}

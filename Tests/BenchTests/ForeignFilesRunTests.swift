import Foundation
import Testing

@testable import Bench

/// A person's files in the place of a report's: every command that writes reports refuses before it
/// begins.
@Suite(.serialized) struct ForeignFilesRunTests {
  private func write(_ text: String, _ path: String, in folder: String) throws {
    let url = URL(fileURLWithPath: folder).appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func listing(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
  }

  @Test func aRunRefusesBeforeItTrains() throws {
    let tiny = try TinySuite()
    let mine = ["README.md", "index.html", "tiny/figures/forest.png"]
    for path in mine { try write("mine", path, in: tiny.out) }
    let before = try listing(tiny.out)
    for command in [["run", tiny.suite], ["report", tiny.suite], ["run", tiny.suite, "--fresh"]] {
      let result = try Program.start(command + ["--out", tiny.out]).wait()
      #expect(result.code == 64, "\(command)")
      #expect(mine.allSatisfy { result.err.contains("\(tiny.out)/\($0): found a file") })
      #expect(!result.err.contains("start") && !result.err.contains("to do"))
      #expect(try listing(tiny.out) == before)
    }
    for path in mine {
      let url = URL(fileURLWithPath: tiny.out).appendingPathComponent(path)
      #expect(try Data(contentsOf: url) == Data("mine".utf8))
    }
  }

  @Test func allSuitesAreLookedAtFirst() throws {
    let tiny = try TinySuite()
    try write("mine", "weightings/README.md", in: tiny.out)
    let result = try Program.run("all", "--profile", "smoke", "--out", tiny.out)
    #expect(result.code == 64)
    #expect(result.err.contains("weightings/README.md: found a file of another origin"))
    #expect(try listing(tiny.out) == ["weightings", "weightings/README.md"])
  }

  @Test func aLinkThatLeadsNowhereIsTold() throws {
    let tiny = try TinySuite()
    try write("mine", "other.txt", in: tiny.out)
    try FileManager.default.createSymbolicLink(
      atPath: tiny.out + "/tiny", withDestinationPath: "nowhere")
    let result = try Program.run("report", tiny.suite, "--out", tiny.out)
    #expect(result.code == 64)
    #expect(result.err.contains("/tiny: found a link that leads nowhere, no folder"))
  }
}

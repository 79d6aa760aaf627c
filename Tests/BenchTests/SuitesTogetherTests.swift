import Foundation
import Testing

@testable import Bench

/// Several suites in one command: what is wrong in any of them is told before the first is trained.
@Suite(.serialized) struct SuitesTogetherTests {
  private let folder = TemporaryFolder()

  private func suite(_ path: String, _ changes: [String: String] = [:]) throws {
    let small = ["epochs": "1", "pictures": "0", "weightings": "[equal]"]
    try TinySuite.write(
      small.merging(changes) { $1 },
      to: folder.url.appendingPathComponent("experiments/" + path).path)
  }

  private func bench(_ words: String...) throws -> Program.Result {
    try Program.start(words + ["--out", "out"], in: folder.url).wait()
  }

  private func isReported(_ name: String) -> Bool {
    FileManager.default.fileExists(
      atPath: folder.url.appendingPathComponent("out/\(name)/records.jsonl").path)
  }

  private var isAnythingWritten: Bool {
    FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("out").path)
  }

  @Test func allMistakesComeBeforeTheFirstTraining() throws {
    try suite("good")
    try suite("group/first", ["epochs": "0", "seeds": "0"])
    try suite("group/second", ["batch": "0"])
    try suite("group/third")
    for words in [["run", "good", "group"], ["run", "good", "second", "first"], ["all"]] {
      let result = try Program.start(words + ["--out", "out"], in: folder.url).wait()
      #expect(result.code == 64, "\(words)")
      let lines = result.err.split(separator: "\n").map { $0.prefix { $0 != "," } }
      #expect(
        Set(lines) == [
          "experiments/group/first/suite.yaml:5 epochs: found 0",
          "experiments/group/first/suite.yaml:8 seeds: found 0",
          "experiments/group/second/suite.yaml:3 batch: found 0",
        ], "\(words): \(result.err)")
      #expect(lines.count == 3)
      #expect(!isAnythingWritten)
    }
  }

  /// A run needs the data of all its suites; `all` names what is missing and goes on.
  @Test func missingDataAreToldFirstToo() throws {
    try suite("good")
    try suite("missing", ["dataset": "{nyuv2: {height: 32, width: 32}}"])
    let run = try bench("run", "good", "missing")
    #expect(run.code == 64 && run.err.contains("--data-root nyuv2=DIR"), "\(run.err)")
    #expect(run.err.hasPrefix("error: missing: nyuv2: "))
    #expect(!run.err.contains("start") && !isReported("good"))
    let all = try bench("all")
    #expect(all.code == 0, "\(all.err)")
    #expect(all.out.contains("missing: nothing trained, its data are not there: "))
    #expect(isReported("good") && !isReported("missing"))
    // More frames than there are is a mistake in the suite.
    try suite("missing", ["train": "{depth: 7}"])
    let mistaken = try bench("all", "--fresh")
    #expect(mistaken.code == 64 && mistaken.err.contains("train.depth: found 7, but rooms has 6"))
    #expect(!mistaken.err.contains("start"))
  }

  @Test func suitesOfOneNameAreRefused() throws {
    for name in ["g/a", "h/a", "g/b", "h/b", "h/c"] { try suite(name) }
    let message =
      "found the suite a in experiments/g/a/suite.yaml and experiments/h/a/suite.yaml, the suite b in "
      + "experiments/g/b/suite.yaml and experiments/h/b/suite.yaml, whose reports would lie in one folder; "
      + "rename one of the folders"
    for words in [
      ["run", "g", "h"], ["run", "experiments/g", "experiments/h"], ["all"], ["report", "h", "g"],
    ] {
      let result = try Program.start(words + ["--out", "out"], in: folder.url).wait()
      #expect(result.code == 64, "\(words)")
      let expected =
        words == ["report", "h", "g"] ? "whose reports would lie in one folder" : message
      #expect(result.err.contains(expected), "\(result.err)")
      #expect(!isAnythingWritten)
    }
  }

  /// A suite that is named again is run once.
  @Test func aSuiteMayBeNamedTwice() throws {
    try suite("g/c")
    let result = try bench("run", "c", "g", "experiments/g/c")
    #expect(result.code == 0, "\(result.err)")
    #expect(result.out.components(separatedBy: "cells finished").count == 2)
  }
}

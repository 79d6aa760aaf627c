import Engine
import Foundation
import Records
import TestSupport
import Testing

/// What the commands say of records that they do not use. One after another: the runs time each other out otherwise.
@Suite(.serialized) struct RecordNoticeTests {
  private func rewrite(_ tiny: TinySuite, _ change: ([String]) -> [String]) throws {
    let lines = try String(contentsOf: tiny.records, encoding: .utf8).split(separator: "\n")
    try Data(change(lines.map(String.init)).map { $0 + "\n" }.joined().utf8).write(
      to: tiny.records)
  }

  @Test func anOutcomeThatWasChangedIsNamed() throws {
    let tiny = try TinySuite()
    #expect(try tiny.run().code == 0)
    let expected = try tiny.outcomes
    try rewrite(tiny) { lines in
      var lines = lines
      lines[2] = lines[2].replacingOccurrences(
        of: #""selectedEpoch":[123]"#, with: #""selectedEpoch":1"#, options: .regularExpression)
      lines[2] = lines[2].replacingOccurrences(of: #""macs":"#, with: #""macs":1"#)
      return lines
    }
    let message =
      "tiny: records.jsonl:3: its cell and outcome do not match its digest: they were changed after "
      + "they were written"
    let report = try Program.run("report", tiny.suite, "--out", tiny.out)
    #expect(report.code == 0)
    #expect(report.err.contains(message + ": it is not used"))
    #expect(report.out.contains("3 cells finished, 1 without a record"))
    #expect(try Program.run("plan", tiny.suite, "--out", tiny.out).err.contains(message))
    // The sample is of other cells, and they match.
    let verify = try Program.run("verify", tiny.suite, "--out", tiny.out, "--sample", "1")
    #expect(verify.code == 2)
    #expect(verify.err.contains(message))
    #expect(verify.out.contains("MATCH") && !verify.out.contains("DRIFT"))

    let run = try tiny.run()
    #expect(run.code == 0)
    #expect(run.err.contains(message + ": moved to records.rejected.jsonl"))
    #expect(run.err.contains("4 cells, 3 done, 1 to do"))
    #expect(try tiny.outcomes == expected)
  }

  @Test func recordsOfAnotherRevisionAreTold() throws {
    let tiny = try TinySuite()
    #expect(try tiny.run().code == 0)
    let now = Engine.numericRevision
    try rewrite(tiny) {
      $0.map {
        withDigest(
          $0.replacingOccurrences(of: #""revision":"\#(now)""#, with: #""revision":"older""#))
      }
    }
    let unused = "tiny: 4 records of numeric revision older are not used: this program's is \(now)"
    let plan = try Program.run("plan", tiny.suite, "--out", tiny.out)
    #expect(plan.code == 0)
    #expect(plan.err.contains(unused) && plan.out.contains("4 cells, 0 done"))
    let verify = try Program.run("verify", tiny.suite, "--out", tiny.out)
    #expect(verify.code == 3)
    #expect(verify.err.contains(unused))
    let shown =
      "tiny: the report shows records of numeric revision older; this program's is \(now): "
      + "`bench run tiny` trains them anew"
    let report = try Program.run("report", tiny.suite, "--out", tiny.out)
    #expect(report.err.contains(shown))
    #expect(report.out.contains("4 cells finished with numeric revision older"))

    let run = try tiny.run()
    #expect(run.code == 0)
    #expect(run.err.contains(unused) && run.err.contains("4 cells, 0 done, 4 to do"))
    #expect(run.out.contains("4 cells finished\n"))
    let after = try Program.run("report", tiny.suite, "--out", tiny.out)
    #expect(!after.err.contains("the report shows"))
    #expect(
      after.err.contains(
        "4 records of numeric revision older are not shown: the report is of revision \(now)"))
  }

  @Test func recordsOfOtherDataAreTold() throws {
    let tiny = try TinySuite()
    #expect(try tiny.run().code == 0)
    try rewrite(tiny) { lines in
      lines.map {
        withDigest(
          $0.replacingOccurrences(
            of: #""dataDigest":"[0-9a-f]*""#, with: #""dataDigest":"0123456789abcdef""#,
            options: .regularExpression))
      }
    }
    let plan = try Program.run("plan", tiny.suite, "--out", tiny.out)
    #expect(
      plan.err.contains(
        "tiny: 4 records of other data of rooms, with the digest 0123456789…, are not used: the "
          + "data here have "))
  }

  @Test(arguments: ["pipe", "link"])
  func aPlaceThatTakesNoRecordsIsToldBeforeTraining(kind: String) throws {
    let tiny = try TinySuite()
    try FileManager.default.createDirectory(
      at: tiny.records.deletingLastPathComponent(), withIntermediateDirectories: true)
    if kind == "pipe" {
      #expect(mkfifo(tiny.records.path, 0o644) == 0)
    } else {
      try FileManager.default.createSymbolicLink(
        atPath: tiny.records.path, withDestinationPath: "missing/records.jsonl")
    }
    let result = try tiny.run()
    #expect(result.code == 3)
    #expect(
      result.err.contains(
        kind == "pipe" ? "records.jsonl is a named pipe" : "it is a symbolic link to "))
    #expect(!result.err.contains("] start "))
  }

  @Test func freshBesideARunIsRefused() throws {
    let tiny = try TinySuite(["epochs": "400", "weightings": "[equal]"])
    let running = try tiny.start(["--jobs", "1"])
    running.waitUntil { running.err.contains("] start ") }
    let fresh = try tiny.run("--fresh")
    #expect(fresh.code == 3)
    #expect(fresh.err.contains("another run is using"))
    #expect(!fresh.err.contains("] start "))
    kill(running.process.processIdentifier, SIGINT)
    #expect(try running.wait().code == 130)
  }
}

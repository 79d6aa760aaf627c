import Foundation
import Records
import TestSupport
import Testing

@testable import Bench

/// Runs that are stopped, and cells that crash, diverge or take too long.
extension RunTests {
  @Test func ctrlCStopsCleanly() throws {
    let tiny = try TinySuite(["epochs": "400", "weightings": "[equal]"])
    let running = try tiny.start(["--jobs", "1"])
    let checkpoints = tiny.records.deletingLastPathComponent().appendingPathComponent(
      ".bench/checkpoints")
    running.waitUntil {
      (try? FileManager.default.contentsOfDirectory(atPath: checkpoints.path))?.isEmpty == false
    }
    kill(running.process.processIdentifier, SIGINT)
    let result = try running.wait()
    #expect(result.code == 130)
    #expect(result.err.contains("1 cell under way will go on from the last epoch"))
  }

  @Test func aDivergingCellIsRecordedAndNotTriedAgain() throws {
    let tiny = try TinySuite(["optimizer": "{sgd: {rate: 1e6}}", "weightings": "[equal]"])
    let first = try tiny.run()
    #expect(first.code == 3)
    #expect(first.out.contains("diverged"))
    #expect(first.out.contains("it would be the same again"))
    let contents = try tiny.contents
    #expect(contents.records.count == 3)
    let failures = contents.records.compactMap { record -> Failure? in
      if case .failed(let failure) = record.outcome { failure } else { nil }
    }
    #expect(!failures.isEmpty)
    #expect(failures.allSatisfy { $0.reason == .diverged })
    let page = tiny.records.deletingLastPathComponent().appendingPathComponent("README.md")
    #expect(try String(contentsOf: page, encoding: .utf8).contains("diverged"))
    let again = try tiny.run()
    #expect(again.code == 3)
    #expect(again.err.contains("3 done, 0 to do"))
  }

  @Test func aCrashIsRecordedAndTriedAgain() throws {
    let tiny = try TinySuite(["epochs": "60", "weightings": "[equal]"])
    let running = try tiny.start(["--jobs", "1"])
    running.waitUntil { running.err.contains("start") }
    var child: pid_t?
    running.waitUntil {
      child = children(of: running.process.processIdentifier).first
      return child != nil
    }
    kill(try #require(child), SIGSEGV)
    let result = try running.wait()
    #expect(result.code == 3)
    #expect(
      result.out.contains(
        "crashed: the training process was killed by signal 11 (Segmentation fault) (the next run"))
    for words in ["Backtrac", "Registers"] { #expect(!result.err.contains(words)) }
    #expect(result.out.contains("the next run tries it again"))
    #expect(try tiny.contents.records.count == 3)
    #expect(try tiny.run().code == 0)
    #expect(try tiny.contents.records.count == 3)
  }

  /// Ctrl-C reaches training processes too: they leave it to the run, so that none is taken for a crash.
  @Test(arguments: [SIGINT, SIGHUP]) func aTrainingProcessLeavesSignalsToTheRun(_ number: Int32)
    throws
  {
    let tiny = try TinySuite(["epochs": "60", "weightings": "[equal]"])
    let running = try tiny.start(["--jobs", "1"])
    var child: pid_t?
    running.waitUntil {
      child = children(of: running.process.processIdentifier).first
      return running.err.contains("start") && child != nil
    }
    kill(try #require(child), number)
    #expect(try running.wait().code == 0)
    #expect(
      try tiny.contents.records.allSatisfy {
        if case .finished = $0.outcome { true } else { false }
      })
  }

  /// A cell costs what all of its processes took, however the last one ended.
  @Test func costsCountEarlierProcesses() throws {
    let cell = try #require(try samplePlan().cells.first)
    let words = #"echo '{"earlier": {"cpuSeconds": 1000, "wallSeconds": 2000}}'"#
    let child = RunningCell(
      cell,
      try ChildProcess(
        executable: "/bin/sh", arguments: ["-c", words], inherited: nil, request: ""), claim: nil)
    while !child.process.hasClosed {
      child.receive()
      usleep(1000)
    }
    let cost = child.finish().cost
    #expect((1000..<1010).contains(cost.cpuSeconds) && (2000..<2600).contains(cost.wallSeconds))
  }

  @Test func aCellThatTakesTooLongIsStopped() throws {
    let tiny = try TinySuite(["time-limit": "0.05 s", "epochs": "500", "weightings": "[equal]"])
    let result = try tiny.run()
    #expect(result.code == 3)
    #expect(result.out.contains("timed-out: not finished within 0.1 s"))
    #expect(try tiny.contents.records.count == 3)
  }

  private func children(of parent: pid_t) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { pid in
      let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
      return status.contains("\nPPid:\t\(parent)\n")
    }
  }
}

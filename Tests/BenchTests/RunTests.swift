import Foundation
import Records
import TestSupport
import Testing

@testable import Bench

/// Whole runs of the program on suites of a few small cells, one after another: they time each other out otherwise.
@Suite(.serialized) struct RunTests {
  @Test func aRunIsDoneOnceAndReportsTheSameBytes() throws {
    let tiny = try TinySuite()
    let first = try tiny.run()
    #expect(first.code == 0)
    #expect(first.out.contains("tiny (standard): 4 cells finished"))
    let records = try Data(contentsOf: tiny.records)
    let page = tiny.records.deletingLastPathComponent().appendingPathComponent("index.html")
    let bytes = try Data(contentsOf: page)

    let again = try tiny.run()
    #expect(again.code == 0)
    #expect(again.err.contains("4 cells, 4 done, 0 to do"))
    #expect(!again.err.contains("start"))
    #expect(try Data(contentsOf: tiny.records) == records)

    try FileManager.default.removeItem(at: page)
    #expect(try Program.run("report", tiny.suite, "--out", tiny.out).code == 0)
    #expect(try Data(contentsOf: page) == bytes)

    let fresh = try tiny.run("--fresh")
    #expect(fresh.err.contains("4 cells, 0 done, 4 to do"))
    let previous = page.deletingLastPathComponent().appendingPathComponent("records.previous.jsonl")
    #expect(try Data(contentsOf: previous) == records)
  }

  @Test func storedCellsAreVerified() throws {
    let tiny = try TinySuite()
    #expect(try Program.run("verify", tiny.suite, "--out", tiny.out).code == 3)
    #expect(try tiny.run().code == 0)
    let match = try Program.run("verify", tiny.suite, "--out", tiny.out, "--sample", "4")
    #expect(match.code == 0)
    #expect(match.out.components(separatedBy: "MATCH").count == 5)

    var record = try #require(try tiny.contents.records.first)
    guard case .finished(var outcome) = record.outcome else {
      Issue.record("\(record.cell.shortID) is not finished")
      return
    }
    outcome.test[0].value += 1e-9
    record.outcome = .finished(outcome)
    try RecordStore(folder: tiny.records.deletingLastPathComponent()).append(record)
    let drift = try Program.run("verify", tiny.suite, "--out", tiny.out, "--sample", "4")
    #expect(drift.code == 2)
    #expect(drift.out.contains("DRIFT  \(record.cell.shortID)"))
    let repro = try Program.run("repro", record.cell.shortID, "--out", tiny.out)
    #expect(repro.code == 2)
    #expect(repro.out.contains(record.cell.id))
    #expect(try Program.run("repro", "xyz", "--out", tiny.out).code == 64)
  }

  @Test func outcomesDoNotDependOnWorkersOrInterruptions() throws {
    let changes = ["epochs": "6", "seeds": "[1, 2]"]
    let whole = try TinySuite(changes)
    #expect(try whole.run("--jobs", "1").code == 0)
    let expected = try whole.outcomes
    #expect(expected.count == 8)

    let killed = try TinySuite(changes)
    for moment in [60, 150, 300, 450, 700] {
      let running = try killed.start(["--jobs", "2"])
      running.waitUntil { running.err.contains("start") }
      usleep(useconds_t(moment * 1000))
      kill(running.process.processIdentifier, SIGKILL)
      _ = try running.wait()
    }
    #expect(try killed.run("--jobs", "2").code == 0)
    #expect(try killed.outcomes == expected)
  }

  @Test func outcomesDoNotDependOnThreads() throws {
    let changes = [
      "architectures": "[split, mtan, cross-stitch, dense]", "weightings": "pcgrad",
      "backbone": "{segnet: {width: 0.25}}",
    ]
    let alone = try TinySuite(changes)
    #expect(try alone.run().code == 0)
    let expected = try alone.outcomes
    #expect(expected.count == 6)
    for threads in ["2", "3"] {
      let together = try TinySuite(changes)
      #expect(try together.run("--jobs", "1", "--threads-per-cell", threads).code == 0)
      #expect(try together.outcomes == expected, "\(threads) threads")
    }
    #expect(try alone.run("--threads-per-cell", "0").code == 64)
  }

  /// Cells find the frames that an earlier one drew, and draw anew where the file is damaged. Who reads a damaged frame last
  /// leaves no file; the next run makes it.
  @Test func drawnFramesAreKept() throws {
    let tiny = try TinySuite()
    #expect(try tiny.run().code == 0)
    let expected = try tiny.outcomes
    let folder = tiny.records.deletingLastPathComponent().appendingPathComponent(".bench/frames")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.count == 1)
    let file = folder.appendingPathComponent(try #require(files.first))
    let bytes = try Data(contentsOf: file)
    var flipped = bytes
    // In the first training image, behind the header.
    flipped[Int(bytes[0]) + Int(bytes[1]) << 8 + 100] ^= 1
    for damaged in [bytes.prefix(bytes.count / 2), flipped] {
      try damaged.write(to: file)
      #expect(try tiny.run("--fresh").code == 0)
      #expect(try tiny.outcomes == expected)
      #expect(
        try !FileManager.default.fileExists(atPath: file.path) || Data(contentsOf: file) == bytes)
      #expect(try tiny.run("--fresh").code == 0)
      #expect(try tiny.outcomes == expected)
      #expect(try Data(contentsOf: file) == bytes)
    }
  }

  /// Neither drawn frames nor checkpoints are needed: where they find no room cells train on, and the run says so once.
  @Test func cellsTrainWithoutRoomForWhatIsKeptBeside() throws {
    let changes = ["backbone": "{segnet: {width: 0.25}}", "seeds": "2"]
    let whole = try TinySuite(changes)
    #expect(try whole.run().code == 0)
    let tiny = try TinySuite(changes)
    let result = try Program.start(
      ["run", tiny.suite, "--out", tiny.out], largestFile: 1 << 17
    ).wait()
    for kind in ["frames", "checkpoints"] {
      let lines = result.err.split(separator: "\n").filter { $0.contains("/\(kind)/") }
      #expect(lines.count == 1, "\(result.err)")
      let line = lines.first ?? ""
      #expect(line.contains("cannot keep ") && line.contains(".bench/\(kind)/"))
      #expect(line.contains("File too large: "))
      #expect(line.contains(" bytes are needed, the file system at "))
      #expect(line.contains(" bytes free") && line.contains("the results are the same"))
      let folder = tiny.records.deletingLastPathComponent().appendingPathComponent(".bench/\(kind)")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
    #expect(!result.err.contains("crashed"))
    #expect(try tiny.outcomes == whole.outcomes)
  }

  /// A record that cannot be kept stops the run; no other cell is trained for nothing.
  @Test func aRecordWithoutRoomStopsTheRun() throws {
    let tiny = try TinySuite(["seeds": "3"])
    let result = try Program.start(
      ["run", tiny.suite, "--out", tiny.out, "--jobs", "1"], largestFile: 1024
    ).wait()
    #expect(result.code == 3)
    let error = "error: cannot write \(tiny.records.path): No space left on device. "
    #expect(result.err.contains(error))
    #expect(result.err.contains(" bytes are needed, the file system at "))
    #expect(result.err.components(separatedBy: "] start ").count == 2)
    #expect(try tiny.contents.isEmpty)
    #expect(try tiny.run().code == 0)
  }

  /// Frames that no cell of the suite names go when a run begins, unless another process has a cell.
  @Test func oldFramesAreRemoved() throws {
    let tiny = try TinySuite()
    #expect(try tiny.run().code == 0)
    let store = try RecordStore(folder: tiny.records.deletingLastPathComponent())
    let folder = store.frames.folder
    let old = folder.appendingPathComponent("old")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    try Data("frames".utf8).write(to: old)
    let claim = try #require(try store.claim("another cell"))
    #expect(try tiny.run().code == 0)
    #expect(FileManager.default.fileExists(atPath: old.path))
    claim.release()
    #expect(try tiny.run().code == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == names)
  }

  /// Arms are repeated with a loss multiplied; the others' cells and outcomes stay as they were.
  @Test func robustnessIsMeasuredAndReported() throws {
    let plain = try TinySuite(["seeds": "2"])
    #expect(try plain.run().code == 0)
    let tiny = try TinySuite(["seeds": "2", "robustness": "{task: depth, factor: 10}"])
    let result = try tiny.run()
    #expect(result.code == 0)
    #expect(result.out.contains("tiny (standard): 12 cells finished"))
    #expect(try Set(plain.outcomes).isSubset(of: Set(tiny.outcomes)))
    let records = try tiny.contents.records
    for record in records where !record.cell.lossScales.isEmpty {
      var cell = record.cell
      cell.lossScales = [:]
      let twin = records.first { other in
        var other = other.cell
        other.pictures = 0
        return other == cell
      }
      guard case .finished(let with) = record.outcome, case .finished(let without)? = twin?.outcome
      else {
        Issue.record("\(record.cell.weighting.name) is not finished")
        continue
      }
      let ratio = with.epochs[0].trainLoss[1]! / without.epochs[0].trainLoss[1]!
      #expect((4...25).contains(ratio))
    }
    let page = tiny.records.deletingLastPathComponent().appendingPathComponent("README.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.contains("## Robustness") && text.contains("depth × 10"))
    let match = try Program.run("verify", tiny.suite, "--out", tiny.out, "--sample", "12")
    #expect(match.code == 0)
    let plan = try Program.run("plan", tiny.suite, "--out", tiny.out)
    #expect(plan.out.contains("pcgrad · depth × 10"))
  }

  @Test func diagnosticsBelongToTheCell() throws {
    let tiny = try TinySuite(["diagnostics": "{every: 2}"])
    #expect(try tiny.run().code == 0)
    let told = try tiny.contents.records.filter { $0.cell.diagnosticsEvery == 2 }
    #expect(told.map(\.cell.weighting.name) == ["equal"])
  }

  /// Fast and precise cells are different cells.
  @Test func numericsBelongToTheCell() throws {
    let tiny = try TinySuite()
    #expect(try tiny.run().code == 0)
    let precise = try TinySuite(["numerics": "precise"])
    #expect(try precise.run().code == 0)
    #expect(try Set(precise.outcomes).isDisjoint(with: Set(tiny.outcomes)))
    let mistake = try TinySuite(["numerics": "exact"]).run()
    #expect(mistake.code == 64)
    #expect(mistake.err.contains("numerics: found exact, expected fast or precise"))
  }

  @Test func twoRunsOnOneFolderShareTheWork() throws {
    let tiny = try TinySuite(["seeds": "3"])
    let runs = try (0..<2).map { _ in try tiny.start(["--jobs", "1"]) }
    let results = try runs.map { try $0.wait() }
    #expect(results.map(\.code) == [0, 0])
    let starts = results.map { $0.err.components(separatedBy: "] start ").count - 1 }
    #expect(starts.reduce(0, +) == 12)
    #expect(try tiny.contents.records.count == 12)
  }

  /// What a killed run left behind is removed; a folder in the place of a checkpoint is none of ours.
  @Test func foldersAmongTheCheckpointsStay() throws {
    let tiny = try TinySuite(["weightings": "[equal]"])
    #expect(try tiny.run().code == 0)
    let checkpoints = tiny.records.deletingLastPathComponent().appendingPathComponent(
      ".bench/checkpoints")
    let id = try #require(try tiny.contents.records.first).cell.id
    let files = FileManager.default
    for name in [id, "mine"] {
      let folder = checkpoints.appendingPathComponent(name)
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: folder.appendingPathComponent("notes"))
    }
    try Data("torn".utf8).write(to: checkpoints.appendingPathComponent("\(id).1.new"))
    let again = try tiny.run("--fresh")
    #expect(again.code == 0)
    #expect(
      try files.subpathsOfDirectory(atPath: checkpoints.path).sorted()
        == [id, "\(id)/notes", "mine", "mine/notes"].sorted())
    for name in [id, "mine"] {
      #expect(again.err.contains("\(name) is a folder where checkpoints lie"))
      #expect(again.err.contains("left as it is"))
    }
  }

  /// Data that are other ones, or not there, are no drift.
  @Test func reproSaysThatTheDataDiffer() throws {
    let tiny = try TinySuite()
    #expect(try tiny.run().code == 0)
    let text = try String(contentsOf: tiny.records, encoding: .utf8)
    let other = text.split(separator: "\n").map {
      withDigest(
        String($0).replacing(
          /"dataDigest":"[0-9a-f]*"/, with: "\"dataDigest\":\"0123456789abcdef\""))
        + "\n"
    }
    try Data(other.joined().utf8).write(to: tiny.records)
    let id = try #require(tiny.contents.records.first).cell.shortID
    let result = try Program.run("repro", id, "--out", tiny.out)
    #expect(result.code == 64 && !result.out.contains("DRIFT"))
    #expect(result.err.contains("rooms: found data with the digest "))
    #expect(result.err.contains("the cell was trained on, with 0123456789…"))
  }

  /// A report that shows records is not replaced by one that has none.
  @Test func aProfileWithoutRecordsIsNotReported() throws {
    let tiny = try TinySuite(["profiles": "{smoke: {epochs: 1}}"])
    #expect(try tiny.run().code == 0)
    let page = tiny.records.deletingLastPathComponent().appendingPathComponent("README.md")
    let before = try Data(contentsOf: page)
    let smoke = try Program.run("report", tiny.suite, "--out", tiny.out, "--profile", "smoke")
    #expect(smoke.code == 3)
    #expect(
      smoke.err.contains("is of the profile smoke; bench run tiny --profile smoke makes them"))
    #expect(try Data(contentsOf: page) == before)
    let run = try tiny.run("--profile", "smoke")
    #expect(run.err.contains("the report of profile smoke takes the place of that of standard"))
    #expect(run.err.contains("`bench report tiny --profile standard` renders it again"))
  }

  @Test func aTornAndACorruptLineAreMended() throws {
    let tiny = try TinySuite()
    #expect(try tiny.run().code == 0)
    let expected = try tiny.outcomes
    var lines = try String(contentsOf: tiny.records, encoding: .utf8).split(separator: "\n")
      .map(String.init)
    lines[1] = String(lines[1].prefix(200))
    lines[3] = String(lines[3].prefix(300))
    try Data(lines.joined(separator: "\n").utf8).write(to: tiny.records)
    let result = try tiny.run()
    #expect(result.code == 0)
    #expect(result.err.contains("records.jsonl:2 is not a record (not JSON): moved to"))
    #expect(result.err.contains("records.jsonl:4 ends without a newline after 300 bytes"))
    #expect(result.err.contains("4 cells, 2 done, 2 to do"))
    #expect(try tiny.outcomes == expected)
  }
}

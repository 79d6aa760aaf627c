import Engine
import Foundation
import Records
import Testing

@testable import Bench

/// Ten grey images of one pixel with a table of them; `rows` are what stands behind the paths.
private func table(_ header: String, _ rows: (Int) -> String) throws -> TemporaryFolder {
  let folder = TemporaryFolder()
  var text = "file,\(header)\n"
  for image in 0..<10 {
    try (Data("P5 1 1 255\n".utf8) + [UInt8(20 * image)]).write(
      to: folder.url.appendingPathComponent("\(image).pgm"))
    text += "\(image).pgm,\(rows(image))\n"
  }
  try Data(text.utf8).write(to: folder.url.appendingPathComponent("labels.csv"))
  return folder
}

private func suite(_ labels: String, frames: Int = 0) throws -> TinySuite {
  try TinySuite([
    "dataset": "{table: {height: 32, width: 32, frames: \(frames), labels: \(labels)}}",
    "tasks": "[x, y]",
    "weightings": "[equal]", "epochs": "1", "pictures": "0",
  ])
}

private let declared = "{x: {classes: [a, b, c]}, y: {regression: cm}}"

@Suite struct ListedDataTests {
  @Test func aTableIsTrainedOnAndItsRemarksAreToldOnce() throws {
    let folder = try table("x,y") { "\($0 % 2 == 0 ? "a" : "b"),\($0)" }
    let tiny = try suite(declared, frames: 9)
    let root = "table=\(folder.url.path)"
    let remark =
      "x: no training image has the label c (1 of 3); it cannot be learned, raise the option frames (now 9)"
    let planned = try Program.run("plan", tiny.suite, "--out", tiny.out, "--data-root", root)
    #expect(planned.code == 0 && planned.err.contains("tiny: \(remark)"), "\(planned.err)")
    let run = try tiny.run("--data-root", root)
    #expect(run.code == 0, "\(run.err)")
    #expect(run.err.components(separatedBy: remark).count == 2, "\(run.err)")
    #expect(try tiny.contents.records.count == 3)
  }

  /// What looks like a number is the text that it was written as.
  @Test func classesAreCalledAsTheyAreWritten() throws {
    let folder = try table("x,y") { "\($0 % 2 == 0 ? "007" : "2.0"),\($0)" }
    let tiny = try suite(
      "{x: {classes: [007, 2.0]}, y: {regression: {unit: cm, from: 0, to: 1e1}}}")
    let root = "table=\(folder.url.path)"
    let planned = try Program.run("plan", tiny.suite, "--out", tiny.out, "--data-root", root)
    #expect(planned.code == 0, "\(planned.err)")
    let suite = try readSuite(
      sampleText([
        3:
          "dataset: {table: {labels: {x: {classes: {names: [007, True, \"8\"]}}, y: {binary: [0x1, a]}}}}",
        4: "tasks: [x, y]", 5: "backbone: {resnet: {width: 0.125}}\ndecoder: fpn",
      ]))
    #expect(suite.tasks[0].choice.options["names"]?.texts == ["007", "True", "8"])
    #expect(suite.tasks[1].choice.options["names"]?.texts == ["0x1", "a"])
    let sets = try Selection(try ChoiceRequest(spelling: "folders:sets=[007,8]"), from: datasets)
    #expect(sets.choice.options["sets"]?.texts == ["007", "8"])
  }

  /// With one task there is nothing to share, also where nobody says which there are.
  @Test func aTableOfOneTaskIsRefused() throws {
    let folder = try table("x") { $0 % 2 == 0 ? "a" : "b" }
    for sets in ["~", "all", "pairs"] {
      let tiny = try TinySuite([
        "dataset": "{table: {height: 32, width: 32, labels: {x: classes}}}", "tasks": "~",
        "combinations": sets,
      ])
      let run = try tiny.run("--data-root", "table=\(folder.url.path)")
      #expect(run.code == 64)
      #expect(
        run.err.contains(
          "/tiny/suite.yaml:5 tasks: found one task, x, all that table offers here, expected two or "
            + "more: with one there is nothing to share\n"), "\(run.err)")
      #expect(!FileManager.default.fileExists(atPath: tiny.out))
    }
  }

  /// Whether there are as many is known once the data are read, where it is said from the start.
  @Test func moreTrainingImagesThanThereAreAreToldWithTheirLine() throws {
    let folder = try table("x,y") { "\($0 % 2 == 0 ? "a" : "b"),\($0 == 0 ? "" : "\($0)")" }
    let tiny = try TinySuite([
      "dataset": "{table: {height: 32, width: 32, labels: {x: classes, y: {regression: cm}}}}",
      "tasks": "[x, y]", "train": "{x: 25, y: 1}",
      "conditions": "[{name: a}, {name: b, train: {y: 26}}]",
    ])
    for command in ["run", "plan"] {
      let result = try Program.run(
        command, tiny.suite, "--out", tiny.out, "--data-root", "table=\(folder.url.path)")
      #expect(result.code == 64)
      #expect(
        result.err.contains(
          "/tiny/suite.yaml:12 train.x: found 25, but 7 training frames have a label of x, expected "
            + "at most as many\n"), "\(result.err)")
      #expect(result.err.contains("/tiny/suite.yaml:4 conditions[1].train.y: found 26, but "))
      #expect(!result.err.contains("error:"))
    }
    let drawn = try TinySuite(["profiles": "{smoke: {train: {depth: 7}}}"])
    let smoke = try drawn.run("--profile", "smoke")
    #expect(smoke.code == 64)
    #expect(
      smoke.err.contains(
        "/tiny/suite.yaml:7 profiles.smoke.train.depth: found 7, but rooms has 6 training frames here, "
          + "expected at most as many\n"), "\(smoke.err)")
    #expect(!FileManager.default.fileExists(atPath: drawn.records.path))
  }

  /// Before training, with the exit code of mistakes; of few frames it would be a remark.
  @Test func aClassThatNeverOccursEndsTheRun() throws {
    let folder = try table("x,y") { "\($0 % 2 == 0 ? "a" : "b"),\($0)" }
    let tiny = try suite(declared)
    let run = try tiny.run("--data-root", "table=\(folder.url.path)")
    #expect(run.code == 64)
    #expect(run.err.contains("x: no training image has the label c (1 of 3); it cannot be learned"))
    #expect(!FileManager.default.fileExists(atPath: tiny.records.path))
  }

  @Test func aLabelThatIsNoneEndsTheRunWithItsLine() throws {
    let folder = try table("x,y") { $0 == 4 ? "d,1" : "a,1" }
    let tiny = try suite(declared)
    let run = try tiny.run("--data-root", "table=\(folder.url.path)")
    #expect(run.code == 64)
    #expect(run.err.contains("labels.csv:6: found d in the column x, expected one of a, b, c"))
    #expect(!FileManager.default.fileExists(atPath: tiny.records.path))
  }

  /// A cell is trained on the frames of its digest: what becomes of the files meanwhile changes nothing.
  @Test func framesThatAreKeptSayTheirSize() throws {
    let folder = TemporaryFolder()
    var text = "file,x,y\n"
    for image in 0..<10 {
      let pixels = (0..<1024).map { UInt8(($0 * (image + 3)) % 251) }
      try (Data("P5 32 32 255\n".utf8) + pixels).write(
        to: folder.url.appendingPathComponent("\(image).pgm"))
      text += "\(image).pgm,\(image % 2),\(image)\n"
    }
    try Data(text.utf8).write(to: folder.url.appendingPathComponent("labels.csv"))
    let lines = sampleText([
      3: "dataset: {table: {root: \(folder.url.path), labels: {x: binary, y: regression}}}",
      4: "tasks: [x, y]", 5: "backbone: {resnet: {width: 0.125, stem: small}}",
      6: "architectures: split",
      7: "weightings: equal", 8: "epochs: 1",
    ])
    let suite = try readSuite(lines)
    let cell = try #require(try Plan(suite).cells.last)
    let frames = FrameCache(folder: folder.url.appendingPathComponent("frames"))
    func outcome(_ root: String) throws -> Outcome {
      try Assembly(cell, locations: ["root": .text(root)]).train(
        on: .single, checkpoint: nil, frames: frames, warn: { _ in }, progress: { _ in }
      ).outcome
    }
    let whole = try outcome(folder.url.path)
    #expect(try outcome(folder.url.path + "-gone") == whole)
    try Data("no image".utf8).write(to: folder.url.appendingPathComponent("0.pgm"))
    #expect(try outcome(folder.url.path) == whole)
  }

  @Test func mistakesInDeclarationsAreToldWithTheirLine() {
    let dataset = """
      dataset:
        table:
          labels:
            age: {regression: {unitt: years}}
            gender: binry
      """
    let found = mistakes(
      sampleText([3: dataset, 4: "tasks: [age]", 5: "backbone: {resnet: {width: 0.125}}"]))
    #expect(
      found.first?.contains(
        "sample/suite.yaml:6 dataset.table.labels.age.regression.unitt: unknown option, expected one "
          + "of unit, from, to, column; did you mean unit?") == true, "\(found)")
  }
}

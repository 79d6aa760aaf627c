import Digests
import Engine
import Foundation
import Records
import Testing

/// Suites whose networks begin with a file, from the export that makes the file to the records.
@Suite(.serialized) struct WeightsStartTests {
  private let resnet = "{resnet: {width: 0.0625}}"

  /// A suite whose first network was kept and exported, as `weights.safetensors` beside the suite.
  private func exported() throws -> (tiny: TinySuite, id: String, file: String) {
    let tiny = try TinySuite([
      "backbone": resnet, "decoder": "fpn", "weightings": "[equal]", "epochs": "2",
    ])
    let run = try tiny.run("--keep-networks")
    #expect(run.code == 0, "\(run.err)")
    let id = try #require(tiny.contents.records.first { $0.cell.tasks.count == 2 }).cell.id
    let file = tiny.suite + "/weights.safetensors"
    let export = try Program.run("export", id, "--to", file, "--out", tiny.out)
    #expect(export.code == 0 && export.out.contains(" tensors, "), "\(export.err)")
    #expect(export.err.isEmpty, "\(export.err)")
    return (tiny, id, file)
  }

  private func begin(_ tiny: TinySuite, _ start: String) throws {
    try TinySuite.write(
      [
        "backbone": resnet, "decoder": "fpn", "weightings": "[equal]", "epochs": "2",
        "start": start,
      ], to: tiny.suite)
  }

  @Test func anExportIsTheSameHoweverItIsMade() throws {
    let (tiny, id, file) = try exported()
    let kept = try Data(contentsOf: URL(fileURLWithPath: file))
    let networks = tiny.out + "/tiny/.bench/networks"
    // Each with its digest beside it.
    #expect(try FileManager.default.contentsOfDirectory(atPath: networks).count == 6)
    try FileManager.default.removeItem(atPath: networks)
    let again = try Program.run("export", id, "--to", file, "--out", tiny.out)
    #expect(again.code == 0 && again.err.contains("the cell is trained again, which took"))
    #expect(!again.err.contains("not the recorded one"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == kept)
    // A kept network that is not the cell's is not used.
    let more = try tiny.run("--keep-networks")
    #expect(more.err.contains("3 cells of earlier runs have no network that was kept"))
    try FileManager.default.createDirectory(
      atPath: networks, withIntermediateDirectories: true)
    try kept.prefix(1000).write(to: URL(fileURLWithPath: networks + "/\(id).safetensors"))
    let third = try Program.run("export", id, "--to", file, "--out", tiny.out)
    #expect(third.code == 0 && third.err.contains("trained again"))
  }

  /// The file's digest is the choice; its path, and where it is named, are not.
  @Test func aCellIsItsFilesDigest() throws {
    let (tiny, _, file) = try exported()
    let digest = sha256(try Data(contentsOf: URL(fileURLWithPath: file)))
    try begin(tiny, "{weights: {file: weights.safetensors, rate: 0.5}}")
    let plan = try Program.run("plan", tiny.suite, "--out", tiny.out)
    #expect(plan.code == 0, "\(plan.err)")
    #expect(plan.err.contains("not taken (heads."))
    #expect(try tiny.run().code == 0)
    let cells = try tiny.contents.records.map(\.cell).filter {
      $0.choices[Cell.Kind("start")] != nil
    }
    #expect(cells.count == 3)
    #expect(
      cells.allSatisfy {
        $0.choices[Cell.Kind("start")]?.options == ["sha256": .text(digest), "rate": .number(0.5)]
      })
    // Elsewhere, under another name, named by its digest alone.
    let elsewhere = tiny.suite + "/../other.bin"
    try FileManager.default.moveItem(atPath: file, toPath: elsewhere)
    try begin(tiny, "{weights: {sha256: \(digest), rate: 0.5}}")
    let report = try Program.run("report", tiny.suite, "--out", tiny.out)
    #expect(report.code == 0 && report.out.contains("3 cells finished"), "\(report.err)")
    let without = try Program.run("plan", tiny.suite, "--out", tiny.out)
    #expect(without.code == 64 && without.err.contains("name it with --weights FILE"))
    let found = try Program.run(
      "plan", tiny.suite, "--out", tiny.out, "--weights", elsewhere)
    #expect(found.code == 0 && found.out.contains("3 cells, 3 done"), "\(found.out) \(found.err)")
    let id = cells[0].id
    let lost = try Program.run("repro", id, "--out", tiny.out)
    #expect(lost.code == 64 && lost.err.contains("name it with --weights FILE"))
    let repro = try Program.run("repro", id, "--out", tiny.out, "--weights", elsewhere)
    #expect(repro.code == 0 && repro.out.contains("MATCH"), "\(repro.err)")
    let verify = try Program.run(
      "verify", tiny.suite, "--out", tiny.out, "--weights", elsewhere, "--sample", "1")
    #expect(verify.code == 0 && verify.out.contains("MATCH"), "\(verify.err)")
  }

  /// Before anything is trained, in a plan too.
  @Test func mistakesAreToldBeforeAnythingIsTrained() throws {
    let (tiny, _, file) = try exported()
    let text = try Data(contentsOf: URL(fileURLWithPath: file))
    func refused(_ start: String, _ words: String) throws {
      try begin(tiny, start)
      for command in ["plan", "run"] {
        let result = try Program.run(command, tiny.suite, "--out", tiny.out)
        #expect(result.code == 64 && result.err.contains(words), "\(start): \(result.err)")
      }
    }
    try refused("weights", "file: found none, expected the path of a file")
    try refused("{weights: {file: absent.pth}}", "absent.pth: cannot be opened")
    try refused("{weights: {sha256: abc}}", "found abc, expected 64 hexadecimal digits")
    try refused(
      "{weights: {file: weights.safetensors, sha256: \(String(repeating: "ab", count: 32))}}",
      "it is another file")
    try text.prefix(3000).write(to: URL(fileURLWithPath: file))
    try refused("{weights: {file: weights.safetensors}}", "its safetensors header is damaged")
    try Data("no network".utf8).write(to: URL(fileURLWithPath: file))
    try refused("{weights: {file: weights.safetensors}}", "found none of the kinds that are read")
    try text.write(to: URL(fileURLWithPath: file))
    try refused(
      "{weights: {file: weights.safetensors, prefix: x}}", "no name that begins with x")
    try TinySuite.write(
      [
        "backbone": "{resnet: {width: 0.125}}", "decoder": "fpn", "weightings": "[equal]",
        "start": "{weights: {file: weights.safetensors}}",
      ], to: tiny.suite)
    let wide = try Program.run("plan", tiny.suite, "--out", tiny.out)
    #expect(wide.code == 64 && wide.err.contains("it is of another width, depth or variant"))
    let given = try Program.run(
      "plan", tiny.suite, "--out", tiny.out, "--weights", tiny.suite + "/none")
    #expect(given.code == 64 && given.err.contains("--weights: "))
  }

  /// At the line and key that name the file, and with whatever else is wrong.
  @Test func mistakesOfAFileStandWithTheOthers() throws {
    let (tiny, _, file) = try exported()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    // The first value behind the header, of the encoder.
    let start =
      8 + bytes.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    bytes.replaceSubrange(start..<start + 4, with: [0, 0, 0xc0, 0x7f])
    let rotten = tiny.suite + "/rotten.safetensors"
    try bytes.write(to: URL(fileURLWithPath: rotten))
    try Data("no network".utf8).write(to: URL(fileURLWithPath: tiny.suite + "/text"))
    func lines(_ keys: [String: String]) throws -> [String] {
      var all = [
        "backbone": "{resnet: {width: 0.125}}", "decoder": "fpn", "weightings": "[equal]",
      ]
      all.merge(keys) { $1 }
      try TinySuite.write(all, to: tiny.suite)
      let plan = try Program.run("plan", tiny.suite, "--out", tiny.out)
      let run = try tiny.run()
      #expect(plan.code == 64 && run.code == 64 && plan.err == run.err, "\(plan.err) \(run.err)")
      return plan.err.split(separator: "\n").map(String.init)
    }
    let wide = try lines([
      "start": "{weights: {file: weights.safetensors}}", "epochs": "0",
      "arms": "[{architectures: mtan, start: {weights: {file: text}}}]",
    ])
    #expect(wide.count == 3, "\(wide)")
    for words in [
      " start.weights.file: ", " arms[0].start.weights.file: ", " epochs: found 0",
    ] {
      #expect(wide.contains { $0.contains("suite.yaml:") && $0.contains(words) }, "\(wide)")
    }
    let nan = try lines([
      "backbone": resnet, "start": "{weights: {file: rotten.safetensors}}",
    ])
    #expect(
      nan.count == 1 && nan[0].contains(" start.weights.file: ")
        && nan[0].contains("values that are not finite"), "\(nan)")
  }

  @Test func predictWritesMapsOfPictures() throws {
    let (tiny, id, file) = try exported()
    let folder = tiny.suite + "/pictures"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // 3 pixels high and 5 wide: any size will do.
    let ppm = Data("P6 5 3 255\n".utf8) + Data((0..<45).map { UInt8($0 * 5) })
    try ppm.write(to: URL(fileURLWithPath: folder + "/a.ppm"))
    let to = tiny.suite + "/predicted"
    let result = try Program.run("predict", file, folder + "/a.ppm", folder + "/a.ppm", "--to", to)
    #expect(result.code == 0, "\(result.err)")
    let names = try FileManager.default.contentsOfDirectory(atPath: to).sorted()
    #expect(
      names
        == (["a", "a-2"].flatMap { name in
          ["depth.npy", "depth.png", "input.png", "segmentation.npy", "segmentation.png"].map {
            "\(name).\($0)"
          }
        } + ["predictions.sha256"]).sorted())
    #expect(result.out.split(separator: "\n").count == names.count - 1)
    // Floats of 32×32 pixels behind a header of 128 bytes, and 13 classes of each.
    func size(_ name: String) throws -> Int {
      try Data(contentsOf: URL(fileURLWithPath: "\(to)/\(name)")).count
    }
    #expect(try size("a.depth.npy") == 128 + 4 * 1024)
    #expect(try size("a.segmentation.npy") == 128 + 13 * 4 * 1024)
    // By the cell's id it is the same network.
    let other = tiny.suite + "/again"
    let byID = try Program.run(
      "predict", id, folder + "/a.ppm", "--to", other, "--out", tiny.out)
    #expect(byID.code == 0, "\(byID.err)")
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: other + "/a.depth.npy"))
        == Data(contentsOf: URL(fileURLWithPath: to + "/a.depth.npy")))
    for (words, message) in [
      (["predict", file, folder + "/absent.png"], "absent.png: not found"),
      (["predict", file, tiny.suite + "/suite.yaml"], "suite.yaml"),
      (
        ["predict", tiny.suite + "/none.safetensors", folder + "/a.ppm"],
        "not found, expected a file"
      ),
      (["predict", folder + "/a.ppm", folder + "/a.ppm"], "found none of the kinds that are read"),
      (["predict", file], "Pictures"),
      (["export", "zz", "--out", tiny.out], "no record in"),
    ] {
      let mistaken = try Program.start(words + ["--to", to]).wait()
      #expect(mistaken.code == 64 && mistaken.err.contains(message), "\(words): \(mistaken.err)")
    }
  }

  @Test func predictWritesATableOfWholeImages() throws {
    let tiny = try TinySuite([
      "dataset": "{faces: {height: 32, width: 32, train: 8, validation: 4, test: 4}}",
      "tasks": "[age, gender]", "backbone": resnet, "weightings": "[equal]", "epochs": "1",
      "pictures": "0",
    ])
    let run = try tiny.run("--keep-networks")
    #expect(run.code == 0, "\(run.err)")
    let id = try #require(tiny.contents.records.first { $0.cell.tasks.count == 2 }).cell.id
    let picture = tiny.suite + "/b,c.ppm"
    let ppm = Data("P6 2 2 255\n".utf8) + Data(repeating: 100, count: 12)
    try ppm.write(to: URL(fileURLWithPath: picture))
    let to = tiny.suite + "/predicted"
    let result = try Program.run("predict", id, picture, "--to", to, "--out", tiny.out)
    #expect(result.code == 0, "\(result.err)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: to).sorted() == [
        "predictions.csv", "predictions.sha256",
      ])
    let table = try String(contentsOfFile: to + "/predictions.csv", encoding: .utf8)
    let lines = table.split(separator: "\n").map(String.init)
    #expect(lines.count == 2 && lines[0].hasPrefix("picture,age"), "\(table)")
    #expect(lines[1].hasPrefix("\"\(picture)\","))
  }
}

import Engine
import Foundation
import Records
import TestSupport
import Testing

@testable import Bench

/// Files of trained networks: where they are put, what they replace, and what of them is trusted.
@Suite(.serialized) struct NetworkFileTests {
  private let folder = TemporaryFolder()

  private func path(_ name: String) -> String { folder.url.appendingPathComponent(name).path }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: folder.url.appendingPathComponent(name))
  }

  private func trained() throws -> (tiny: TinySuite, id: String) {
    let tiny = try TinySuite([
      "backbone": "{resnet: {width: 0.0625}}", "decoder": "fpn", "weightings": "[equal]",
      "epochs": "1", "pictures": "0",
    ])
    let run = try tiny.run("--keep-networks")
    #expect(run.code == 0, "\(run.err)")
    return (tiny, try #require(tiny.contents.records.first { $0.cell.tasks.count == 2 }).cell.id)
  }

  /// What is no network of this program stays, whatever it is, and no folder is made.
  @Test func anExportReplacesNetworksAlone() throws {
    let (tiny, id) = try trained()
    func export(to name: String) throws -> Program.Result {
      try Program.run("export", id, "--to", path(name), "--out", tiny.out)
    }
    func refused(_ name: String, _ words: String) throws {
      let result = try export(to: name)
      #expect(result.code == 64 && result.err.contains(words), "\(name): \(result.err)")
    }
    try FileManager.default.copyItem(atPath: tiny.records.path, toPath: path("records.jsonl"))
    let records = try bytes("records.jsonl")
    try refused("records.jsonl", "is there, and is no network of bench export")
    #expect(try bytes("records.jsonl") == records)
    try Data().write(to: folder.url.appendingPathComponent("empty"))
    try refused("empty", "is there, and is no network of bench export")
    try FileManager.default.createSymbolicLink(
      atPath: path("link"), withDestinationPath: path("records.jsonl"))
    try refused("link", "found a link")
    try FileManager.default.createSymbolicLink(
      atPath: path("dangling"), withDestinationPath: path("nowhere"))
    try refused("dangling", "found a link")
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    try refused("pipe", "found a pipe or a device")
    var status = stat()
    #expect(lstat(path("pipe"), &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    try refused("", "found a folder")
    try refused("absent/net.safetensors", "found no folder")
    #expect(!FileManager.default.fileExists(atPath: path("absent")))
    try refused("empty/net.safetensors", "found a file in the place of the folder")

    let first = try export(to: "net.safetensors")
    #expect(first.code == 0, "\(first.err)")
    let again = try export(to: "net.safetensors")
    #expect(again.code == 0, "\(again.err)")
    // A file that finds no room ends with 3, as a run does, and says how large it is.
    let full = try Program.start(
      ["export", id, "--to", path("full.safetensors"), "--out", tiny.out], largestFile: 4096
    ).wait()
    let size = try bytes("net.safetensors").count
    #expect(full.code == 3 && full.err.contains("\(size) bytes are needed"), "\(full.err)")
    #expect(!full.err.contains(".,") && !full.err.contains(".."), "\(full.err)")
  }

  /// A kept network in which a bit has changed, or without its digest, is none.
  @Test func aKeptNetworkIsHeldAgainstItsDigest() throws {
    let (tiny, id) = try trained()
    let kept = URL(fileURLWithPath: tiny.out + "/tiny/.bench/networks/\(id).safetensors")
    let whole = try Data(contentsOf: kept)
    func exported(_ words: String?) throws {
      let result = try Program.run(
        "export", id, "--to", path("net.safetensors"), "--out", tiny.out)
      #expect(result.code == 0, "\(result.err)")
      if let words {
        #expect(
          result.err.contains(words) && result.err.contains("the cell is trained again"),
          "\(result.err)")
      } else {
        #expect(result.err.isEmpty, "\(result.err)")
      }
      #expect(try bytes("net.safetensors") == whole)
    }
    try exported(nil)
    var rotten = whole
    rotten[rotten.count - 100] ^= 1
    try rotten.write(to: kept)
    try exported("are not those that were written")
    try whole.write(to: kept)
    try exported(nil)
    try FileManager.default.removeItem(at: kept.appendingPathExtension("sha256"))
    try exported("has no digest beside it")
    let run = try tiny.run("--keep-networks")
    #expect(run.err.contains("1 cell of earlier runs has no network that was kept"), "\(run.err)")
  }

  @Test func theSizeOfANetworksFileIsKnownBefore() throws {
    let (tiny, id) = try trained()
    let record = try #require(tiny.contents.records.first { $0.cell.id == id })
    let kept = tiny.out + "/tiny/.bench/networks/\(id).safetensors"
    #expect(
      try Assembly(record.cell, locations: [:]).networkBytes
        == Data(contentsOf: URL(fileURLWithPath: kept)).count)
  }

  /// A training that finished on a full disk is done again: it does not wait for a process that there is none of.
  @Test func aPretrainingWithoutItsNetworkIsDoneAgain() throws {
    func pretrain(_ largestFile: Int?) throws -> Program.Result {
      try Program.start(
        [
          "pretrain", "resnet:depth=18,width=0.125", "--epochs", "1", "--batch", "4", "--dataset",
          "drawings:height=32,width=32,train=8,validation=4,test=4",
        ], largestFile: largestFile, in: folder.url
      ).wait()
    }
    let full = try pretrain(16_384)
    #expect(full.code == 3 && full.err.contains("bytes are needed"), "\(full.err)")
    #expect(full.err.contains("make room, or name another file with --to"), "\(full.err)")
    #expect(!full.err.contains("Networks are not kept"), "\(full.err)")
    #expect(!FileManager.default.fileExists(atPath: path("resnet.safetensors")))
    let again = try pretrain(nil)
    #expect(again.code == 0 && again.err.contains("it is trained again"), "\(again.err)")
    #expect(try bytes("resnet.safetensors").count > 16_384)
  }

  /// What bars the way is told by the option that the command has.
  @Test func aPretrainingKeepsWhatIsInItsPlace() throws {
    func refused(_ to: String, _ words: String) throws {
      let result = try Program.start(
        ["pretrain", "resnet:depth=18,width=0.125", "--epochs", "1", "--to", to],
        in: folder.url
      ).wait()
      #expect(result.code == 64 && result.err.contains(words), "\(to): \(result.err)")
      #expect(!result.err.contains("--out"), "\(result.err)")
    }
    try Data("mine".utf8).write(to: folder.url.appendingPathComponent("text"))
    try refused("text", "is no network of bench export")
    try Data("mine".utf8).write(to: folder.url.appendingPathComponent("a.record.jsonl"))
    try refused("a", "a.record.jsonl is there, and is not of this training")
    try refused("absent/a", "found no folder")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 2)
  }

  /// Data that are read from a folder are named on the command line: a record keeps no folder.
  @Test func anExportSaysHowItsDataAreNamed() throws {
    let samples = URL(fileURLWithPath: path("data"))
    for split in ["train", "val", "test"] {
      for name in ["red", "blue"] {
        let place = samples.appendingPathComponent("\(split)/\(name)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        for index in 0..<2 {
          let level = UInt8(name == "red" ? 200 : 20 + index)
          try (Data("P6 8 8 255\n".utf8) + Data(repeating: level, count: 192)).write(
            to: place.appendingPathComponent("\(index).ppm"))
        }
      }
    }
    let made = try Program.start(
      [
        "pretrain", "resnet:depth=18,width=0.125", "--epochs", "1", "--batch", "2", "--dataset",
        "folders:height=32,width=32,root=data",
      ], in: folder.url
    ).wait()
    #expect(made.code == 0, "\(made.err)")
    let line = try #require(
      String(decoding: try bytes("resnet.safetensors.record.jsonl"), as: UTF8.self)
        .split(separator: "\n").first)
    let store = folder.url.appendingPathComponent("reports/pictures")
    try FileManager.default.createDirectory(at: store, withIntermediateDirectories: true)
    try Data("\(line)\n".utf8).write(to: store.appendingPathComponent("records.jsonl"))
    let id = try Record(line: Data(line.utf8)).cell.id
    let export = try Program.start(["export", id], in: folder.url).wait()
    #expect(export.code == 64 && export.err.contains("--data-root folders=DIR"), "\(export.err)")
    #expect(!export.err.contains("option root"), "\(export.err)")
  }
}

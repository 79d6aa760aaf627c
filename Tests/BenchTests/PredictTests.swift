import Engine
import Foundation
import Records
import TestSupport
import Testing

@testable import Bench

/// What `bench predict` writes over, and what it refuses before it computes anything.
struct PredictTests {
  private let folder = TemporaryFolder()

  private static let network = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../EngineTests/Fixtures/exported.safetensors").standardizedFileURL

  private func place(_ name: String) -> URL { folder.url.appendingPathComponent(name) }

  private func picture(_ name: String) throws {
    try FileManager.default.createDirectory(
      at: place(name).deletingLastPathComponent(), withIntermediateDirectories: true)
    try (Data("P6 2 2 255\n".utf8) + Data(repeating: 100, count: 12)).write(to: place(name))
  }

  private func predict(_ words: String...) throws -> Program.Result {
    try Program.start(["predict"] + words, in: folder.url).wait()
  }

  @Test func filesOfOthersStay() throws {
    try picture("a.ppm")
    let mine = Data("mine".utf8)
    try FileManager.default.createDirectory(
      at: place("out"), withIntermediateDirectories: true)
    try mine.write(to: place("out/predictions.csv"))
    func isRefused(_ words: String) throws {
      let result = try predict(Self.network.path, "a.ppm", "--to", "out")
      #expect(result.code == 64 && result.err.contains(words), "\(result.err)")
    }
    try isRefused("predictions.csv is in")
    #expect(try Data(contentsOf: place("out/predictions.csv")) == mine)
    try FileManager.default.removeItem(at: place("out/predictions.csv"))
    try mine.write(to: place("b"))
    try FileManager.default.createSymbolicLink(
      at: place("out/predictions.csv"), withDestinationURL: place("b"))
    try isRefused("predictions.csv is in")
    #expect(try Data(contentsOf: place("b")) == mine)
    try FileManager.default.removeItem(at: place("out/predictions.csv"))
    try mine.write(to: place("out/predictions.sha256"))
    try isRefused("is no list of what bench predict has written")
    try FileManager.default.removeItem(at: place("out/predictions.sha256"))

    // Its own it replaces, unless somebody has changed them.
    for _ in 0..<2 {
      let made = try predict(Self.network.path, "a.ppm", "--to", "out")
      #expect(made.code == 0, "\(made.err)")
    }
    try picture("c.ppm")
    #expect(try predict(Self.network.path, "c.ppm", "a.ppm", "--to", "out").code == 0)
    try mine.write(to: place("out/predictions.csv"))
    try isRefused("has not been written by bench predict, or has been changed")
    #expect(try predict(Self.network.path, "a.ppm", "--to", "b").err.contains("expected a folder"))
  }

  /// A name that is written may be that of something that is read, by whatever way.
  @Test func inputsStay() throws {
    try picture("out/predictions.csv")
    let before = try Data(contentsOf: place("out/predictions.csv"))
    let result = try predict(Self.network.path, "out/predictions.csv", "--to", "out")
    #expect(result.code == 64 && result.err.contains("is read, and"), "\(result.err)")
    #expect(try Data(contentsOf: place("out/predictions.csv")) == before)
    try FileManager.default.removeItem(at: place("out/predictions.csv"))
    try FileManager.default.copyItem(at: Self.network, to: place("out/net"))
    try FileManager.default.createSymbolicLink(
      at: place("out/predictions.csv"), withDestinationURL: place("out/net"))
    try picture("a.ppm")
    let other = try predict("out/net", "a.ppm", "--to", "out")
    #expect(other.code == 64 && other.err.contains("out/net is read, and"), "\(other.err)")
  }

  @Test func namesOfMapsAreKnownBeforeAndDiffer() throws {
    let maps = try ["segmentation", "depth"].map {
      PredictionNames.Task(try tasks.make($0).item)
    }
    let names = PredictionNames(pictures: ["x/a.png", "y/a.png", "a-2.png"], tasks: maps)
    #expect(names.stems == ["a", "a-2", "a-2-2"])
    #expect(Set(names.all).count == names.all.count && names.all.count == 15)
    #expect(names.all.contains("a.depth.npy") && !names.all.contains("predictions.csv"))
  }

  @Test func allThatCannotBeReadIsToldAtOnce() throws {
    try picture("good.ppm")
    try Data("none".utf8).write(to: place("bad.jpg"))
    let result = try predict(
      Self.network.path, "good.ppm", "bad.jpg", "missing.png", "good.ppm", "--to", "out")
    #expect(result.code == 64 && result.out.isEmpty)
    #expect(result.err.contains("bad.jpg") && result.err.contains("missing.png"), "\(result.err)")
    #expect(!FileManager.default.fileExists(atPath: place("out").path))
    for words in [[Self.network.path, ""], ["", "good.ppm"]] {
      let empty = try predict(words[0], words[1])
      #expect(empty.code == 64 && empty.err.contains("found an empty path"), "\(empty.err)")
    }
  }

  /// The fixture with other metadata or values.
  private func changed(
    _ name: String, metadata: [String: String?] = [:],
    _ change: (String, inout Data) -> Void = { _, _ in }
  ) throws {
    let whole = try Data(contentsOf: Self.network)
    let length = whole.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    var header = try #require(
      JSONSerialization.jsonObject(with: whole[8..<8 + length]) as? [String: Any])
    var texts = try #require(header["__metadata__"] as? [String: String])
    for (key, text) in metadata { texts[key] = text }
    header["__metadata__"] = texts
    var tensors = Data(whole[(8 + length)...])
    for (tensor, said) in header {
      guard let said = said as? [String: Any], let range = said["data_offsets"] as? [Int] else {
        continue
      }
      var part = Data(tensors[range[0]..<range[1]])
      change(tensor, &part)
      tensors.replaceSubrange(range[0]..<range[1], with: part)
    }
    let json = try JSONSerialization.data(withJSONObject: header)
    let count = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
    try (count + json + tensors).write(to: place(name))
  }

  @Test func whatIsWrongWithAnExportIsSaid() throws {
    try picture("a.ppm")
    func refused(_ metadata: [String: String?], _ words: String...) throws {
      try changed("net", metadata: metadata)
      let result = try predict("net", "a.ppm", "--to", "out")
      #expect(result.code == 64, "\(metadata): \(result.err)")
      for words in words + ["net: "] {
        #expect(result.err.contains(words), "\(metadata): \(result.err)")
      }
    }
    try refused(["frame": "0 64"], "frame is 0 64, expected height and width")
    try refused(["epoch": nil], "epoch is missing, expected a whole number from 1")
    try refused(["epoch": "x", "frame": nil], "epoch is x", "frame is missing")
    try refused(["format": nil], "format is missing")
    try refused(["input.mean": "0.5 0.5 0.5"], "input.mean without input.deviation")
    try refused(
      ["input.mean": "0.5 0.5 0.5", "input.deviation": "1 1 0"], "the deviations above 0")
    let exported = try ExportedNetwork(Self.network.path)
    try refused(
      ["cell": exported.cell.replacingOccurrences(of: "\"resnet\"", with: "\"resnot\"")],
      "a cell that this version cannot make", "resnot")
  }

  @Test func valuesThatNoNetworkCanHaveAreRefused() throws {
    try picture("a.ppm")
    func refused(_ value: Float, in tensor: String, _ words: String) throws {
      try changed("net") { name, bytes in
        guard name == tensor else { return }
        withUnsafeBytes(of: value.bitPattern.littleEndian) {
          bytes.replaceSubrange(4..<8, with: $0)
        }
      }
      let result = try predict("net", "a.ppm", "--to", "out")
      #expect(
        result.code == 64 && result.err.contains(tensor) && result.err.contains(words),
        "\(result.err)")
    }
    try refused(.nan, in: "conv1.weight", "values that are not finite (nan at place 2 of")
    try refused(-.infinity, in: "bn1.bias", "values that are not finite (-inf")
    try refused(-1, in: "bn1.running_var", "negative variances (-1.0 at place 2 of")
    #expect(!FileManager.default.fileExists(atPath: place("out").path))
  }
}

import Foundation
import Records
import TestSupport
import Testing

@testable import Bench
@testable import Engine

/// A network that `bench export` wrote answers here what it answers in PyTorch, in a module with torchvision's names
/// (scripts/fixtures/exported.py).
struct ExportedNetworkTests {
  struct Answers: Decodable {
    let frames: Int
    let answers: [String: [Float]]
  }

  private static func fixture(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../EngineTests/Fixtures/\(name)").standardizedFileURL
  }

  @Test func answersAsInPyTorch() throws {
    let expected = try JSONDecoder().decode(
      Answers.self, from: Data(contentsOf: Self.fixture("exported.json")))
    let exported = try ExportedNetwork(Self.fixture("exported.safetensors").path)
    let cell = try JSONDecoder().decode(Cell.self, from: Data(exported.cell.utf8))
    let assembly = try Assembly(cell, locations: [:], opensWeights: false)
    let predictor = try Predictor(assembly.experiment.on(exported.frame), exported, fit: .resized)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("exported-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var pixels = PortableSequence(seed: 11)
    let size = exported.frame
    var found: [String: [Float]] = [:]
    for _ in 0..<expected.frames {
      // As large as the frames, so that nothing is resized.
      let ppm =
        Data("P6 \(size.width) \(size.height) 255\n".utf8)
        + Data(pixels.take(size.height * size.width * 3).map { UInt8($0 * 256) })
      let file = folder.appendingPathComponent("picture.ppm")
      try ppm.write(to: file)
      for task in try predictor.predict(file.path).tasks {
        found[task.task, default: []] += task.values.flatMap(\.values)
        #expect(!task.isMap && task.picture == nil && !task.columns.isEmpty)
      }
    }
    #expect(found.keys.sorted() == ["age", "gender", "race"])
    for (task, values) in expected.answers {
      let answers = try #require(found[task])
      #expect(answers.count == values.count, "\(task)")
      for (one, other) in zip(answers, values) {
        #expect(abs(one - other) <= 1e-5 * max(1, abs(other)), "\(task): \(one), \(other)")
      }
    }
  }

  /// A picture becomes a frame as the pictures of the cell's data set did.
  @Test func picturesAreFittedByTheDataSetsRule() throws {
    let exported = try ExportedNetwork(Self.fixture("exported.safetensors").path)
    let cell = try JSONDecoder().decode(Cell.self, from: Data(exported.cell.utf8))
    let assembly = try Assembly(cell, locations: [:], opensWeights: false)
    let (height, width) = (exported.frame.height, exported.frame.width)
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("fitted-\(UUID().uuidString).ppm")
    defer { try? FileManager.default.removeItem(at: file) }
    // Twice as wide as a frame: a quarter white, a half grey, a quarter white.
    let line = (0..<2 * width).flatMap { column -> [UInt8] in
      Array(repeating: column < width / 2 || column >= width * 3 / 2 ? 255 : 128, count: 3)
    }
    var ppm = Data("P6 \(2 * width) \(height) 255\n".utf8)
    for _ in 0..<height { ppm += Data(line) }
    try ppm.write(to: file)
    func seen(_ rule: FrameFit.Rule) throws -> [UInt8] {
      let predictor = try Predictor(
        assembly.experiment.on(exported.frame), exported,
        fit: ImageFit(rule: rule, filter: .triangle))
      return try predictor.predict(file.path).input.bytes
    }
    func pixel(_ bytes: [UInt8], _ row: Int, _ column: Int) -> UInt8 {
      bytes[3 * (row * width + column)]
    }
    let (cropped, padded, resized) = (try seen(.crop), try seen(.pad), try seen(.resize))
    #expect(cropped.allSatisfy { $0 == 128 })
    #expect(pixel(resized, 0, 0) == 255 && pixel(resized, height / 2, width / 2) == 128)
    #expect(pixel(padded, 0, 0) == 0 && pixel(padded, height - 1, 0) == 0)
    #expect(pixel(padded, height / 2, 0) == 255 && pixel(padded, height / 2, width / 2) == 128)
  }

  /// A file of others, or a damaged one, is refused in words.
  @Test func otherFilesAreRefused() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("exported-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let whole = try Data(contentsOf: Self.fixture("exported.safetensors"))
    let file = folder.appendingPathComponent("network")
    func refusal(_ from: String, _ to: String) throws -> String {
      precondition(from.utf8.count == to.utf8.count)
      var bytes = whole
      let place = try #require(bytes.range(of: Data(from.utf8)))
      bytes.replaceSubrange(place, with: Data(to.utf8))
      try bytes.write(to: file)
      return try #require(throws: DataError.self) {
        let exported = try ExportedNetwork(file.path)
        let cell = try JSONDecoder().decode(Cell.self, from: Data(exported.cell.utf8))
        let assembly = try Assembly(cell, locations: [:], opensWeights: false)
        _ = try Predictor(assembly.experiment.on(exported.frame), exported, fit: .resized)
      }.description
    }
    #expect(try refusal("bench network 1", "other network 1").contains("found no network of"))
    #expect(try refusal("\"64 64\"", "\"64 -4\"").contains("frame is 64 -4, expected"))
    #expect(
      try refusal("layer1.0.bn1.bias", "layer1.0.bn9.bias").contains(
        "found no tensor layer1.0.bn1.bias of 8"))
  }
}

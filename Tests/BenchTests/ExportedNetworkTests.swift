import Engine
import Foundation
import Records
import TestSupport
import Testing

@testable import Bench

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
    let predictor = try Predictor(assembly.experiment.on(exported.frame), exported)
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
        _ = try Predictor(assembly.experiment.on(exported.frame), exported)
      }.description
    }
    #expect(try refusal("bench network 1", "other network 1").contains("found no network of"))
    #expect(try refusal("\"64 64\"", "\"64 -4\"").contains("found no network of"))
    #expect(
      try refusal("layer1.0.bn1.bias", "layer1.0.bn9.bias").contains(
        "found no tensor layer1.0.bn1.bias of 8"))
  }
}

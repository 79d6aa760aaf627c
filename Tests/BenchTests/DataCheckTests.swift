import Engine
import Foundation
import Testing

/// A .npy file of 32×32 pixels with the same value everywhere.
private func plane(_ value: Float, channels: Int) -> Data {
  let dictionary =
    "{'descr': '<f4', 'fortran_order': False, 'shape': (32, 32, \(channels)), }\n"
  var file = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(dictionary.utf8.count), 0])
  file.append(Data(dictionary.utf8))
  for _ in 0..<32 * 32 * channels {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { file.append(contentsOf: $0) }
  }
  return file
}

/// Four training frames and two test frames as arrays; those that are named (`val/1`) have no depth.
private func arrays(withoutDepth bare: Set<String>) throws -> TemporaryFolder {
  let folder = TemporaryFolder()
  for frame in ["train/0", "train/1", "train/2", "train/3", "val/0", "val/1"] {
    let parts = frame.split(separator: "/")
    let depth: Float = bare.contains(frame) ? 0 : 2
    for (part, value, channels) in [
      ("image", 0.5, 3), ("label", 1, 1), ("depth", depth, 1), ("normal", 0.577, 3),
    ] as [(String, Float, Int)] {
      let url = folder.url.appendingPathComponent("\(parts[0])/\(part)/\(parts[1]).npy")
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try plane(value, channels: channels).write(to: url)
    }
  }
  return folder
}

private func validationFrame(_ folder: TemporaryFolder) throws -> String {
  let data = try datasets.make("nyuv2", ["root": .text(folder.url.path)]).item
  return try #require(data.load().validation.ids.first)
}

private func run(_ folder: TemporaryFolder, tasks: String) throws -> (Program.Result, TinySuite) {
  let tiny = try TinySuite([
    "dataset": "{nyuv2: {height: 32, width: 32}}", "tasks": tasks, "weightings": "[equal]",
    "epochs": "1", "pictures": "0",
  ])
  return (try tiny.run("--data-root", "nyuv2=\(folder.url.path)"), tiny)
}

@Suite struct DataCheckTests {
  @Test func aSplitWithoutALabelEndsTheRunBeforeTraining() throws {
    let validation = try validationFrame(try arrays(withoutDepth: []))
    let folder = try arrays(withoutDepth: [validation])
    let (result, tiny) = try run(folder, tasks: "[segmentation, depth]")
    #expect(result.code == 64)
    #expect(
      result.err.contains(
        "nyuv2: found no label of the task depth in the one validation frame (\(validation))"))
    #expect(result.err.contains("the option validation (now 0.1)"))
    #expect(!FileManager.default.fileExists(atPath: tiny.records.path), "nothing was trained")
    let other = try run(folder, tasks: "[segmentation, normals]")
    #expect(other.0.code == 0, "\(other.0.err)")
  }

  @Test func aTestSplitWithoutALabelIsNamed() throws {
    let folder = try arrays(withoutDepth: ["val/0", "val/1"])
    let (result, _) = try run(folder, tasks: "[segmentation, depth]")
    #expect(result.code == 64)
    #expect(result.err.contains("depth in any of the 2 test frames (val/0, val/1)"))
    #expect(result.err.contains("put frames that have some into val"))
  }

  @Test func aFewFramesWithoutALabelAreTrained() throws {
    let (result, tiny) = try run(
      try arrays(withoutDepth: ["val/1"]), tasks: "[segmentation, depth]")
    #expect(result.code == 0, "\(result.err)")
    #expect(try !tiny.contents.records.isEmpty)
  }
}

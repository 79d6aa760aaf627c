import Foundation
import Testing

@testable import Engine

private let folders = ProcessInfo.processInfo.environment["BENCH_NYUV2"]
private let arrays = ProcessInfo.processInfo.environment["BENCH_NYUV2_NPY"]

private func load(_ root: String, _ given: [String: OptionValue]) throws -> Splits {
  var options = Options(given.merging(["root": .text(root)]) { $1 })
  return try NYUv2(&options).load()
}

/// Mean of a component of the normals where the label is a class.
private func mean(_ samples: Samples, of component: Int, where label: Float) -> Float {
  let labels = samples.targets["segmentation"]!.values
  let normals = samples.targets["normals"]!.values
  let chosen = labels.indices.filter { labels[$0] == label }
  return chosen.reduce(0) { $0 + normals[$1 * 3 + component] } / Float(max(1, chosen.count))
}

@Test(.enabled(if: folders != nil, "BENCH_NYUV2 names no folder of the real frames"))
func realFolders() throws {
  let splits = try load(folders!, ["height": .integer(64), "width": .integer(96)])
  #expect(splits.train.count + splits.validation.count == 795)
  #expect(splits.validation.count == 80 && splits.test.count == 654)
  #expect(mean(splits.train, of: 1, where: 4) > 0.7, "floors look up")
  #expect(mean(splits.train, of: 1, where: 2) < -0.2, "ceilings look down")
  let depth = splits.test.targets["depth"]!.values.filter { $0 > 0 }
  let average = depth.reduce(0, +) / Float(depth.count)
  #expect(average > 2 && average < 3.5)
  let of40 = try load(folders!, ["classes": .integer(40), "frames": .integer(60)])
  #expect(of40.train.targets["segmentation"]!.values.max() == 38)
}

@Test(.enabled(if: arrays != nil, "BENCH_NYUV2_NPY names no folder of the real arrays"))
func realArrays() throws {
  #expect(throws: DataError.self) { try load(arrays!, [:]) }
  let splits = try load(arrays!, ["height": .integer(64)])
  #expect(splits.train.count == 2 && splits.validation.count == 1 && splits.test.count == 2)
  #expect(mean(splits.test, of: 1, where: 4) > 0.7, "floors look up")
}

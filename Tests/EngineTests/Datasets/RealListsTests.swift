import Foundation
import Testing

@testable import Engine

private func folder(_ variable: String) -> String? {
  ProcessInfo.processInfo.environment[variable]
}

private let fairface = folder("BENCH_FAIRFACE")
private let faces = folder("BENCH_CMU_FACES")

@Test(.enabled(if: fairface != nil, "BENCH_FAIRFACE names no folder of the real faces"))
func realFairFace() throws {
  let dataset = try datasets.make("fairface", ["root": .text(fairface!)]).item
  let opened = try dataset.open()
  let counts = opened.allIDs.map(\.count)
  #expect(opened.ids(.test).allSatisfy { $0.hasPrefix("val/") })
  #expect(counts[1] == Int((0.1 * Double(counts[0] + counts[1])).rounded()))
  #expect(opened.remarks.isEmpty, "\(opened.remarks)")
  let few = try datasets.make(
    "fairface", ["root": .text(fairface!), "frames": .integer(200), "height": .integer(32)])
  try few.item.open().check()
  #expect(try few.item.digest().count == 64)
}

/// The faces of Mitchell's course at CMU: `an2i_left_angry_open_2.pgm` says person, pose, expression and eyes.
@Test(.enabled(if: faces != nil, "BENCH_CMU_FACES names no folder of the real faces"))
func realFacesInATable() throws {
  let table = try TemporaryFolder()
  let files = try DataFolder(root: faces!).names(in: ".").filter { $0.hasSuffix(".pgm") }
  var text = "file,person,pose,expression,eyes\n"
  for file in files {
    try table.write(file, try Data(contentsOf: URL(fileURLWithPath: faces! + "/" + file)))
    let parts = file.split(separator: "_").prefix(4).joined(separator: ",")
    text += "\(file),\(parts)\n"
  }
  try table.write("labels.csv", Data(text.utf8))
  let dataset = try datasets.make(
    "table",
    [
      "root": .text(table.path), "group": .text("person"),
      "labels": .map([
        "pose": .text("classes"), "expression": .text("classes"),
        "eyes": .map(["binary": names(["open", "sunglasses"])]),
      ]),
    ]
  ).item
  #expect(
    dataset.tasks.map { $0.options["classes"] ?? .integer(2) } == [4, 2, 4].map { .integer($0) })
  let opened = try dataset.open()
  try opened.check()
  #expect(opened.allIDs.joined().count == files.count && opened.remarks.isEmpty)
  let persons = opened.allIDs.map { Set($0.map { $0.prefix { $0 != "_" } }) }
  #expect(persons.map(\.count).reduce(0, +) == Set(persons.joined()).count)
}

private let bccd = folder("BENCH_BCCD")

@Test(.enabled(if: bccd != nil, "BENCH_BCCD names no folder of the real pictures"))
func realBloodCells() throws {
  let dataset = try datasets.make(
    "bccd", ["root": .text(bccd!), "height": .integer(120), "width": .integer(160)]
  ).item
  let opened = try dataset.open()
  try opened.check()
  #expect(opened.allIDs.joined().count == 364)
  let labels = try opened.labels().values
  #expect(labels.allSatisfy { $0["detection"] != nil && $0["count"] != nil })
}

private let nuclei = folder("BENCH_NUCLEI")

@Test(.enabled(if: nuclei != nil, "BENCH_NUCLEI names no folder of the real pictures"))
func realNuclei() throws {
  let dataset = try datasets.make(
    "coco",
    [
      "root": .text(nuclei!), "categories": names(["nucleus"]), "height": .integer(128),
      "width": .integer(128), "fit": .text("crop"),
    ]
  ).item
  let opened = try dataset.open()
  try opened.check()
  #expect(opened.allIDs.joined().count == 65)
  let labels = try opened.labels().values
  #expect(labels.allSatisfy { $0["detection"] != nil && $0["segmentation"] != nil })
}

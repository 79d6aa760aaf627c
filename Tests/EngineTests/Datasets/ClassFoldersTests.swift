import Foundation
import Testing

@testable import Engine

/// Images of classes a, b and 10 in folders below others.
private func paths(_ folders: [String], count: Int = 4) -> [String] {
  folders.flatMap { folder in
    ["a", "b", "10"].flatMap { label in (0..<count).map { "\(folder)\(label)/\($0).png" } }
  }
}

@Suite struct ClassFoldersTests {
  @Test func foldersAreClasses() throws {
    let folder = try ListedFolder(paths([""]) + [".git/x.png", "a/.x.png", "a/notes.txt", "c.png"])
    let dataset = try folder.dataset("folders")
    #expect(dataset.tasks == [.classes("class", ["10", "a", "b"])])
    let opened = try dataset.open()
    #expect(opened.allIDs.map(\.count) == [9, 1, 2])
    #expect(try opened.labels()["b/0.png"] == ["class": .indices([2])])
    #expect(
      opened.remarks.first
        == "class: 2 passed over that are no images in a class's folder: a/notes.txt, c.png")
  }

  @Test func foldersAreSplits() throws {
    let three = try ListedFolder(paths(["train/", "val/", "test/"]))
    let ids = try three.dataset("folders").open().allIDs
    #expect(ids.map(\.count) == [12, 12, 12] && ids[1].allSatisfy { $0.hasPrefix("val/") })
    let two = try ListedFolder(paths(["train/", "validation/"]) + ["test/1.png"])
    let opened = try two.dataset("folders").open()
    #expect(opened.allIDs.map(\.count) == [11, 1, 12])
    #expect(opened.ids(.test).allSatisfy { $0.hasPrefix("validation/") })
  }

  /// `dev` is a split as in tables; what is none is told.
  @Test func whatIsPassedOverIsTold() throws {
    let folder = try ListedFolder(
      paths(["Train/", "dev/", "test/"]) + ["extra/a/1.png", "readme.png"])
    try FileManager.default.createDirectory(
      atPath: folder.folder.path + "/Train/c", withIntermediateDirectories: true)
    let opened = try folder.dataset("folders").open()
    #expect(opened.allIDs.map(\.count) == [12, 12, 12])
    #expect(
      opened.remarks == [
        "class: 3 passed over that are no images in a class's folder: extra, readme.png, Train/c/ (no image)"
      ])
    // Without one to train on, names of splits are classes like others.
    let classes = try ListedFolder([
      "dev/1.png", "dev/2.png", "dev/3.png", "ops/1.png", "ops/2.png",
    ])
    #expect(try classes.dataset("folders").tasks == [.classes("class", ["dev", "ops"])])
    let sets = try ListedFolder(paths(["dtd/train/", "dtd/val/"]) + ["docs/a/1.png"])
    #expect(
      try sets.dataset("folders").open().remarks.contains(
        "passed over, as it has no folder train: docs"))
  }

  @Test func dataSetsBesideOneAnotherAreTasks() throws {
    let folder = try ListedFolder(
      paths(["aircraft/train/", "aircraft/val/", "dtd/train/", "dtd/val/"]) + ["docs/1.png"])
    let dataset = try folder.dataset("folders")
    #expect(dataset.tasks.map(\.name) == ["aircraft", "dtd"])
    let opened = try dataset.open()
    for set in ["aircraft", "dtd"] {
      #expect(opened.allIDs.map { $0.count { $0.hasPrefix(set) } } == [11, 1, 12])
    }
    #expect(try opened.labels()["dtd/val/a/1.png"] == ["dtd": .indices([1])])
    let one = try folder.dataset("folders", ["sets": names(["dtd"])])
    #expect(one.tasks.map(\.name) == ["dtd"])
    #expect(try one.open().allIDs.map(\.count) == [11, 1, 12])
    let limited = try folder.dataset("folders", ["frames": .integer(6)]).open()
    #expect(limited.allIDs.map(\.count) == [10, 2, 12])
  }

  @Test(arguments: [
    (["a/1.png"], "found 1 folders with images (a), expected 2 to 10000"),
    (["x.png"], "found 0 folders with images"),
    (
      ["train/a/1.png", "train/b/1.png", "train/b/2.png"],
      "folders: found no image for the test split"
    ),
    (["a+b/train/a/1.png", "a+b/train/b/1.png"], "a+b: found a task called a+b"),
  ]) func mistakesAreTold(_ files: [String], _ message: String) throws {
    let found = try ListedFolder(files).refusal("folders")
    #expect(found.contains(message), "\(found)")
  }

  @Test func aFolderThatIsNotThereIsTold() throws {
    let folder = try ListedFolder(paths([""]))
    #expect(
      folder.refusal("folders", ["sets": names(["dtd"])]).hasPrefix("dtd: found no such folder"))
    #expect(throws: OptionError.self) { try folder.dataset("folders", ["sets": names(["../x"])]) }
  }
}

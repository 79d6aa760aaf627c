import Foundation
import Testing

@testable import Engine

private let labels: [String: OptionValue] = ["labels": .map(["x": .text("binary")])]

private func table(_ rows: [String], columns: String = "file,x") throws -> ListedFolder {
  let folder = try ListedFolder((0..<20).map { "\($0).png" })
  try folder.write("labels.csv", columns + "\n" + rows.joined(separator: "\n") + "\n")
  return folder
}

private let twenty = (0..<20).map { "\($0).png,\($0 % 2)" }

private func open(_ folder: ListedFolder, _ more: [String: OptionValue] = [:]) throws
  -> OpenedDataset
{
  try folder.dataset("table", labels.merging(more) { $1 }).open()
}

@Suite struct ListedImagesTests {
  @Test func splitsDependOnNamesAndSeedAlone() throws {
    let folder = try table(twenty)
    let ids = try open(folder).allIDs
    #expect(ids.map(\.count) == [14, 2, 4])
    #expect(Set(ids.joined()).count == 20)
    #expect(try open(try table(twenty.reversed())).allIDs == ids)
    #expect(try open(folder, ["seed": .integer(1)]).allIDs != ids)
    // A seed, once published, gives the same splits for ever.
    #expect(ids[1] == ["5.png", "6.png"])
    #expect(try open(folder, ["validation": .number(0.3)]).allIDs[2] == ids[2])
  }

  @Test func nobodyIsInTwoSplits() throws {
    let rows = (0..<20).map { "\($0).png,0,p\($0 / 4)" }
    let folder = try table(rows, columns: "file,x,person")
    let ids = try open(folder, ["group": .text("person"), "validation": .number(0.2)]).allIDs
    #expect(ids.map(\.count) == [12, 4, 4])
    for split in ids.dropFirst() {
      #expect(Set(split.map { Int($0.prefix { $0 != "." })! / 4 }).count == 1)
    }
  }

  @Test func anImageThatIsListedTwiceStaysInOneSplit() throws {
    // Every image twice; the persons of the first two rows are joined by the file that they share.
    let rows = (0..<10).flatMap { ["\($0).png,0", "./\($0).png,1"] }
    let ids = try open(try table(rows)).allIDs
    let files = ids.map { Set($0.map { $0.prefix { $0 != " " } }) }
    #expect(ids.joined().count == 20 && ids.joined().contains("3.png #2"))
    #expect(files[0].intersection(files[1]).isEmpty && files[0].intersection(files[2]).isEmpty)
    #expect(files[1].intersection(files[2]).isEmpty)
    let shared = ["0.png,0,a", "0.png,0,b", "1.png,0,a", "2.png,0,b"]
    let images = shared.enumerated().map { row, text in
      let fields = text.split(separator: ",")
      return ListedImage(path: "\(fields[0])", source: "\(row)", labels: [:], group: "\(fields[2])")
    }
    let groups = ImageGroups(images)
    #expect(Set(images.map(groups.name)).count == 1)
  }

  /// Links and hard links lead to one file; ordinary images are divided as before.
  @Test func aFileThatHasTwoNamesStaysInOneSplit() throws {
    for hard in [false, true] {
      let folder = try table(
        ["0.png,0,train", "1.png,1,train", "2.png,0,test", "l.png,0,test"], columns: "file,x,split")
      let (from, to) = (folder.folder.path + "/0.png", folder.folder.path + "/l.png")
      if hard {
        try FileManager.default.linkItem(atPath: from, toPath: to)
      } else {
        try FileManager.default.createSymbolicLink(atPath: to, withDestinationPath: from)
      }
      #expect(
        folder.refusal("table", labels.merging(["split": .text("split")]) { $1 }).contains(
          "labels.csv:5: found the image l.png, a link to the file of 0.png, in the test split, and in the "
            + "training split at"))
      try folder.write(
        "labels.csv", (["file,x"] + twenty + ["l.png,0"]).joined(separator: "\n"))
      let ids = try open(folder).allIDs
      #expect(ids.filter { $0.contains("0.png") } == ids.filter { $0.contains("l.png") })
    }
  }

  /// What is not part of the digest says nothing.
  @Test func theSizeIsThatOfAnImageInUse() throws {
    let small = ImageSize(height: 2, width: 2)
    let folder = try ListedFolder((1..<20).map { "\($0).png" }, size: small)
    try folder.add("0.png", 0, ImageSize(height: 3, width: 3))
    try folder.write("labels.csv", "file,x\n" + twenty.joined(separator: "\n"))
    // Those that this seed leaves out of twelve.
    let few = labels.merging(["frames": .integer(12)]) { $1 }
    let used = try folder.dataset("table", few).open().allIDs.joined()
    let place = try #require((0..<20).first { !used.contains("\($0).png") })
    for image in 0..<20 {
      try folder.add("\(image).png", 1, image == place ? ImageSize(height: 3, width: 3) : small)
    }
    #expect(try folder.dataset("table", few).size == small)
    let all = try folder.dataset("table", labels).size
    #expect(all == (place == 0 ? ImageSize(height: 3, width: 3) : small))
  }

  @Test func whatCannotBeDividedSaysWhy() throws {
    let one = try table((0..<20).map { "\($0).png,0,p" }, columns: "file,x,person")
    #expect(
      one.refusal("table", labels.merging(["group": .text("person")]) { $1 })
        .contains(
          "among 20 images in 1 group, expected some in every split: a group is in one split"))
    let bare = try table([])
    #expect(
      bare.refusal("table", labels).hasPrefix("labels.csv: found a header and no row below it"))
  }

  @Test func namedSplitsAreKept() throws {
    func row(_ place: Int) -> String {
      "\(place).png,0," + (place < 10 ? "Train" : place < 14 ? "valid" : "testing")
    }
    let all = try table((0..<20).map(row), columns: "file,x,split")
    let ids = try open(all, ["split": .text("split")])
    #expect(ids.ids(.validation) == (10..<14).map { "\($0).png" })
    #expect(ids.ids(.test) == (14..<20).map { "\($0).png" })
    let noValidation = try table(
      (0..<20).filter { $0 < 10 || $0 > 13 }.map(row), columns: "file,x,split")
    #expect(try open(noValidation, ["split": .text("split")]).allIDs.map(\.count) == [9, 1, 6])
    let noTest = try table((0..<14).map(row), columns: "file,x,split")
    let opened = try open(noTest, ["split": .text("split")])
    #expect(opened.allIDs.map(\.count) == [9, 1, 4])
    #expect(opened.ids(.test) == (10..<14).map { "\($0).png" })
    #expect(opened.remarks.contains { $0.hasPrefix("no image is in a test split") })
  }

  @Test func framesAreLimited() throws {
    let ids = try open(try table(twenty), ["frames": .integer(10)]).allIDs
    #expect(ids.map(\.count) == [7, 1, 2])
    let fewer = try open(try table(twenty), ["frames": .integer(5)]).allIDs
    #expect(Set(fewer.joined()).isSubset(of: ids.joined()))
  }

  @Test(arguments: [
    (
      ["0.png,0,train", "1.png,0,val", "1.png,0,test"],
      "labels.csv:4: found the image 1.png in the test split, and in the validation split at labels.csv:3"
    ),
    (
      ["0.png,0,train", "1.png,0,nowhere"],
      "labels.csv:3: found nowhere in the column split, expected train"
    ),
    (["0.png,0,train", "1.png,0,"], "labels.csv:3: found nothing in the column split"),
    (
      ["0.png,0,test", "1.png,0,val"], "table: found no image for the training split among 2 images"
    ),
    (
      ["0.png,0,train", "1.png,0,test"],
      "table: found no image for the validation split among 2 images"
    ),
    (
      ["0.png,0,train", "30.png,0,train", "1.png,0,test"],
      "30.png: not found, expected as labels.csv:3 says"
    ),
    (["/etc/passwd,0,train"], "labels.csv:2: found the path /etc/passwd, expected one below"),
    (["a/../../b.png,0,train"], "labels.csv:2: found the path a/../../b.png, which leaves"),
    (["..,0,train"], "labels.csv:2: found the path .., which leaves"),
    ([",0,train"], "labels.csv:2: found no path"),
    ([], "labels.csv: found a header and no row below it"),
  ]) func mistakesInListsAreTold(_ rows: [String], _ message: String) throws {
    let folder = try table(rows, columns: "file,x,split")
    let found = folder.refusal("table", labels.merging(["split": .text("split")]) { $1 })
    #expect(found.contains(message), "\(found)")
  }

  @Test func aGroupInTwoNamedSplitsIsTold() throws {
    let rows = ["0.png,0,train,a", "1.png,0,val,b", "2.png,0,test,a"]
    let folder = try table(rows, columns: "file,x,split,who")
    let found = folder.refusal(
      "table", labels.merging(["split": .text("split"), "group": .text("who")]) { $1 })
    #expect(found.contains("labels.csv:4: found the group a in the test split"), "\(found)")
  }

  @Test func linksThatLeaveTheFolderAreRefused() throws {
    let outside = try ListedFolder(["secret.png"])
    let folder = try table(twenty)
    let files = FileManager.default
    try files.removeItem(atPath: folder.folder.path + "/7.png")
    try files.createSymbolicLink(
      atPath: folder.folder.path + "/7.png",
      withDestinationPath: outside.folder.path + "/secret.png")
    #expect(
      folder.refusal("table", labels).contains(
        "labels.csv:9: found the path 7.png, a link that leads"))
    #expect(throws: DataError.self) { try folder.dataset("table", labels).digest() }
    try files.removeItem(atPath: folder.folder.path + "/7.png")
    try files.createSymbolicLink(
      atPath: folder.folder.path + "/7.png", withDestinationPath: "8.png")
    #expect(folder.refusal("table", labels) == "read")
  }

  @Test func imagesAreResizedToTheFirst() throws {
    let folder = try table(twenty)
    try folder.add("0.png", 200, ImageSize(height: 4, width: 6))
    let dataset = try folder.dataset("table", labels)
    #expect(dataset.size == ImageSize(height: 4, width: 6))
    let opened = try dataset.open()
    let place = try #require(opened.ids(.train).firstIndex(of: "7.png"))
    #expect(
      try opened.frame(place, of: .train).image == .pixels([UInt8](repeating: 7, count: 72)))
    let asked = try folder.dataset("table", labels.merging(["height": .integer(2)]) { $1 })
    #expect(asked.size == ImageSize(height: 2, width: 6))
  }

  /// Grey images on black, or cut: what is whole of them is told by the colours.
  @Test func imagesOfAnotherShapeAreCroppedOrPadded() throws {
    let folder = try table(twenty)
    try folder.add("7.png", 7, ImageSize(height: 4, width: 8))
    func seven(_ fit: String) throws -> FrameValues {
      let opened = try open(
        folder, ["height": .integer(4), "width": .integer(4), "fit": .text(fit)])
      let place = try #require(opened.ids(.train).firstIndex(of: "7.png"))
      return try opened.frame(place, of: .train).image
    }
    let whole = FrameValues.pixels([UInt8](repeating: 7, count: 48))
    #expect(try seven("crop") == whole && seven("resize") == whole)
    let black = [UInt8](repeating: 0, count: 12)
    #expect(try seven("pad") == .pixels(black + [UInt8](repeating: 7, count: 24) + black))
    let plain = try datasets.make("table", labels)
    #expect(plain.options["fit"] == nil)
    #expect(
      try datasets.make("table", labels.merging(["fit": .text("resize")]) { $1 }).options
        == plain.options)
  }

  @Test func imagesThatCannotBeDecodedAreNamed() throws {
    let folder = try table(twenty)
    try folder.write("5.png", "no image")
    #expect(
      folder.refusal("table", labels).hasPrefix("5.png: found 8 bytes that are no image"))
  }

  @Test func theDigestIsOverWhatFramesAreMadeOf() throws {
    func digest(_ folder: ListedFolder, _ more: [String: OptionValue] = [:]) throws -> String {
      try folder.dataset("table", labels.merging(more) { $1 }).digest()
    }
    let folder = try table(twenty)
    let first = try digest(folder)
    #expect(try digest(try table(twenty.reversed())) == first)
    let more = try table(twenty.map { $0 + ",note" }, columns: "file,x,notes")
    #expect(try digest(more) == first)
    var other = twenty
    other[4] = "4.png,1"
    #expect(try digest(try table(other)) != first)
    #expect(try digest(folder, ["seed": .integer(1)]) != first)
    try folder.add("4.png", 99)
    #expect(try digest(folder) != first)
  }

  @Test func classesThatNoTrainingImageHasAreRefused() throws {
    let folder = try table(twenty)
    let declared: [String: OptionValue] = [
      "labels": .map(["x": .map(["classes": names(["0", "1", "2"])])])
    ]
    let opened = try folder.dataset("table", declared).open()
    #expect(
      opened.obstacles == [
        "x":
          "x: no training image has the label 2 (1 of 3); it cannot be learned: choose another split with the "
          + "option seed (now 0), declare what there is alone, or leave the task out of the suite's"
      ])
    #expect(opened.remarks.isEmpty)
    #expect(try open(folder).obstacles.isEmpty)
    // Of some images only, it is what one would expect.
    let few = try folder.dataset("table", declared.merging(["frames": .integer(19)]) { $1 })
    #expect(try few.open().obstacles.isEmpty)
    #expect(
      try few.open().remarks == [
        "x: no training image has the label 2 (1 of 3); it cannot be learned, raise the option frames "
          + "(now 19)"
      ])
  }
}

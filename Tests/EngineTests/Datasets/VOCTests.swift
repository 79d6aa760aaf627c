import Foundation
import Testing

@testable import Engine

private func object(_ name: String, _ edges: [Int], _ more: String = "") -> String {
  let names = ["xmin", "ymin", "xmax", "ymax"]
  let box = zip(names, edges).map { "<\($0)>\($1)</\($0)>" }.joined()
  return "<object><name>\(name)</name>\(more)<bndbox>\(box)</bndbox></object>"
}

private func annotation(_ objects: [String], height: Int = 10, width: Int = 20) -> String {
  "<annotation>\n<size><width>\(width)</width><height>\(height)</height></size>\n"
    + objects.joined(separator: "\n") + "\n</annotation>\n"
}

/// Six images in VOC's layout, of 10×20 pixels: a in the training split, …
private struct VOCSample {
  let folder: ListedFolder

  init(_ annotations: [String: String] = [:], splits: [String: String]? = nil) throws {
    let names = ["a", "b", "c", "d", "e", "f"]
    folder = try ListedFolder(
      names.map { "JPEGImages/\($0).png" }, size: ImageSize(height: 10, width: 20))
    for name in names {
      try folder.write(
        "Annotations/\(name).xml", annotations[name] ?? annotation([object("cat", [3, 2, 12, 9])]))
    }
    for (split, text) in splits ?? ["train": "a\nb\nc\n", "val": "d\n", "test": "e\nf\n"] {
      try folder.write("ImageSets/Main/\(split).txt", text)
    }
  }

  func objects(of name: String, _ options: [String: OptionValue] = [:]) throws -> [LabelledObject] {
    let labels = try folder.dataset("voc", options).open().labels()["JPEGImages/\(name).png"]!
    guard case .floats(let numbers) = labels["detection"] else { return [] }
    return numbers.withUnsafeBufferPointer { numbers in
      (0..<numbers.count / ObjectLabels.fields).map {
        ObjectLabels.object(numbers.baseAddress!, $0)
      }
    }
  }
}

@Suite struct VOCTests {
  @Test func boxesAreCountedFromOne() throws {
    let sample = try VOCSample([
      "a": annotation([
        object("person", [1, 1, 10, 10]), object("cat", [5, 3, 20, 9], "<difficult>1</difficult>"),
        "<object><name>dog</name><part><name>head</name><bndbox><xmin>2</xmin></bndbox></part>"
          + "<bndbox><xmin>2.5</xmin><ymin>3</ymin><xmax>8</xmax><ymax>9</ymax></bndbox></object>",
      ])
    ])
    #expect(
      try sample.objects(of: "a") == [
        LabelledObject(box: Box(left: 0, top: 0, right: 10, bottom: 10), category: 14),
        LabelledObject(box: Box(left: 4, top: 2, right: 20, bottom: 9), category: 7, .ignored),
        LabelledObject(box: Box(left: 1.5, top: 2, right: 8, bottom: 9), category: 11),
      ])
  }

  @Test func boxesFollowTheImage() throws {
    let sample = try VOCSample(["a": annotation([object("cat", [3, 2, 12, 9])])])
    let size: [String: OptionValue] = ["height": .integer(20), "width": .integer(20)]
    func boxes(_ fit: String) throws -> [Box] {
      try sample.objects(of: "a", size.merging(["fit": .text(fit)]) { $1 }).map(\.box)
    }
    #expect(try boxes("resize") == [Box(left: 2, top: 2, right: 12, bottom: 18)])
    // The middle 10×10 of 10×20, twice as large.
    #expect(try boxes("crop") == [Box(left: 0, top: 2, right: 14, bottom: 18)])
    #expect(try boxes("pad") == [Box(left: 2, top: 6, right: 12, bottom: 14)])
  }

  @Test func whatIsCutOffByItsCentreIsIgnored() throws {
    let sample = try VOCSample([
      "a": annotation([object("cat", [1, 1, 9, 9]), object("cat", [1, 1, 5, 9])])
    ])
    let found = try sample.objects(
      of: "a", ["height": .integer(10), "width": .integer(10), "fit": .text("crop")])
    #expect(
      found == [
        LabelledObject(box: Box(left: 0, top: 0, right: 4, bottom: 9), category: 7, .ignored)
      ])
  }

  @Test func boxesBeyondTheImageAreCutAndEmptyOnesLeftOut() throws {
    let sample = try VOCSample([
      "a": annotation([object("cat", [0, 5, 30, 12]), object("cat", [7, 5, 6, 8])]),
      "b": annotation([]),
    ])
    #expect(
      try sample.objects(of: "a") == [
        LabelledObject(box: Box(left: 0, top: 4, right: 20, bottom: 10), category: 7)
      ])
    #expect(try sample.objects(of: "b") == [])
    let remarks = try sample.folder.dataset("voc").open().remarks
    #expect(remarks == ["1 box has no width or no height and was left out"])
  }

  @Test func splitsAreThoseOfTheLists() throws {
    let whole = try VOCSample()
    #expect(
      try whole.folder.dataset("voc").open().allIDs == [
        ["JPEGImages/a.png", "JPEGImages/b.png", "JPEGImages/c.png"], ["JPEGImages/d.png"],
        ["JPEGImages/e.png", "JPEGImages/f.png"],
      ])
    // VOC's own test images have no annotations: its validation split is the test.
    let sample = try VOCSample(splits: ["train": "a\nb\nc\n", "val": "d\ne", "test": "x\ny\n"])
    let opened = try sample.folder.dataset("voc", ["validation": .number(0.3)]).open()
    #expect(opened.allIDs.map(\.count) == [2, 1, 2])
    #expect(
      opened.remarks.first
        == "ImageSets/Main/test.txt was passed over, as no image in it has an annotation")
  }

  @Test func mapsAreOfTheImagesThatHaveThem() throws {
    let sample = try VOCSample()
    let pixels = (0..<200).map { UInt16($0 == 7 ? 255 : $0 % 21) }
    try sample.folder.folder.write(
      "SegmentationClass/a.png", png(pixels, height: 10, width: 20, channels: 1, bits: 8))
    let dataset = try sample.folder.dataset("voc")
    let labels = try dataset.open().labels()
    let classes: [Int16] = pixels.map { $0 == 255 ? -1 : Int16($0) }
    #expect(labels["JPEGImages/a.png"]!["segmentation"] == .indices(classes))
    #expect(labels["JPEGImages/b.png"]!["segmentation"] == nil)
    #expect(try dataset.labelCounts()["segmentation"]?.train == 1)
    let digest = try dataset.digest()
    try sample.folder.folder.write(
      "SegmentationClass/a.png",
      png(pixels.map { $0 == 3 ? 4 : $0 }, height: 10, width: 20, channels: 1, bits: 8))
    #expect(try sample.folder.dataset("voc").digest() != digest)
  }

  @Test(arguments: [
    (
      annotation([object("unicorn", [1, 1, 5, 5])]),
      "Annotations/a.xml:3: found an object of the class unicorn, expected one of aeroplane,"
    ),
    (annotation([object("cat", [1, 1, 5])]), "found nothing as ymax of cat"),
    ("<annotation><object>", "found no complete XML"), ("", "found no complete XML"),
    ("<html></html>", "found the element html, expected an annotation of Pascal VOC"),
    (
      annotation([], height: 11),
      "JPEGImages/a.png: found 10×20 pixels (height×width), expected 11×20 as Annotations/a.xml says"
    ),
    (
      "<annotation><size><width>many</width></size></annotation>",
      "Annotations/a.xml:1: found many, expected the image's height or width in pixels"
    ),
    (
      "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;\">"
        + "<!ENTITY z \"&y;&y;&y;&y;&y;&y;&y;&y;&y;&y;\"><!ENTITY w \"&z;&z;&z;&z;&z;&z;&z;&z;&z;&z;&z;\">]>"
        + "<annotation><folder>&w;&w;&w;&w;</folder></annotation>",
      "Annotations/a.xml:1: found "
    ),
  ])
  func mistakesAreTold(_ text: String, _ message: String) throws {
    let said = try VOCSample(["a": text]).folder.refusal("voc")
    #expect(said.contains(message), "\(said)")
  }

  @Test func missingFilesAreTold() throws {
    let sample = try VOCSample(splits: ["train": "a\nz\nb\n", "val": "c\n"])
    #expect(sample.folder.refusal("voc").hasPrefix("Annotations/z.xml: not found, expected as"))
    try sample.folder.write("Annotations/z.xml", annotation([]))
    #expect(
      sample.folder.refusal("voc").hasPrefix(
        "JPEGImages/z.jpg: not found, expected as Annotations/z.xml says"))
    try sample.folder.folder.write(
      "JPEGImages/z.jpg", jpeg([UInt8](repeating: 0, count: 600), height: 10, width: 20))
    #expect(sample.folder.refusal("voc") == "read")
    try sample.folder.folder.write(
      "SegmentationClass/z.png",
      png([22] + [UInt16](repeating: 0, count: 199), height: 10, width: 20, channels: 1, bits: 8))
    #expect(
      sample.folder.refusal("voc").contains(
        "SegmentationClass/z.png: found the value 22, expected one of 0…20, 255"))
  }

  @Test func cellsAreCounted() throws {
    let sample = try VOCSample(
      Dictionary(
        uniqueKeysWithValues: ["a", "b", "c", "d", "e", "f"].map { name in
          (
            name,
            annotation([
              object("RBC", [1, 1, 5, 5]), object("RBC", [2, 2, 5, 5]),
              object(name == "a" ? "Platelets" : "WBC", [2, 2, 5, 5]),
            ])
          )
        }))
    let labels = try sample.folder.dataset("bccd").open().labels()
    #expect(labels["JPEGImages/a.png"]!["count"] == .floats([2]))
    #expect(labels["JPEGImages/a.png"]!["kinds"] == .indices([1, 0, 1]))
    #expect(labels["JPEGImages/b.png"]!["kinds"] == .indices([1, 1, 0]))
  }
}

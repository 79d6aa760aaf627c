import Foundation
import Testing

@testable import Engine

/// Six images of 4×6 pixels in COCO's format; what is in the first of them is given.
private struct COCOSample {
  let folder: ListedFolder

  init(
    _ annotations: String,
    categories: String = #"{"id": 3, "name": "cat"}, {"id": 7, "name": "dog"}"#
  ) throws {
    let names = (1...6).map { "\($0).png" }
    folder = try ListedFolder(
      names.map { "images/\($0)" }, size: ImageSize(height: 4, width: 6))
    func write(_ file: String, _ ids: ClosedRange<Int>, _ annotations: String) throws {
      let images = ids.map {
        #"{"id": \#($0), "file_name": "\#($0).png", "height": 4, "width": 6}"#
      }.joined(separator: ", ")
      try folder.write(
        file,
        "{\"images\": [\(images)], \"categories\": [\(categories)], \"annotations\": [\(annotations)]}"
      )
    }
    try write("train.json", 1...4, annotations)
    try write("val.json", 5...6, "")
  }

  static let options: [String: OptionValue] = ["categories": names(["dog", "cat"])]

  func labels(_ more: [String: OptionValue] = [:]) throws -> [String: FrameValues] {
    let dataset = try folder.dataset("coco", Self.options.merging(more) { $1 })
    return try dataset.open().labels()["images/1.png"]!
  }

  func objects(_ more: [String: OptionValue] = [:]) throws -> [LabelledObject] {
    guard case .floats(let numbers) = try labels(more)["detection"] else { return [] }
    return numbers.withUnsafeBufferPointer { numbers in
      (0..<numbers.count / ObjectLabels.fields).map {
        ObjectLabels.object(numbers.baseAddress!, $0)
      }
    }
  }
}

private func annotation(_ id: Int, _ category: Int, _ box: String, _ more: String = "") -> String {
  #"{"id": \#(id), "image_id": 1, "category_id": \#(category), "bbox": \#(box)\#(more)}"#
}

/// Columns 0 and 1 whole, as runs from above to below.
private let leftHalf = #", "segmentation": {"size": [4, 6], "counts": [0, 8, 16]}, "iscrowd": 0"#

@Suite struct COCOTests {
  @Test func boxesAndCategoriesByName() throws {
    let sample = try COCOSample(
      [
        annotation(1, 3, "[1, 1, 2, 2]"), annotation(2, 7, "[4, 0, 9, 3]"),
        annotation(3, 7, "[0, 0, 6, 4]", #", "iscrowd": 1"#), annotation(4, 3, "[2, 2, 0, 1]"),
      ].joined(separator: ", "))
    #expect(
      try sample.objects() == [
        LabelledObject(box: Box(left: 1, top: 1, right: 3, bottom: 3), category: 1),
        LabelledObject(box: Box(left: 4, top: 0, right: 6, bottom: 3), category: 0, .ignored),
        LabelledObject(box: Box(left: 0, top: 0, right: 6, bottom: 4), category: 0, .crowd),
      ])
    let opened = try sample.folder.dataset("coco", COCOSample.options).open()
    #expect(
      opened.remarks.first
        == "1 annotation has no box of a width and a height, and is no object of the detection")
    #expect(opened.ids(.test) == ["images/5.png", "images/6.png"])
  }

  @Test func otherCategoriesArePassedOver() throws {
    let sample = try COCOSample(
      [annotation(1, 3, "[1, 1, 2, 2]"), annotation(2, 7, "[2, 0, 2, 3]")].joined(separator: ", "))
    let dogs = try sample.objects(["categories": names(["dog"])])
    #expect(dogs == [LabelledObject(box: Box(left: 2, top: 0, right: 4, bottom: 3), category: 0)])
    let remarks = try sample.folder.dataset("coco", ["categories": names(["dog"])]).open().remarks
    #expect(remarks.contains("1 object of other categories was passed over: cat"))
    #expect(
      sample.folder.refusal("coco").contains(
        "found the categories cat, dog, and none called person"))
  }

  /// A smaller object lies above a larger one, and a crowd below all.
  @Test func masksBecomeClasses() throws {
    let small = #", "segmentation": [[0, 0, 1, 0, 1, 1, 0, 1]]"#
    let crowd = #", "segmentation": {"size": [4, 6], "counts": [4, 12, 8]}, "iscrowd": 1"#
    let sample = try COCOSample(
      [
        annotation(1, 3, "[0, 0, 1, 1]", small), annotation(2, 7, "[0, 0, 2, 4]", leftHalf),
        annotation(3, 3, "[1, 0, 3, 4]", crowd),
      ].joined(separator: ", "))
    let row: [Int16] = [1, 1, 2, 2, 0, 0]
    #expect(
      try sample.labels()["segmentation"] == .indices([2] + row.dropFirst() + row + row + row))
    let digest = try sample.folder.dataset("coco", COCOSample.options).digest()
    let other = try COCOSample(
      [
        annotation(1, 3, "[0, 0, 1, 1]", small), annotation(2, 7, "[0, 0, 2, 4]", leftHalf),
      ].joined(separator: ", "))
    #expect(try other.folder.dataset("coco", COCOSample.options).digest() != digest)
  }

  @Test(arguments: [
    (
      annotation(1, 3, "[0, 0, 1, 1]", #", "segmentation": {"size": [5, 6], "counts": [30]}"#),
      "train.json: annotations[0].segmentation: found a mask of 5×6 pixels"
    ),
    (annotation(1, 9, "[0, 0, 1, 1]"), "found the category 9"),
    (annotation(1, 3, "[0, 0, -1, 1]"), "annotations[0].bbox"),
    (annotation(1, 3, "[0, 0, 1, 1]") + ",", "train.json:1"),
  ])
  func mistakesAreTold(_ annotations: String, _ message: String) throws {
    let sample = try COCOSample(annotations)
    let said = sample.folder.refusal("coco", COCOSample.options)
    #expect(said.contains(message), "\(said)")
  }

  @Test func namesOfFilesStayBelowTheFolder() throws {
    let sample = try COCOSample("")
    try sample.folder.write(
      "train.json",
      #"{"images": [{"id": 1, "file_name": "../../x.png"}], "categories": [{"id": 1, "name": "cat"}, {"id": 2, "name": "dog"}], "annotations": []}"#
    )
    #expect(
      sample.folder.refusal("coco", COCOSample.options).contains("which leaves the data's folder"))
  }
}

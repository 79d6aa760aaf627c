import Foundation
import Records
import Testing

/// `bench score` as people and programs call it.
@Suite struct ScoreCommandTests {
  private let folder = TemporaryFolder()

  private func write(_ name: String, _ text: String) throws -> String {
    let file = folder.url.appendingPathComponent(name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  private static let truth = """
    {"images": [{"id": 1, "height": 40, "width": 40}], "categories": [{"id": 5, "name": "cup"}],
     "annotations": [
      {"id": 1, "image_id": 1, "category_id": 5, "bbox": [0, 0, 10, 10], "area": 100, "iscrowd": 0},
      {"id": 2, "image_id": 1, "category_id": 5, "bbox": [20, 20, 10, 10], "area": 100, "iscrowd": 0}]}
    """
  private static let results = """
    [{"image_id": 1, "category_id": 5, "bbox": [0, 0, 10, 10], "score": 0.9},
     {"image_id": 1, "category_id": 6, "bbox": [0, 0, 10, 10], "score": 0.9}]
    """

  private func score(_ kind: String, _ truth: String, _ predictions: String, _ more: String...)
    throws -> Program.Result
  {
    try Program.start(
      ["score", kind, "--truth", truth, "--predictions", predictions] + more
    ).wait()
  }

  /// One of two is found: precision is 1 up to a recall of a half, at 51 of 101 recalls.
  @Test func detection() throws {
    let (truth, found) = (try write("t.json", Self.truth), try write("p.json", Self.results))
    let text = try score("detection", truth, found)
    #expect(text.code == 0)
    #expect(text.out.contains("detection (coco, bbox): 1 images, 2 objects, 1 detections"))
    #expect(text.out.contains("AP75       50.50 %") && text.out.contains("AP large         –"))
    #expect(text.err.contains("note: 1 predictions are of categories that the truth has not (6)"))

    let json = try score("detection", truth, found, "--json")
    let value = try JSONDecoder().decode(JSONValue.self, from: Data(json.out.utf8))
    guard case .object(let members) = value, case .object(let metrics)? = members["metrics"],
      case .array(let categories)? = members["categories"]
    else {
      Issue.record("\(json.out)")
      return
    }
    #expect(metrics["AP50"] == .number(51 / 101.0) && metrics["AP large"] == .null)
    #expect(metrics.count == 12 && members["leftOut"] == .number(1))
    #expect(categories.count == 1)

    let voc = try score("detection", truth, found, "--convention", "voc07")
    #expect(voc.out.contains("AP50    54.55 %"))
    #expect(try score("detection", truth, found, "--convention", "voc").out.contains("50.00 %"))
  }

  @Test func classification() throws {
    let truth = try write("t.csv", "file,label\na,cat\nb,dog\n")
    let found = try write("p.csv", "file,cat,dog\na,1,0\nb,3,2\n")
    let result = try score("classification", truth, found)
    #expect(result.code == 0 && result.out.contains("accuracy           50.00 %"))
    #expect(result.out.contains("dog         1        0   0.00 %"))
  }

  @Test(arguments: [
    (["detection"], "p.json:1: found the end of the file, expected a list of results"),
    (["detection", "--iou-type", "segm", "--convention", "voc"], "--iou-type: found segm"),
    (["detection", "--inclusive"], "--inclusive: found with COCO's rules"),
    (["detection", "--overlap", "0"], "--overlap: found 0.0"),
    (["keypoints", "--sigmas", "1,,2"], "--sigmas: found 1,,2, expected a number above 0"),
    (["depth", "--clip", "3,2"], "--clip: found 3,2, expected the least and the greatest depth"),
    (["segmentation", "--classes", "1"], "--classes: found 1, expected a whole number from 2"),
    (["segmentation"], "t.json: found"),
  ])
  func mistakesEndWith64(words: [String], message: String) throws {
    let (truth, found) = (try write("t.json", Self.truth), try write("p.json", ""))
    let result = try Program.start(
      ["score", words[0], "--truth", truth, "--predictions", found] + words.dropFirst()
    ).wait()
    #expect(result.code == 64 && result.err.contains(message), "\(result.err)")
    #expect(result.out.isEmpty)
  }
}

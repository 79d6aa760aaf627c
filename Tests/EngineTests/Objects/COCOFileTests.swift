import Foundation
import Testing

@testable import Engine

/// What COCO's files may say, and what is said of those that cannot be.
@Suite struct COCOFileTests {
  private static let truth = """
    {"images": [{"id": 3, "height": 4, "width": 4}, {"id": 1}],
     "categories": [{"id": 7, "name": "cat"}],
     "annotations": [
    {"id": 1, "image_id": 3, "category_id": 7, "bbox": [0, 0, 2, 2], "area": 4, "iscrowd": 0,
     "segmentation": [[0, 0, 2, 0, 2, 2, 0, 2]], "keypoints": [1, 1, 2], "num_keypoints": 1}]}
    """
  private static let results = """
    [{"image_id": 3, "category_id": 7, "bbox": [0, 0, 2, 2], "score": 0.5,
      "segmentation": {"size": [4, 4], "counts": [0, 2, 2, 2, 10]}, "keypoints": [1, 1, 1]}]
    """

  private func scores(_ truth: String, _ results: String, _ kind: String) throws -> ObjectScores {
    let shapes: COCOObject.Shapes = [.masks, .keypoints]
    let truth = try COCOTruth(Data(truth.utf8), "t.json", shapes)
    let comparison = COCOComparison(
      truth, try COCOResults(Data(results.utf8), "r.json", truth, shapes))
    return switch kind {
    case "bbox": try comparison.boxes()
    case "segm": try comparison.masks()
    case "voc": try comparison.boxes(VOCScorer(.everyPoint))
    default: try comparison.keypoints(sigmas: [0.1])
    }
  }

  @Test(arguments: ["bbox", "segm", "voc", "keypoints"])
  func whatIsTheSameIsFound(kind: String) throws {
    // An object of 4 pixels is of no size that keypoints have numbers of.
    let number = try scores(Self.truth, Self.results, kind).numbers[0].value
    #expect(number == 1)
    #expect(try scores(Self.truth, "[]", kind).numbers[0].value == 0)
  }

  /// Changes of the truth, and what is said.
  @Test(arguments: [
    ("\"image_id\": 3", "\"image_id\": 4", "t.json:4: annotations[0]: found the image 4"),
    ("\"category_id\": 7", "\"category_id\": 8", "annotations[0]: found the category 8"),
    (
      "\"id\": 1}", "\"id\": 3}", "t.json:1: images[1]: found a second id 3, expected every id once"
    ),
    ("\"id\": 3,", "\"id\": 3.5,", "t.json:1: images[0].id: found 3.5, expected a whole number"),
    ("\"id\": 3,", "", "images[0].id: found nothing, expected a whole number of its own"),
    ("[0, 0, 2, 2]", "[0, 0, -2, 2]", "t.json:4: annotations[0].bbox: found a box of -2.0 by 2.0"),
    ("[0, 0, 2, 2]", "[0, 0, 2]", "annotations[0].bbox: found 3 numbers, expected x, y, width"),
    ("[0, 0, 2, 2]", "[0, 0, 2, 2, 1]", "annotations[0].bbox[4]: found more than 4 values"),
    ("[0, 0, 2, 2]", "[0, 0, \"2\", 2]", "annotations[0].bbox[2]: found \"2\", expected a number"),
    ("\"area\": 4", "\"area\": NaN", "annotations[0].area: found NaN, expected the object's area"),
    ("\"area\": 4", "\"area\": -4", "annotations[0].area: found -4, expected the object's area"),
    ("\"iscrowd\": 0", "\"iscrowd\": 2", "annotations[0].iscrowd: found 2, expected 0 or 1"),
    ("[[0, 0, 2, 0,", "[[0, 0, 2,", "annotations[0].segmentation: found 7 numbers"),
    ("[[0, 0, 2, 0, 2, 2, 0, 2]]", "[]", "annotations[0].segmentation: found no polygon"),
    ("[[0, 0, 2, 0, 2, 2, 0, 2]]", "7", "annotations[0].segmentation: found 7, expected a list"),
    (
      "\"height\": 4, \"width\": 4", "\"height\": 4, \"width\": 5",
      "r.json: [0].segmentation: found a mask of 4×4 pixels (height × width), expected 4×5"
    ),
    (
      "\"height\": 4, \"width\": 4", "\"file\": 0",
      "found no height and width of the image 3 in t.json"
    ),
    ("\"height\": 4", "\"height\": 1e15", "images[0]: found 1000000000000000×4 pixels"),
    ("[1, 1, 2]", "[1, 1, 2, 3]", "annotations[0].keypoints: found 4 numbers, expected x, y and"),
    (
      "[1, 1, 2]", "[1, 1, 2, 1, 1, 2]",
      "t.json: annotations[0].keypoints: found 6 numbers, expected"
    ),
    ("\"categories\"", "\"kinds\"", "t.json:1: categories: found nothing, expected a list of"),
    ("]}", "]} {}", "t.json:5: found an object, expected the end of the file"),
    ("\"area\": 4, ", "", "t.json: annotations[0].area: found nothing, expected the object's area"),
  ])
  func mistakesInTruthsAreTold(part: String, change: String, message: String) {
    let last = Self.truth.range(of: part, options: part == "]}" ? .backwards : [])!
    let truth = Self.truth.replacingCharacters(in: last, with: change)
    expect(message, truth, Self.results)
  }

  @Test(arguments: [
    (
      "\"image_id\": 3", "\"image_id\": 4",
      "r.json:1: [0]: found the image 4, expected the id of one"
    ),
    ("\"image_id\": 3, ", "", "r.json:1: [0].image_id: found nothing, expected the id of an image"),
    ("\"category_id\": 7, ", "", "r.json:1: [0].category_id: found nothing"),
    (", \"score\": 0.5", "", "r.json:1: [0].score: found nothing, expected a number"),
    ("0.5", "NaN", "r.json:1: [0].score: found NaN, expected a number"),
    (
      "0.5", "1e400",
      "r.json:1: [0].score: found 1e400, expected a number, the higher the surer that"
    ),
    ("0.5", "null", "r.json:1: [0].score: found null, expected a number"),
    (
      "[0, 2, 2, 2, 10]", "[0, 2, 2, 2, 11]",
      "r.json: [0].segmentation: found runs that do not fill"
    ),
    (
      "[0, 2, 2, 2, 10]", "[0, 2, -2, 2, 14]",
      "r.json: [0].segmentation: found runs that do not fill"
    ),
    ("[0, 2, 2, 2, 10]", "\"0~\"", "[0].segmentation: found the character ~ in a compressed mask"),
    ("[4, 4]", "[4]", "r.json:2: [0].segmentation.size: found [4.0], expected height and width"),
    (
      "[4, 4]", "[1e300, 4]",
      "[0].segmentation.size: found [1e+300, 4.0], expected height and width"
    ),
    ("\"size\": [4, 4], ", "", "r.json:2: [0].segmentation.size: found nothing, expected height"),
    (
      "[1, 1, 1]", "[]", "r.json: [0].keypoints: found 0 numbers, expected x, y and visibility of 1"
    ),
    ("]}]", "]}", "r.json:2: found the end of the file, expected ',' or ']'"),
    ("[{", "{\"a\": [{", "r.json:1: found an object, expected a list of results"),
  ])
  func mistakesInResultsAreTold(part: String, change: String, message: String) {
    let results = Self.results.replacingOccurrences(of: part, with: change)
    expect(message, Self.truth, results)
  }

  /// Whatever is scored, one of the kinds says it, and all that fail do.
  private func expect(_ message: String, _ truth: String, _ results: String) {
    var errors: [String] = []
    for kind in ["bbox", "segm", "voc", "keypoints"] {
      do { _ = try scores(truth, results, kind) } catch { errors.append("\(error)") }
    }
    #expect(errors.contains { $0.contains(message) }, "\(errors)")
  }

  @Test func categoriesThatTheTruthHasNotAreLeftOut() throws {
    let truth = try COCOTruth(Data(Self.truth.utf8), "t.json", [])
    let more = Self.results.replacingOccurrences(
      of: "\"category_id\": 7", with: "\"category_id\": 9")
    let results = try COCOResults(Data(more.utf8), "r.json", truth, [])
    #expect(results.leftOut == [9: 1] && results.found.isEmpty)
  }

  @Test func boxesWithoutAnExtentFindNothing() throws {
    let empty = Self.results.replacingOccurrences(of: "[0, 0, 2, 2]", with: "[0, 0, 0, 2]")
    for kind in ["bbox", "voc"] {
      #expect(try scores(Self.truth, empty, kind).numbers[0].value == 0)
    }
    let nowhere = Self.truth.replacingOccurrences(of: "[0, 0, 2, 2]", with: "[0, 0, 0, 0]")
    #expect(try scores(nowhere, Self.results, "bbox").numbers[0].value == 0)
  }

  /// Damaged files give numbers or a `DataError`, and no crash.
  @Test func damagedFilesNeverCrash() throws {
    let files = [Self.truth, Self.results].map { Array($0.utf8) }
    var mutator = FileMutator(seed: 3)
    var read = 0
    for round in 0..<4000 {
      var damaged = files
      damaged[round % 2] = mutator.damaged(files[round % 2], with: files)
      let texts = damaged.map { String(decoding: $0, as: UTF8.self) }
      for kind in ["bbox", "segm", "voc", "keypoints"] {
        do {
          _ = try scores(texts[0], texts[1], kind)
          read += 1
        } catch is DataError {}
      }
    }
    // Some changes leave them what they were.
    #expect(read > 100)
  }
}

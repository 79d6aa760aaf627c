import Foundation
import Testing

@testable import Engine

/// COCO's numbers of boxes, masks and keypoints against pycocotools' of the same files (`scripts/fixtures/objects.py`).
@Suite struct COCOParityTests {
  struct Contents: Decodable {
    let cases: [Case]
  }

  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let kind: String
    /// The texts of files.
    let truth: String
    let results: String
    let numbers: [Double?]
    /// Average precision of each.
    let categories: [Double?]
    var testDescription: String { name }

    func comparison() throws -> COCOComparison {
      let shapes: COCOObject.Shapes = kind == "keypoints" ? .keypoints : .masks
      let truth = try COCOTruth(Data(truth.utf8), "truth.json", shapes)
      let results = try COCOResults(Data(results.utf8), "results.json", truth, shapes)
      return COCOComparison(truth, results)
    }
  }

  private static let cases = FixtureLibrary.json("objects.json", Contents.self).cases

  private static func isClose(_ found: Double?, _ expected: Double?) -> Bool {
    guard let found, let expected else { return found == nil && expected == nil }
    return abs(found - expected) < 1e-9
  }

  @Test(arguments: cases) func agreesWithPycocotools(_ fixture: Case) throws {
    let comparison = try fixture.comparison()
    let scores =
      switch fixture.kind {
      case "bbox": try comparison.boxes()
      case "segm": try comparison.masks()
      default: try comparison.keypoints()
      }
    #expect(scores.numbers.count == fixture.numbers.count)
    for (number, expected) in zip(scores.numbers, fixture.numbers) {
      #expect(Self.isClose(number.value, expected), "\(number), expected \(expected ?? .nan)")
    }
    let each = Dictionary(
      uniqueKeysWithValues: scores.categories.map { ($0.category, $0.numbers[0].value) })
    for (category, expected) in fixture.categories.enumerated() {
      #expect(Self.isClose(each[category] ?? nil, expected), "category \(category)")
    }
  }

  /// Images come in any order.
  @Test(arguments: cases.filter { $0.kind == "bbox" }) func theOrderOfImagesChangesNoBit(
    _ fixture: Case
  ) throws {
    let comparison = try fixture.comparison()
    var scorer = COCOScorer(BoxOverlap(), .objects)
    for image in comparison.truth.images.indices.reversed() {
      scorer.add(
        image: image,
        truths: try comparison.truth.annotations.indices.filter {
          comparison.truth.annotations[$0].image == image
        }.map(comparison.truthBox),
        found: try comparison.results.found.indices.filter {
          comparison.results.found[$0].object.image == image
        }.map(comparison.foundBox))
    }
    #expect(scorer.scores == (try comparison.boxes()))
  }
}

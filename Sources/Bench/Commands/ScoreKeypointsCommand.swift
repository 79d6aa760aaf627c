import ArgumentParser
import Engine
import Foundation
import Records

struct ScoreKeypointsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keypoints",
    abstract:
      "Keypoints in COCO's files: average precision and recall by object keypoint similarity.",
    discussion: """
      The truth is a file as person_keypoints_val2017.json, the predictions a list of {image_id, \
      category_id, score, keypoints: [x, y, v, …]}. Without --sigmas the keypoints are COCO's 17 of people.
      """)

  @OptionGroup var files: ScoredFiles
  @Option(
    help: ArgumentHelp(
      "How far apart annotations of each keypoint are, divided by the root of the object's area: numbers, separated by commas.",
      valueName: "numbers"))
  var sigmas: String?
  @OptionGroup var json: JSONFlag

  func validate() throws { _ = try numbers() }

  func run() throws {
    try reportingErrors {
      let comparison = try COCOComparison(
        truth: files.truth, predictions: files.predictions, shape: .keypoints)
      let scores = try comparison.keypoints(sigmas: try numbers())
      ScoreTable("keypoints", scores, comparison).print(json)
    }
  }

  private func numbers() throws -> [Double] {
    guard let sigmas else { return KeypointSimilarity.cocoSigmas }
    let numbers = sigmas.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    guard numbers.count <= 1000, numbers.allSatisfy({ $0.map { $0 > 0 && $0 < 1e6 } ?? false })
    else {
      throw ValidationError(
        "--sigmas: found \(shortened(sigmas)), expected a number above 0 for each keypoint, such as "
          + "0.026,0.079.")
    }
    return numbers.map { $0! }
  }
}

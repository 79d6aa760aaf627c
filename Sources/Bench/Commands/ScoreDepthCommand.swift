import ArgumentParser
import Engine
import Foundation
import Records

struct ScoreDepthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "depth",
    abstract: "Maps of depth: absolute and relative error, RMSE, RMSE log, δ < 1.25, 1.25², 1.25³.",
    discussion: """
      Two folders in which the files of an image are called alike, or two files: NPY in metres, or PNG of 16 \
      bits in millimetres. Pixels whose truth is 0 or not finite are left out; means are over all pixels of \
      all images.
      """)

  @OptionGroup var files: ScoredFiles
  @Option(
    help: ArgumentHelp(
      "Metres that predictions are clipped to before they are compared.", valueName: "least,most"))
  var clip: String?
  @OptionGroup var json: JSONFlag

  func validate() throws { _ = try range() }

  func run() throws {
    try reportingErrors {
      let found = try DepthComparison(
        truth: files.truth, predictions: files.predictions, clippedTo: try range())
      var table = ScoreTable("depth", found.values, images: found.images)
      table.leave(out: found.leftOut)
      if found.withoutLogarithm > 0 {
        table.notes.append(
          "\(found.withoutLogarithm) predictions of 0 or less have no logarithm: RMSE log is left out; "
            + "--clip 0.001,80 would clip them")
      }
      table.print(json)
    }
  }

  private func range() throws -> ClosedRange<Double>? {
    guard let clip else { return nil }
    let ends = clip.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    guard ends.count == 2, let least = ends[0], let most = ends[1], least >= 0, least < most,
      most < .infinity
    else {
      throw ValidationError(
        "--clip: found \(shortened(clip)), expected the least and the greatest depth in metres, such as "
          + "0.001,80.")
    }
    return least...most
  }
}

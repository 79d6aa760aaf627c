import ArgumentParser
import Engine
import Records

struct ScoreSegmentationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segmentation",
    abstract: "Maps of classes: mIoU, pixel accuracy, IoU of each class.",
    discussion: """
      Two folders in which the files of an image are called alike, or two files: PNG (grey values or palette \
      indices) or NPY. Every pixel has the index of its class; 255 and −1 are none. A pixel whose truth is \
      none is left out; one that was predicted as none misses its class.

      For the masks of objects see bench score detection --iou-type segm.
      """)

  @OptionGroup var files: ScoredFiles
  @Option(
    help:
      "How many classes there are, so that other indices are mistakes; any below 1000 if left out.")
  var classes: Int?
  @OptionGroup var json: JSONFlag

  func validate() throws {
    let range = 2...SegmentationComparison.mostClasses
    if let classes, !range.contains(classes) {
      throw ValidationError(
        "--classes: found \(classes), expected a whole number from \(range.lowerBound) to \(range.upperBound)."
      )
    }
  }

  func run() throws {
    try reportingErrors {
      let found = try SegmentationComparison(
        truth: files.truth, predictions: files.predictions, classes: classes)
      var table = ScoreTable("segmentation", found.values, images: found.images)
      table.leave(out: found.leftOut)
      table.print(json)
    }
  }
}

import ArgumentParser
import Engine
import Records

struct ScoreDetectionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detection",
    abstract: "Boxes or masks in COCO's files: average precision and recall.",
    discussion: """
      The truth is a file as instances_val2017.json (images, annotations, categories), the predictions a \
      list of {image_id, category_id, score, bbox: [x, y, width, height]} or segmentation (polygons or runs).

      coco: the twelve numbers of pycocotools. voc and voc07: Pascal VOC's average precision where half of \
      the union is common, as from 2010 on and as up to 2009; an annotation with difficult or ignore 1, or \
      iscrowd 1, is neither to be found nor a mistake to find.
      """)

  enum Convention: String, CaseIterable, ExpressibleByArgument { case coco, voc, voc07 }
  enum IoUType: String, CaseIterable, ExpressibleByArgument { case bbox, segm }

  @OptionGroup var files: ScoredFiles
  @Option(help: "Whose rules.") var convention: Convention = .coco
  @Option(
    name: .customLong("iou-type"), help: "What is compared: boxes, or masks by COCO's rules.")
  var iouType: IoUType = .bbox
  @Option(help: "By VOC's rules: intersection over union that is enough.") var overlap = 0.5
  @Flag(help: "By VOC's rules: x + width is the last pixel of a box, not the edge behind it.")
  var inclusive = false
  @OptionGroup var json: JSONFlag

  func validate() throws {
    guard overlap > 0, overlap <= 1 else {
      throw ValidationError("--overlap: found \(overlap), expected more than 0 and at most 1.")
    }
    if convention == .coco, inclusive || overlap != 0.5 {
      throw ValidationError(
        "--\(inclusive ? "inclusive" : "overlap"): found with COCO's rules, expected with --convention "
          + "voc or voc07.")
    }
    if convention != .coco, iouType == .segm {
      throw ValidationError(
        "--iou-type: found segm, expected bbox with --convention \(convention.rawValue).")
    }
  }

  func run() throws {
    try reportingErrors {
      let comparison = try COCOComparison(
        truth: files.truth, predictions: files.predictions,
        shape: iouType == .bbox ? .boxes : .masks)
      let scores =
        switch (convention, iouType) {
        case (.coco, .bbox): try comparison.boxes()
        case (.coco, .segm): try comparison.masks()
        case (.voc, _): try comparison.boxes(voc(.everyPoint))
        case (.voc07, _): try comparison.boxes(voc(.elevenPoints))
        }
      var table = ScoreTable("detection", scores, comparison)
      table.choices = [("convention", convention.rawValue), ("iouType", iouType.rawValue)]
      table.print(json)
    }
  }

  private func voc(_ interpolation: VOCScorer.Interpolation) -> VOCScorer {
    VOCScorer(interpolation, edges: inclusive ? .inclusive : .continuous, overlap: overlap)
  }
}

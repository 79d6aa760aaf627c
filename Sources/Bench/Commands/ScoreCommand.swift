import ArgumentParser

struct ScoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Score anybody's result files with the field's metrics.",
    discussion: """
      Nothing is trained: truths and predictions are files, by whatever program they were made. Boxes, \
      masks and keypoints are read and scored as pycocotools does; maps are PNG or NumPy arrays, classes of \
      images are tables. docs/METHODOLOGY.md has the definitions, docs/SUITES.md the formats.

      Examples:
        bench score detection --truth instances.json --predictions boxes.json
        bench score detection --iou-type segm --truth instances.json --predictions masks.json --json
        bench score detection --convention voc07 --truth voc.json --predictions boxes.json
        bench score keypoints --truth person_keypoints.json --predictions keypoints.json
        bench score segmentation --truth labels/ --predictions predicted/
        bench score depth --truth depth/ --predictions predicted/ --clip 0.001,10
        bench score classification --truth truth.csv --predictions predicted.csv

      Exit codes: 0 done; 64 a file cannot be read or says what cannot be.
      """,
    subcommands: [
      ScoreDetectionCommand.self, ScoreSegmentationCommand.self, ScoreKeypointsCommand.self,
      ScoreDepthCommand.self, ScoreClassificationCommand.self,
    ])
}

/// What every kind of score reads.
struct ScoredFiles: ParsableArguments {
  @Option(help: ArgumentHelp("What is true.", valueName: "path")) var truth: String
  @Option(help: ArgumentHelp("What was predicted.", valueName: "path")) var predictions: String

  func validate() throws {
    for (option, path) in [("--truth", truth), ("--predictions", predictions)] where path.isEmpty {
      throw ValidationError("\(option): found an empty path, expected a file or a folder.")
    }
  }
}

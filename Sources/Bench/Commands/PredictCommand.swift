import ArgumentParser
import Engine
import Foundation
import Records
import Report

struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Run a trained network on pictures of your own.",
    discussion: """
      The network is a file of bench export, or a cell's id, whose network is then taken as bench export \
      takes it. A picture (JPEG, PNG, BMP or PNM of any size) is resized, cropped or padded to the height \
      and width of the frames that the cell was trained on, as its data set did with its own (the option fit). \
      For each picture and task there is a map in the report's colours (.png) and as numbers \
      (.npy: what the head gives, logits of classes, metres, unit vectors); the picture as the network saw \
      it; and for answers about the whole picture one table, predictions.csv. Files that are there already are \
      replaced only where bench predict wrote them, as predictions.sha256 in the folder says.

      Examples:
        bench predict depth.safetensors ~/pictures/*.jpg
        bench predict 3f9a2c71d0 room.png --to rooms

      Exit codes: 0 done; 3 the cell could not be trained; 64 what was named cannot be read.
      """)

  @Argument(help: "A file of bench export, or a cell's id.") var network: String
  @Argument(help: "Pictures.") var pictures: [String]
  @Option(help: ArgumentHelp("Folder for what is predicted.", valueName: "dir"))
  var to = "predictions"
  @OptionGroup var out: OutOption
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var data: DataOptions

  func validate() throws {
    if network.isEmpty {
      throw ValidationError(
        "found an empty path, expected a file of bench export, or a cell's id.")
    }
    if pictures.isEmpty { throw ValidationError("found no picture, expected one or more files.") }
    if pictures.contains("") {
      throw ValidationError("found an empty path among the pictures, expected files.")
    }
    if to.isEmpty { throw ValidationError("--to: found an empty path, expected a folder.") }
  }

  func run() throws {
    try reportingErrors {
      let source = try PredictionSource(network, out: out)
      let names = PredictionNames(
        pictures: pictures,
        tasks: source.assembly.experiment.problem.tasks.map(PredictionNames.Task.init))
      var folder = try PredictionFolder(
        URL(fileURLWithPath: to), names, inputs: pictures + source.inputs)
      try checkPictures()
      let predictor = try source.predictor(data.roots(), threads: threads.count)
      for (index, path) in pictures.enumerated() {
        let prediction = try predictor.predict(path)
        for line in try folder.write(prediction, of: path, index) { Terminal.out(line) }
      }
      if let table = try folder.writeTable() { Terminal.out(table) }
    }
  }

  /// All that cannot be read are told before anything is computed.
  private func checkPictures() throws {
    let mistakes = pictures.compactMap { path -> DataError? in
      do throws(DataError) { try Predictor.check(path) } catch { return error }
      return nil
    }
    for mistake in mistakes { Terminal.err("error: \(mistake)") }
    if !mistakes.isEmpty { throw CommandEnding.usage }
  }
}

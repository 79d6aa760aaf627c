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
      it; and for answers about the whole picture one table, predictions.csv.

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
    if pictures.isEmpty { throw ValidationError("found no picture, expected one or more files.") }
    if to.isEmpty { throw ValidationError("--to: found an empty path, expected a folder.") }
  }

  func run() throws {
    try reportingErrors {
      let exported = try self.exported()
      let cell: Cell
      do { cell = try JSONDecoder().decode(Cell.self, from: Data(exported.cell.utf8)) } catch {
        throw DataError("\(network): its metadata describe no cell that this version knows")
      }
      let assembly = try Assembly(cell, locations: [:], opensWeights: false)
      let experiment = assembly.experiment.on(exported.frame)
      try experiment.parts.check(experiment.architecture)
      let predictor = try Predictor(experiment, exported, fit: assembly.dataset.fit)
      var folder = PredictionFolder(URL(fileURLWithPath: to))
      for path in pictures {
        let prediction = try predictor.predict(path)
        for line in try folder.write(prediction, of: path) { Terminal.out(line) }
      }
      if let table = try folder.writeTable() { Terminal.out(table) }
    }
  }

  /// The file, or the file of the cell.
  private func exported() throws -> ExportedNetwork {
    if FileManager.default.fileExists(atPath: network) { return try ExportedNetwork(network) }
    guard network.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else {
      throw DataError("\(network): not found, expected a file of bench export, or a cell's id")
    }
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
      "bench-predict-\(UUID().uuidString).safetensors")
    defer { try? FileManager.default.removeItem(at: scratch) }
    try NetworkSource(
      stored: StoredCell(network, out: out), out: out, roots: data.roots(), threads: threads.count
    ).write(to: scratch)
    // Open, it stays readable when its name is gone.
    return try ExportedNetwork(scratch.path)
  }
}

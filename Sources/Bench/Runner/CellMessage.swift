import Engine
import Foundation
import Records

/// What the runner tells the process that trains one cell: one line of JSON on its standard input.
struct CellRequest: Codable {
  var cell: Cell
  /// Where the data set's files lie, by option.
  var locations: [String: String]
  /// Nil where nothing is to be kept between epochs.
  var checkpoint: String?
  /// Where drawn frames are kept for other cells.
  var frames: String
}

/// What that process answers: lines of JSON on its standard output, the last one with an outcome or an error.
struct CellMessage: Codable {
  struct Progress: Codable {
    var step: Int
    var steps: Int
    var epoch: Int
    var epochs: Int

    var fraction: Double { Double(step) / Double(max(steps, 1)) }
  }

  var progress: Progress?
  var outcome: Outcome?
  var secondsPerStep: Double?
  /// Why there is no outcome.
  var error: String?
}

extension CellMessage.Progress {
  init(_ progress: TrainingProgress) {
    self.init(
      step: progress.step, steps: progress.steps, epoch: progress.epoch, epochs: progress.epochs)
  }
}

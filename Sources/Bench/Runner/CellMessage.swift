import Engine
import Foundation
import Records

/// What the runner tells the process that trains one cell: one line of JSON on its standard input.
struct CellRequest: Codable {
  var cell: Cell
  /// Where the data set's files lie, by option.
  var locations: [String: String]
  /// Files of weights, by their SHA-256.
  var weights: [String: String]
  /// Where the trained network is to be kept; nil where it is not.
  var network: String?
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

  /// Something that a cell did without. Of one kind the first is told, of damaged checkpoints each.
  struct Warning: Codable, Equatable {
    enum Kind: String, Codable {
      /// Drawn frames that could not be kept for other cells.
      case frames
      /// A state between epochs from which an interrupted cell would go on.
      case checkpoint
      /// A state between epochs that is damaged or another run's.
      case unusableCheckpoint
      /// A trained network that was to be kept.
      case network
    }
    var kind: Kind
    /// What could not be written, and why, without a stop.
    var message: String
    /// What follows for a run of cells.
    var consequence: String
  }

  var progress: Progress?
  var warning: Warning?
  var outcome: Outcome?
  var secondsPerStep: Double?
  /// What earlier processes took for the cell, whose checkpoint it goes on from.
  var earlier: RunTime?
  /// CPU time of the training that made the weights it begins with, where that is known.
  var beforehandSeconds: Double?
  /// Why there is no outcome.
  var error: String?
}

extension CellMessage.Progress {
  init(_ progress: TrainingProgress) {
    self.init(
      step: progress.step, steps: progress.steps, epoch: progress.epoch, epochs: progress.epochs)
  }
}

extension CellMessage.Warning {
  init(_ trouble: Checkpoint.Trouble) {
    switch trouble {
    case .unusable(let file, let reason):
      kind = .unusableCheckpoint
      message = "the checkpoint \(file.path) is not used: \(reason)"
      consequence = "The cell begins again; its result is the same"
    case .lost(let file, let code, let needed):
      kind = .checkpoint
      message = Self.cannotKeep(file, code, needed)
      consequence = "Cells that are interrupted begin again; the results are the same"
    }
  }

  /// A trained network that could not be kept.
  /// - Parameters:
  ///   - code: `errno` of the call that failed.
  ///   - needed: bytes of the file.
  init(network file: URL, _ code: Int32, needed: Int) {
    kind = .network
    message = Self.cannotKeep(file, code, needed)
    consequence = "Networks are not kept; the results are the same"
  }

  /// Drawn frames that could not be kept.
  /// - Parameter needed: bytes of the file.
  init(frames file: URL, needed: Int, _ error: any Error) {
    kind = .frames
    message =
      (error as? WholeFile.Failure).map { Self.cannotKeep(file, $0.code, needed) }
      ?? "cannot keep \(file.path): \(error.systemReason)"
    consequence = "Every cell draws its frames anew; the results are the same"
  }

  private static func cannotKeep(_ file: URL, _ code: Int32, _ needed: Int) -> String {
    "cannot keep \(file.path): \(UnwrittenFile.reason(file, code, needed))"
  }

  /// All of it, in sentences.
  var text: String { consequence.isEmpty ? message : "\(message). \(consequence)" }
}

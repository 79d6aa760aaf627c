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
    /// What could not be written, why, and what follows, in one sentence.
    var message: String
  }

  var progress: Progress?
  var warning: Warning?
  var outcome: Outcome?
  var secondsPerStep: Double?
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
      message =
        "the checkpoint \(file.path) is not used: \(reason). The cell begins again; its result is the same"
    case .lost(let file, let code, let needed):
      kind = .checkpoint
      message = Self.message(
        file, String(cString: strerror(code)), needed, "Cells that are interrupted begin again")
    }
  }

  /// A trained network that could not be kept.
  init(network file: URL, _ error: any Error) {
    kind = .network
    let reason = (error as? CocoaError)?.localizedDescription ?? "\(error)"
    message =
      "cannot keep \(file.path): \(reason), \(FileSystem(of: file.path).words). Networks are not kept; the "
      + "results are the same"
  }

  /// Drawn frames that could not be kept.
  /// - Parameter needed: bytes of the file.
  init(frames file: URL, needed: Int, _ error: any Error) {
    kind = .frames
    // What Foundation throws is long, and says everything but the cause.
    let system = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
    let reason =
      system.map { String(cString: strerror(Int32(($0 as NSError).code))) } ?? "\(error)"
    message = Self.message(file, reason, needed, "Every cell draws its frames anew")
  }

  private static func message(
    _ file: URL, _ reason: String, _ needed: Int, _ consequence: String
  ) -> String {
    "cannot keep \(file.path): \(reason): \(needed) bytes are needed, "
      + "\(FileSystem(of: file.path).words). \(consequence); the results are the same"
  }
}

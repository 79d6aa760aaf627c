/// What is kept of one cell: one line of `records.jsonl`.
public struct Record: Codable, Sendable {
  public var cell: Cell
  public var outcome: Outcome
  public var cost: Cost
  public var provenance: Provenance

  public init(cell: Cell, outcome: Outcome, cost: Cost, provenance: Provenance) {
    self.cell = cell
    self.outcome = outcome
    self.cost = cost
    self.provenance = provenance
  }

  /// The line that the store writes, without its newline: canonical JSON with a `digest` of cell and outcome.
  public func line() throws -> String { try RecordLine.spell(self) }
}

/// Reproducible: the same cell on the same numeric class of machine gives the same bytes.
public enum Outcome: Sendable, Hashable {
  case finished(Finished)
  case failed(Failure)
}

extension Outcome: Codable {
  private enum Keys: String, CodingKey { case status }
  private enum Status: String, Codable { case finished, failed }

  public init(from decoder: any Decoder) throws {
    switch try decoder.container(keyedBy: Keys.self).decode(Status.self, forKey: .status) {
    case .finished: self = .finished(try Finished(from: decoder))
    case .failed: self = .failed(try Failure(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    switch self {
    case .finished(let value):
      try container.encode(Status.finished, forKey: .status)
      try value.encode(to: encoder)
    case .failed(let value):
      try container.encode(Status.failed, forKey: .status)
      try value.encode(to: encoder)
    }
  }
}

public struct Failure: Codable, Hashable, Sendable {
  public enum Reason: String, Codable, Sendable {
    /// A loss or a parameter stopped being a finite number. Deterministic: not tried again.
    case diverged
    /// The training process ended without an outcome. Tried again by the next run.
    case crashed
    /// It took longer than the suite allows. Tried again by the next run.
    case timedOut = "timed-out"
  }
  public var reason: Reason
  /// In words, with the task, epoch and step where known.
  public var message: String

  public init(reason: Reason, message: String) {
    self.reason = reason
    self.message = message
  }

  public var isFinal: Bool { reason == .diverged }
}

public struct Finished: Hashable, Sendable {
  /// The test split, touched once, at the selected epoch.
  public var test: [Score]
  /// The validation split at the selected epoch.
  public var validation: [Score]
  /// 1-based; chosen on the validation split only.
  public var selectedEpoch: Int
  /// 1, 2, … in order.
  public var epochs: [EpochPoint]
  public var size: NetworkSize
  /// The test split's scores of the best answers that do not look at the image, as the majority class of the training labels;
  /// of tasks that have such answers.
  public var constants: [Score]
  /// Predictions on frames chosen before training, by the hash of their ids; empty where none are kept.
  public var pictures: [PictureSet]
  /// By task, how many images of the test split are of which class (rows), by the class that was answered (columns). Not spelled
  /// where no task has any.
  public var confusions: [String: [[Int]]]

  public init(
    test: [Score], validation: [Score], selectedEpoch: Int, epochs: [EpochPoint],
    size: NetworkSize, constants: [Score] = [], pictures: [PictureSet],
    confusions: [String: [[Int]]] = [:]
  ) {
    self.test = test
    self.validation = validation
    self.selectedEpoch = selectedEpoch
    self.epochs = epochs
    self.size = size
    self.constants = constants
    self.pictures = pictures
    self.confusions = confusions
  }
}

/// One metric of one task.
public struct Score: Codable, Hashable, Sendable {
  public enum Direction: String, Codable, Sendable { case higher, lower }
  public var task: String
  /// The field's name: `mIoU`, `absolute error`, `within 11.25°`.
  public var metric: String
  public var value: Double
  public var better: Direction
  /// `%`, `m`, `°`, or empty for a plain number. A value with unit `%` is a fraction, 0…1.
  public var unit: String
  /// Whether the metric counts in Δp and Δm; the others are for reading (RMSE, IoU of one class).
  public var counts: Bool

  public init(
    task: String, metric: String, value: Double, better: Direction, unit: String, counts: Bool
  ) {
    self.task = task
    self.metric = metric
    self.value = value
    self.better = better
    self.unit = unit
    self.counts = counts
  }
}

/// How large a network is. Trainable parameters, each counted once.
public struct NetworkSize: Codable, Hashable, Sendable {
  /// Everything trained: heads, norms, biases and the scheme's learned weights included.
  public var parameters: Int
  /// Parameters that two or more tasks depend on, found by reachability.
  public var shared: Int
  /// Parameters that only one task depends on, by task.
  public var perTask: [String: Int]
  /// Parameters of the weighting scheme.
  public var weighting: Int
  /// Multiply–accumulates of one forward pass of one frame, convolutions and linear layers only.
  public var macs: Int
  /// The same sum over the single-task networks with this backbone and these tasks.
  public var singleTaskParameters: Int
  public var singleTaskMACs: Int

  public init(
    parameters: Int, shared: Int, perTask: [String: Int], weighting: Int, macs: Int,
    singleTaskParameters: Int, singleTaskMACs: Int
  ) {
    self.parameters = parameters
    self.shared = shared
    self.perTask = perTask
    self.weighting = weighting
    self.macs = macs
    self.singleTaskParameters = singleTaskParameters
    self.singleTaskMACs = singleTaskMACs
  }
}

/// One frame of the test split with what a network said about it.
public struct PictureSet: Codable, Hashable, Sendable {
  public var frame: String
  public var input: Picture
  /// By task name.
  public var truth: [String: Picture]
  public var prediction: [String: Picture]

  public init(
    frame: String, input: Picture, truth: [String: Picture], prediction: [String: Picture]
  ) {
    self.frame = frame
    self.input = input
    self.truth = truth
    self.prediction = prediction
  }
}

/// A small image of 8-bit samples, row by row, channels interleaved, in base64.
public struct Picture: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Sendable {
    /// 3 channels, sRGB.
    case colour
    /// 1 channel: class index, 255 where void.
    case labels
    /// 1 channel: 1…255 spans `range` linearly, 0 where missing.
    case scalar
    /// 3 channels: component −1…1 spans 1…255; all three 0 where missing.
    case vectors
    /// Boxes, no pixels: of each object six 16-bit numbers, the lower byte first: left, top, right and bottom in sixteenths of a pixel, the
    /// category, and the score from 0 to 65535 (of what is there 65535, or 0 where it is not asked for).
    case objects
  }
  /// Of each object.
  public static let objectBytes = 12

  public var kind: Kind
  public var width: Int
  public var height: Int
  /// What 1 and 255 stand for, in the task's unit; for `labels` and `objects`, 0 and the number of
  /// classes.
  public var range: [Double]
  public var base64: String

  public init(kind: Kind, width: Int, height: Int, range: [Double], base64: String) {
    self.kind = kind
    self.width = width
    self.height = height
    self.range = range
    self.base64 = base64
  }
}

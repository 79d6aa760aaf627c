/// What a finished training run gives.
public struct TrainingResult: Sendable, Hashable {
  /// Scores on the test split at the selected epoch, task by task.
  public var test: [TaskScores]
  public var validation: [TaskScores]
  /// 1-based.
  public var selectedEpoch: Int
  public var epochs: [EpochSummary]
  /// Scores on the test split of the best answers that do not look at the image, of tasks that have such answers.
  public var constants: [TaskScores]
  public var pictures: [FramePictures]
  /// Median wall time of a training step. Not reproducible.
  public var secondsPerStep: Double
}

public struct TaskScores: Sendable, Hashable, Codable {
  public let task: String
  public let values: [MetricValue]
  /// Nil where the task has none, and of an epoch, which keeps numbers for curves alone.
  public var confusion: ConfusionMatrix? = nil
}

/// Arrays are in the order of the tasks.
public struct EpochSummary: Sendable, Hashable, Codable {
  /// 1-based.
  public let epoch: Int
  public let learningRate: Double
  /// Mean losses as the weighting saw them: times the problem's loss scales. Nil for a task without a label in the epoch.
  public let trainLoss: [Double?]
  /// Not multiplied by anything. Nil for a task without a label in the split.
  public let validationLoss: [Double?]
  public let validation: [TaskScores]
  /// Mean weight on the shared parameters over the epoch's steps.
  public let weights: [Double]
  /// Mean cosine of every pair of task gradients, row-major upper triangle; empty where not measured.
  public let cosines: [Double]
  /// Mean norm of each task's gradient on the shared parameters over the measured steps; empty where not measured.
  public let gradientNorms: [Double]
  /// Mean norm of the combined gradient on the shared parameters, which the optimizer is given; nil where not measured.
  public let updateNorm: Double?
}

public struct FramePictures: Sendable, Hashable {
  public let frame: String
  public let input: PictureData
  /// By task, those that have pictures.
  public let truth: [String: PictureData]
  public let prediction: [String: PictureData]
}

/// Where a run is, for progress displays.
public struct TrainingProgress: Sendable {
  /// Steps done and in all, over all epochs.
  public let step: Int
  public let steps: Int
  /// 1-based epoch under way.
  public let epoch: Int
  public let epochs: Int
}

extension TrainingProgress {
  /// Counted with a training that went before.
  func after(_ lead: TrainingLead) -> TrainingProgress {
    TrainingProgress(
      step: step + lead.steps, steps: steps + lead.steps, epoch: epoch + lead.epochs,
      epochs: epochs + lead.epochs)
  }

  /// Counted with a training that comes next.
  func before(_ next: TrainingLead) -> TrainingProgress {
    TrainingProgress(
      step: step, steps: steps + next.steps, epoch: epoch, epochs: epochs + next.epochs)
  }
}

/// How much trainings are that come before or after another.
struct TrainingLead {
  var steps = 0
  var epochs = 0

  static func + (one: TrainingLead, other: TrainingLead) -> TrainingLead {
    TrainingLead(steps: one.steps + other.steps, epochs: one.epochs + other.epochs)
  }

  static func - (one: TrainingLead, other: TrainingLead) -> TrainingLead {
    TrainingLead(steps: one.steps - other.steps, epochs: one.epochs - other.epochs)
  }
}

/// The run cannot be finished: a fact about the cell, the same every time.
public struct Divergence: Error, Hashable, CustomStringConvertible {
  public let description: String
}

/// How large a network is: exact trainable parameters and multiply–accumulates of one frame.
public struct NetworkAccount: Sendable, Hashable {
  public let parameters: Int
  /// Parameters that several tasks depend on, or that none does (Dense has some).
  public let shared: Int
  public let perTask: [String: Int]
  public let weighting: Int
  public let macs: Int
  /// Trainable parameters by module: the first component of their names.
  public let modules: [String: Int]
}

/// What is measured once an epoch. Arrays are in the order of the cell's tasks.
public struct EpochPoint: Hashable, Sendable {
  public var epoch: Int
  /// Learning rate of the epoch's first step.
  public var learningRate: Double
  /// Mean of each task's training loss over what is labelled, unweighted by the scheme, but times the cell's loss scales.
  /// Nil for a task without a label in the epoch.
  public var trainLoss: [Double?]
  /// Nil for a task without a label in the split.
  public var validationLoss: [Double?]
  /// Validation scores that count; none of a task without a label in the split.
  public var validation: [Score]
  /// Mean weight the scheme gave to each task's loss.
  public var weights: [Double]
  /// Mean cosine between each pair of task gradients on the shared parameters, row-major upper
  /// triangle; empty where the scheme does not look at gradients.
  public var cosines: [Double]
  /// Mean norm of each task's gradient on the shared parameters; absent where not measured.
  public var gradientNorms: [Double]?
  /// Mean norm of the combined gradient on the shared parameters, which the optimizer is given; absent where not measured.
  public var updateNorm: Double?

  public init(
    epoch: Int, learningRate: Double, trainLoss: [Double?], validationLoss: [Double?],
    validation: [Score], weights: [Double], cosines: [Double], gradientNorms: [Double]? = nil,
    updateNorm: Double? = nil
  ) {
    self.epoch = epoch
    self.learningRate = learningRate
    self.trainLoss = trainLoss
    self.validationLoss = validationLoss
    self.validation = validation
    self.weights = weights
    self.cosines = cosines
    self.gradientNorms = gradientNorms
    self.updateNorm = updateNorm
  }
}

/// What one step measured. Arrays are in the order of the tasks.
public struct Evidence {
  /// 0-based.
  public let epoch: Int
  /// 0-based, within the run.
  public let step: Int
  /// Epochs of the whole run.
  public let epochs: Int
  public let losses: [Double]
  public let kinds: [LossKind]
  /// Mean training loss of every task in every finished epoch: [epoch][task].
  public let history: [[Double]]
  /// Current values of the learned parameters.
  public let learned: [Double]
  /// G Gᵀ, [T][T]; empty where `needs` is `.losses`.
  public let gramian: [[Double]]
  /// The values whose gradients the rows are, [1, P], where they are taken on features.
  public let features: GradientRows?
  /// Where each shared value lies in the rows, where they are taken on features.
  public let featureBlocks: [FeatureBlock]
  /// The held-out half and what can be tried with it, where needs are `.bilevel`.
  public let bilevel: (any BilevelProblem)?
  /// Draws of this step, the same for every run of the cell.
  public var random: RandomStream

  /// Losses whose kind is not given are regressions.
  public init(
    epoch: Int, step: Int, epochs: Int, losses: [Double], kinds: [LossKind]? = nil,
    history: [[Double]] = [], learned: [Double] = [], gramian: [[Double]] = [],
    features: GradientRows? = nil, featureBlocks: [FeatureBlock] = [],
    bilevel: (any BilevelProblem)? = nil, random: RandomStream
  ) {
    self.epoch = epoch
    self.step = step
    self.epochs = epochs
    self.losses = losses
    self.kinds = kinds ?? losses.map { _ in .regression }
    self.history = history
    self.learned = learned
    self.gramian = gramian
    self.features = features
    self.featureBlocks = featureBlocks
    self.bilevel = bilevel
    self.random = random
  }
}

/// What a loss is the logarithm of: some schemes weight the two differently.
public enum LossKind: Sendable {
  case regression, classification
}

/// One shared value within rows that are taken on features: [frames, size] from `offset` on.
public struct FeatureBlock: Sendable, Hashable {
  public let offset: Int
  public let frames: Int
  /// Components of one frame.
  public let size: Int

  public init(offset: Int, frames: Int, size: Int) {
    self.offset = offset
    self.frames = frames
    self.size = size
  }
}

/// How tasks share a network. Written over the stages of a backbone and the steps of a decoder, it names neither.
public protocol Architecture: Configurable {
  /// Whether it trains a network for each task: a baseline, not a multi-task network.
  var trainsOneTask: Bool { get }
  /// Whether it changes what one stage of the encoder gives to the next, which only staged backbones allow.
  var worksByStages: Bool { get }
  /// The parts as it takes them, which it and the heads are built of: another form of the backbone, say. Throws `OptionError`
  /// where it cannot be built of these, beyond what the parts ask of each other.
  func taking(_ parts: NetworkParts) throws -> NetworkParts
  /// Makes the parameters and gives the forward pass to what every task's head reads. `parts` are those that `taking` gave.
  func build(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing
}

extension Architecture {
  public var trainsOneTask: Bool { false }
  public var worksByStages: Bool { false }
  public func taking(_ parts: NetworkParts) throws -> NetworkParts { parts }
}

/// From images, and what the network asks for at every step, to what every task's head reads, in the order of the tasks.
public typealias Sharing = (Value, StepInputs) -> [TaskFeatures]

/// What the head of one task reads: one value for `FeatureRequest.map` and `.pooled`.
public struct TaskFeatures {
  public let values: [Value]
  /// A scalar that is added to the task's training loss, as the entropy of gates; no part of the validation losses.
  public let penalty: Value?

  public init(_ values: [Value], penalty: Value? = nil) {
    self.values = values
    self.penalty = penalty
  }
}

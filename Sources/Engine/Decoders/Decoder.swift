/// Leads an encoder's features back towards the image's resolution, a step for each level, and from there to predictions
/// for every pixel. Architectures build it as often as they want, and may attend to what its steps take and give.
public protocol Decoder: Configurable {
  /// Throws `OptionError` where it cannot follow this encoder.
  func check(_ backbone: any Backbone) throws
  /// Channels of its steps, by the encoder's levels.
  func shape(over backbone: any Backbone) -> DecoderShape
  /// What the deepest step takes of the encoder's last level; the features themselves where there are no steps.
  func start(_ last: EncodedLevel) -> Value
  /// Whether features are made of the outputs of all levels at once. It then has no steps.
  var gathersLevels: Bool { get }
  /// Those features, of the levels' outputs, finest first.
  func gathered(_ levels: [Value]) -> Value
  /// Brings what comes from below to a level's resolution, and joins it with what the encoder left there.
  func join(_ level: Int, over backbone: any Backbone, in scope: ParameterScope) -> LevelJoin
  /// The layers of one level.
  /// - Parameters:
  ///   - inputs: channels that they take: those of the shape, or more where an architecture adds features.
  ///   - outputs: channels that they give.
  func stage(
    _ level: Int, over backbone: any Backbone, inputs: Int, outputs: Int, in scope: ParameterScope
  ) -> Stage
  /// Leads from the finest features to raw outputs at the frames' resolution.
  /// - Parameter features: channels of those features.
  func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer
}

extension Decoder {
  public func check(_ backbone: any Backbone) throws {}
  public func start(_ last: EncodedLevel) -> Value { last.p }
  public var gathersLevels: Bool { false }
  public func gathered(_ levels: [Value]) -> Value {
    preconditionFailure("a decoder that goes from level to level")
  }
}

/// Channels of a decoder's steps, finest level first.
public struct DecoderShape: Sendable, Hashable {
  /// Of what each step's stage takes.
  public let inputs: [Int]
  /// Of what it gives.
  public let outputs: [Int]
  /// Of what the deepest step takes from the encoder, or of the features where there are no steps.
  public let start: Int

  public init(inputs: [Int], outputs: [Int], start: Int) {
    precondition(inputs.count == outputs.count, "a step has inputs and outputs")
    self.inputs = inputs
    self.outputs = outputs
    self.start = start
  }

  /// Of what comes to a level from the one below.
  func below(_ level: Int) -> Int { level == outputs.count - 1 ? start : outputs[level + 1] }
  /// Of the finest features.
  var features: Int { outputs.first ?? start }
}

public typealias LevelJoin = @Sendable (_ below: Value, _ level: EncodedLevel) -> Value

/// One level of a decoder.
public struct DecoderStep: Sendable {
  let join: LevelJoin
  let stage: Stage
}

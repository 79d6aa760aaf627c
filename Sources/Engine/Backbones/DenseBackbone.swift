/// An encoder–decoder: for every level of the encoder it has a stage that leads back, and so a value for every
/// pixel. Its first stage takes the image itself.
public protocol DenseBackbone: Backbone {
  /// Channels that the decoder's stages give, by level: `widths` shifted by one.
  var decoderWidths: [Int] { get }
  /// Halves a stage's output, and remembers what `unpool` needs.
  func pool(_ p: Value) -> Pooled
  /// Leads a value back to the resolution from which `pooled` was taken.
  func unpool(_ x: Value, by pooled: Pooled) -> Value
  /// One decoder stage; it takes what was unpooled to `level`.
  func decoderStage(_ level: Int, inputs: Int, outputs: Int, in scope: ParameterScope) -> Stage
  /// Prediction layers on the last decoder stage: raw outputs.
  func head(outputs: Int, in scope: ParameterScope) -> any Layer
  /// Twice the channels in the last encoder stage (MTAN's Split, wide).
  func widened() -> any DenseBackbone
  /// Every convolution unit twice (MTAN's Split, deep).
  func deepened() -> any DenseBackbone
  /// A convolution unit of this family, for an architecture's own refinements; `number` where a
  /// place has several.
  func unit(_ inputs: Int, _ outputs: Int, in scope: ParameterScope, number: Int?) -> any Layer
}

extension DenseBackbone {
  public func descend(_ p: Value) -> Value { pool(p).value }

  /// Encoder stages of a network of its own, with parameters under `scope.stage(level)`. Every stage but
  /// the first takes `factor` times the channels of the one before.
  func encoderStages(factor: Int = 1, in scope: ParameterScope) -> [Stage] {
    widths.indices.map { level in
      encoderStage(
        level, inputs: level == 0 ? imageChannels : factor * widths[level - 1],
        in: scope.stage(level))
    }
  }

  /// Decoder stages by level, finest first; they take `factor` times the channels of the encoder's level.
  /// `finest` replaces the first.
  func decoderStages(
    factor: Int = 1, in scope: ParameterScope, finest: ((ParameterScope) -> Stage)? = nil
  ) -> [Stage] {
    widths.indices.map { level in
      if level == 0, let finest { return finest(scope.stage(0)) }
      return decoderStage(
        level, inputs: factor * widths[level], outputs: decoderWidths[level],
        in: scope.stage(level))
    }
  }
}

extension Backbone {
  /// Itself with its decoder; whoever builds has checked that there is one.
  var withDecoder: any DenseBackbone {
    guard let dense = self as? any DenseBackbone else {
      preconditionFailure("\(Self.name) is an encoder alone, expected a DenseBackbone")
    }
    return dense
  }
}

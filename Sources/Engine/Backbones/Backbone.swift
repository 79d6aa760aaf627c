/// An encoder–decoder seen as stages, from which architectures build what they share. It is built as often as
/// an architecture wants: once for hard sharing, once per task for cross-stitch.
public protocol Backbone: Configurable {
  /// Heights and widths of the frames must be multiples of this.
  var sizeMultiple: Int { get }
  /// Channels of the encoder's stages, finest first.
  var widths: [Int] { get }
  /// Channels that the decoder's stages give, by level: `widths` shifted by one.
  var decoderWidths: [Int] { get }
  /// One encoder stage at `level`; `entry` and `body` say where its parameters go.
  func encoderStage(_ level: Int, inputs: Int, entry: ParameterScope, body: ParameterScope) -> Stage
  /// One decoder stage; it takes what was unpooled to `level`.
  func decoderStage(
    _ level: Int, inputs: Int, outputs: Int, entry: ParameterScope, body: ParameterScope
  ) -> Stage
  /// Prediction layers on the last decoder stage: raw outputs.
  func head(outputs: Int, in scope: ParameterScope) -> any Layer
  /// Twice the channels in the last encoder stage (MTAN's Split, wide).
  func widened() -> any Backbone
  /// Every convolution unit twice (MTAN's Split, deep).
  func deepened() -> any Backbone
  /// A convolution unit of this family, for an architecture's own refinements.
  func unit(_ inputs: Int, _ outputs: Int, in scope: ParameterScope) -> any Layer
}

/// One resolution of a backbone: `entry` gives u, its first features; `body` gives p, its output.
public struct Stage {
  let entry: any Layer
  let body: any Layer

  public func callAsFunction(_ x: Value) -> (u: Value, p: Value) {
    let u = entry(x)
    return (u, body(u))
  }
}

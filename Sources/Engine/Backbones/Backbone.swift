/// An encoder seen as stages, from which architectures build what they share. It is built as often as an
/// architecture wants: once for hard sharing, once per task for cross-stitch. A backbone that also leads back to
/// the image's resolution is a `DenseBackbone`.
public protocol Backbone: Configurable {
  /// Heights and widths of the frames must be multiples of this.
  var sizeMultiple: Int { get }
  /// Channels of the stages' outputs p, finest first.
  var widths: [Int] { get }
  /// Channels that the first stage takes: the stem's, or the image's where there is no stem.
  var stemWidth: Int { get }
  /// What comes between the image and the first stage.
  func stem(in scope: ParameterScope) -> any Layer
  /// One encoder stage at `level`, 0 for the finest.
  func encoderStage(_ level: Int, inputs: Int, in scope: ParameterScope) -> Stage
  /// What the next stage takes of a stage's output p: p itself where that stage begins with a stride.
  func descend(_ p: Value) -> Value
  /// Channels of the features that are pooled over the image.
  var features: Int { get }
  /// What comes between the last stage and the pooling over the image.
  func closing(in scope: ParameterScope) -> any Layer
}

/// Without stem or closing layers, and with strides inside the stages.
extension Backbone {
  public var stemWidth: Int { imageChannels }
  public func stem(in scope: ParameterScope) -> any Layer { Chain([]) }
  public func descend(_ p: Value) -> Value { p }
  public var features: Int { widths[widths.count - 1] }
  public func closing(in scope: ParameterScope) -> any Layer { Chain([]) }
}

/// Channels of an image.
let imageChannels = 3

/// One resolution of a backbone: `entry` gives u, its first features; `body` gives p, its output. Of residual
/// networks, `body` is the last block.
public struct Stage {
  let entry: any Layer
  let body: any Layer

  public func callAsFunction(_ x: Value) -> (u: Value, p: Value) {
    let u = entry(x)
    return (u, body(u))
  }
}

extension ParameterScope {
  /// The place of the stage at a level: `stage1` is the finest.
  func stage(_ level: Int) -> ParameterScope { self["stage\(level + 1)"] }
}

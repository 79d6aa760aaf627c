/// An encoder seen as stages, from which architectures build what they share. It is built as often as an
/// architecture wants: once for hard sharing, once per task for cross-stitch. It does not lead back to the image's
/// resolution.
public protocol Backbone: Configurable {
  /// Heights and widths of the images that it is given are multiples of this: others are padded.
  var sizeMultiple: Int { get }
  /// Channels of the stages' outputs p, finest first.
  var widths: [Int] { get }
  /// Channels of the stages' first features u.
  var firstWidths: [Int] { get }
  /// Channels of the values within each stage that decoders may read beside u and p (`StageOutput.inner`).
  var innerWidths: [[Int]] { get }
  /// Channels that the first stage takes: the stem's, or the image's where there is no stem.
  var stemWidth: Int { get }
  /// The norms of the whole network.
  var norm: NormKind { get }
  /// What comes between the image and the first stage.
  func stem(in scope: ParameterScope) -> any Layer
  /// One encoder stage at `level`, 0 for the finest.
  func encoderStage(_ level: Int, inputs: Int, in scope: ParameterScope) -> Stage
  /// Whether stages follow one another, each on the output of the one before: what architectures that mix or double the
  /// values between stages need. Elsewhere all levels are made together, and there is no `encoderStage`.
  var isStaged: Bool { get }
  /// From the stem's output to u and p of every level, finest first, where these are made together.
  func together(in scope: ParameterScope) -> @Sendable (Value) -> [StageOutput]
  /// Whether `descend` remembers what unpooling needs.
  var remembersPlaces: Bool { get }
  /// What the next stage takes of a stage's output p: p itself where that stage begins with a stride.
  func descend(_ p: Value) -> Descent
  /// Channels of the features that are pooled over the image.
  var features: Int { get }
  /// What comes between the last stage and the pooling over the image.
  func closing(in scope: ParameterScope) -> any Layer
  /// A 3×3 convolution with norm and ReLU as this family has them, for decoders that mirror the encoder and for the
  /// refinements of architectures; `number` where a place has several.
  func unit(_ inputs: Int, _ outputs: Int, in scope: ParameterScope, number: Int?) -> any Layer
  /// How many units a stage that mirrors the encoder's has at a level.
  func units(at level: Int) -> Int
  /// What one of its parameters or running statistics, by its name in the encoder, is called in files of published weights; nil
  /// where nobody publishes such.
  func published(_ name: String) -> PublishedName?
  /// Itself in a published variant; nil where there is none.
  func varied(_ variant: BackboneVariant) -> (any Backbone)?
}

/// Without stem or closing layers, with as many channels throughout a stage, and with strides inside the stages.
extension Backbone {
  public var firstWidths: [Int] { widths }
  public var innerWidths: [[Int]] { widths.map { _ in [] } }
  public var norm: NormKind { .batch }
  public var isStaged: Bool { true }
  public func together(in scope: ParameterScope) -> @Sendable (Value) -> [StageOutput] {
    preconditionFailure("a backbone whose stages follow one another")
  }
  public var stemWidth: Int { imageChannels }
  public func stem(in scope: ParameterScope) -> any Layer { Chain([]) }
  public var remembersPlaces: Bool { false }
  public func descend(_ p: Value) -> Descent { Descent(value: p) }
  public var features: Int { widths[widths.count - 1] }
  public func closing(in scope: ParameterScope) -> any Layer { Chain([]) }

  public func unit(_ inputs: Int, _ outputs: Int, in scope: ParameterScope, number: Int?)
    -> any Layer
  {
    NormedConvolution(inputs, outputs, in: scope.drawingHe, number: number)
  }

  public func units(at level: Int) -> Int { 2 }
  public func published(_ name: String) -> PublishedName? { nil }
  public func varied(_ variant: BackboneVariant) -> (any Backbone)? { nil }
}

extension Backbone {
  /// The next size that it takes. What is beyond the frame is 0.
  public func padded(_ frame: ImageSize) -> ImageSize {
    func next(_ extent: Int) -> Int { (extent + sizeMultiple - 1) / sizeMultiple * sizeMultiple }
    return ImageSize(height: next(frame.height), width: next(frame.width))
  }
}

/// Larger forms of MTAN's Split (Liu et al. 2019).
public enum BackboneVariant: String, CaseIterable, Sendable {
  /// Twice the channels in the last encoder stage.
  case wide
  /// Every convolution twice.
  case deep
}

/// The way from a stage's output to the next stage.
public struct Descent {
  /// What the next stage takes.
  public let value: Value
  /// Where the maxima lay; nil where the backbone remembers no places.
  let pooled: Pooled?

  init(value: Value, pooled: Pooled? = nil) {
    self.value = value
    self.pooled = pooled
  }
}

/// Channels of an image.
let imageChannels = 3

/// One resolution of a backbone: `entry` gives u, its first features; `body` gives p, its output. Both have the same
/// extent. Of residual networks, `body` is the last block.
public struct Stage: Sendable {
  /// Layers one after the other, cut where a value is kept for decoders (`StageOutput.inner`).
  private let entry: [any Layer]
  private let body: any Layer

  init(entry: any Layer, body: any Layer) { self.init(entry: [entry], body: body) }

  init(entry: [any Layer], body: any Layer) {
    precondition(!entry.isEmpty, "a stage without first features")
    self.entry = entry
    self.body = body
  }

  public func callAsFunction(_ x: Value) -> StageOutput {
    var values: [Value] = []
    for layers in entry { values.append(layers(values.last ?? x)) }
    let u = values.removeLast()
    return StageOutput(u: u, p: body(u), inner: values)
  }
}

/// What one stage gives.
public struct StageOutput {
  public let u: Value
  public let p: Value
  /// Further values of the same extent, first to last: outputs of groups of blocks of other widths than the last has.
  public let inner: [Value]

  init(u: Value, p: Value, inner: [Value] = []) {
    self.u = u
    self.p = p
    self.inner = inner
  }
}

extension ParameterScope {
  /// The place of the stage at a level: `stage1` is the finest.
  func stage(_ level: Int) -> ParameterScope { self["stage\(level + 1)"] }
}

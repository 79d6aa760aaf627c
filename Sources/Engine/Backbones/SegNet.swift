/// SegNet (Badrinarayanan et al. 2017) in the form of Liu, Johns and Davison 2019 (MTAN): VGG-16's layout,
/// 3×3 convolutions with bias, batch norm and ReLU; max pooling whose places the decoder unpools by.
public struct SegNet: DenseBackbone {
  public static let name = "segnet"
  public static let summary =
    "SegNet, VGG-16 layout with unpooling, as in MTAN (Liu et al. 2019); 5 stages of 64…512 channels"

  public let widths: [Int]
  private let repeats: Int

  public init(_ options: inout Options) throws {
    let width = try options.take(
      "width", default: 1.0, in: 0.01...4, "factor on the channels of every stage; at least 8 stay")
    self.init(width: width)
  }

  public init(width: Double) {
    self.init(widths: [64, 128, 256, 512, 512].map { max(8, Int((Double($0) * width).rounded())) })
  }

  /// Channels of the five stages, finest first.
  public init(widths: [Int], repeats: Int = 1) {
    precondition(widths.count == 5, "SegNet has five stages, found \(widths)")
    self.widths = widths
    self.repeats = repeats
  }

  public var sizeMultiple: Int { 32 }
  public var decoderWidths: [Int] { [widths[0]] + widths.dropLast() }

  /// Convolution units after the first in the stage of a level: VGG-16's 2, 2, 3, 3, 3 in all.
  private func extras(_ level: Int) -> Int { level < 2 ? 1 : 2 }

  public func encoderStage(_ level: Int, inputs: Int, in scope: ParameterScope) -> Stage {
    stage(inputs, widths[level], extras(level), scope)
  }

  public func pool(_ p: Value) -> Pooled { p.maxPool2() }

  public func unpool(_ x: Value, by pooled: Pooled) -> Value { x.unpooled(by: pooled) }

  public func decoderStage(_ level: Int, inputs: Int, outputs: Int, in scope: ParameterScope)
    -> Stage
  {
    stage(inputs, outputs, extras(level), scope)
  }

  private func stage(_ inputs: Int, _ outputs: Int, _ extras: Int, _ scope: ParameterScope) -> Stage
  {
    Stage(
      entry: unit(inputs, outputs, in: scope, number: 1),
      body: Chain((0..<extras).map { unit(outputs, outputs, in: scope, number: 2 + $0) }))
  }

  public func unit(_ inputs: Int, _ outputs: Int, in scope: ParameterScope, number: Int?)
    -> any Layer
  {
    let first = ConvolutionUnit(inputs, outputs, in: scope, number: number)
    if repeats == 1 { return first }
    return Chain(
      [first]
        + (1..<repeats).map {
          ConvolutionUnit(outputs, outputs, in: scope["repeat\($0)"], number: number)
        })
  }

  /// A 3×3 convolution without norm or ReLU, then a 1×1 convolution to the outputs.
  public func head(outputs: Int, in scope: ParameterScope) -> any Layer {
    Chain([
      Convolution(widths[0], widths[0], in: scope["conv1"]),
      Convolution(widths[0], outputs, size: 1, in: scope["conv2"]),
    ])
  }

  public func widened() -> any DenseBackbone {
    SegNet(widths: widths.dropLast() + [2 * widths[4]], repeats: repeats)
  }

  public func deepened() -> any DenseBackbone { SegNet(widths: widths, repeats: 2 * repeats) }
}

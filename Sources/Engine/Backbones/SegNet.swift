/// SegNet (Badrinarayanan et al. 2017) in the form of Liu, Johns and Davison 2019 (MTAN): VGG-16's layout,
/// 3×3 convolutions with bias, batch norm and ReLU; max pooling that remembers its places, for `SegNetDecoder`.
public struct SegNet: Backbone {
  public static let name = "segnet"
  public static let summary =
    "SegNet, VGG-16 layout with unpooling, as in MTAN (Liu et al. 2019); 5 stages of 64…512 channels"

  public let widths: [Int]
  public let norm: NormKind
  let repeats: Int

  public init(_ options: inout Options) throws {
    let width = try options.take(
      "width", default: 1.0, in: 0.01...4, "factor on the channels of every stage; at least 8 stay")
    self.init(width: width, norm: try NormKind(&options))
  }

  public init(width: Double, norm: NormKind = .batch) {
    self.init(
      widths: [64, 128, 256, 512, 512].map { max(8, Int((Double($0) * width).rounded())) },
      norm: norm)
  }

  /// Channels of the five stages, finest first.
  public init(widths: [Int], repeats: Int = 1, norm: NormKind = .batch) {
    precondition(widths.count == 5, "SegNet has five stages, found \(widths)")
    self.widths = widths
    self.repeats = repeats
    self.norm = norm
  }

  public var sizeMultiple: Int { 32 }

  public func encoderStage(_ level: Int, inputs: Int, in scope: ParameterScope) -> Stage {
    .mirrored(level, of: self, inputs, widths[level], in: scope)
  }

  public var remembersPlaces: Bool { true }

  public func descend(_ p: Value) -> Descent {
    let pooled = p.maxPool2()
    return Descent(value: pooled.value, pooled: pooled)
  }

  /// VGG-16's layout.
  public func units(at level: Int) -> Int { level < 2 ? 2 : 3 }

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

  public func varied(_ variant: BackboneVariant) -> (any Backbone)? {
    switch variant {
    case .wide: SegNet(widths: widths.dropLast() + [2 * widths[4]], repeats: repeats, norm: norm)
    case .deep: SegNet(widths: widths, repeats: 2 * repeats, norm: norm)
    }
  }
}

extension Stage {
  /// The stage of a level as a backbone's units make it, in the encoder or back in a decoder: u follows the first unit.
  static func mirrored(
    _ level: Int, of backbone: any Backbone, _ inputs: Int, _ outputs: Int,
    in scope: ParameterScope
  ) -> Stage {
    Stage(
      entry: backbone.unit(inputs, outputs, in: scope, number: 1),
      body: Chain(
        (1..<backbone.units(at: level)).map {
          backbone.unit(outputs, outputs, in: scope, number: 1 + $0)
        }))
  }
}

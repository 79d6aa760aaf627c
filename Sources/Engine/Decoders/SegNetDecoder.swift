/// SegNet's decoder (Badrinarayanan et al. 2017) as Liu, Johns and Davison 2019 (MTAN) build it: values go back to the places
/// that their maxima came from, and stages mirror the encoder's. It follows backbones that remember these places.
public struct SegNetDecoder: Decoder {
  public static let name = "segnet"
  public static let summary =
    "Unpooling to the places of the maxima, stages that mirror the encoder's (Badrinarayanan et al. 2017)"

  public init() {}
  public init(_ options: inout Options) throws {}

  public func check(_ backbone: any Backbone) throws {
    guard !backbone.remembersPlaces else { return }
    let others = decoders.names.filter { $0 != Self.name }
    throw OptionError(
      key: "",
      message:
        "the decoder \(Self.name) undoes poolings that the "
        + "backbone \(type(of: backbone).name) does not have: name another of "
        + others.joined(separator: ", "))
  }

  public func shape(over backbone: any Backbone) -> DecoderShape {
    let widths = backbone.widths
    return DecoderShape(
      inputs: widths, outputs: [widths[0]] + widths.dropLast(), start: widths[widths.count - 1])
  }

  public func start(_ last: EncodedLevel) -> Value { last.descent.value }

  public func join(_ level: Int, over backbone: any Backbone, in scope: ParameterScope)
    -> LevelJoin
  {
    { below, level in
      guard let pooled = level.descent.pooled else {
        preconditionFailure("a backbone without places to unpool to")
      }
      return below.unpooled(by: pooled)
    }
  }

  public func stage(
    _ level: Int, over backbone: any Backbone, inputs: Int, outputs: Int, in scope: ParameterScope
  ) -> Stage {
    .mirrored(level, of: backbone, inputs, outputs, in: scope)
  }

  /// A 3×3 convolution without norm or ReLU, then a 1×1 convolution to the outputs.
  public func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer {
    Chain([
      Convolution(features, features, in: scope["conv1"]),
      Convolution(features, outputs, size: 1, in: scope["conv2"]),
    ])
  }
}

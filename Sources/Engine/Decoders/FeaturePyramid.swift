/// Feature Pyramid Network (Lin et al., CVPR 2017) down to its finest level: the encoder's outputs, each through a 1×1
/// convolution to one width, are added to what comes from below; a 3×3 convolution ends the finest level. Enlarged
/// bilinearly, so that frames may have any size.
public struct FeaturePyramid: Decoder {
  public static let name = "fpn"
  public static let summary =
    "Feature pyramid: the encoder's outputs added from the deepest to the finest (Lin et al. 2017)"

  private let width: Int

  public init(_ options: inout Options) throws {
    width = try options.take("width", default: 256, in: 8...1024, "channels of every level")
  }

  public func shape(over backbone: any Backbone) -> DecoderShape {
    let steps = Array(repeating: width, count: backbone.widths.count - 1)
    return DecoderShape(inputs: steps, outputs: steps, start: backbone.widths.last!)
  }

  public func join(_ level: Int, over backbone: any Backbone, in scope: ParameterScope)
    -> LevelJoin
  {
    let scope = scope.drawingHe
    let lateral = Convolution(backbone.widths[level], width, size: 1, in: scope["lateral"])
    let shape = shape(over: backbone)
    // The encoder's last output has no step of its own: its lateral convolution belongs to the first step.
    let top =
      level == shape.outputs.count - 1
      ? Convolution(shape.start, width, size: 1, in: scope["top"]) : nil
    return { below, level in
      lateral(level.p) + (top?(below) ?? below).resized(to: level.p)
    }
  }

  /// Nothing but at the finest level, or where an architecture adds features.
  public func stage(
    _ level: Int, over backbone: any Backbone, inputs: Int, outputs: Int, in scope: ParameterScope
  ) -> Stage {
    let isNothing = level > 0 && inputs == outputs
    return Stage(
      entry: Chain(isNothing ? [] : [NormedConvolution(inputs, outputs, in: scope.drawingHe)]),
      body: Chain([]))
  }

  public func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer {
    convolutionalPredictor(outputs, features: features, frame: frame, in: scope)
  }
}

/// A fully convolutional head on the encoder's last output (Long, Shelhamer and Darrell, CVPR 2015), in torchvision's layout
/// without its dropout: a 3×3 convolution to a quarter of the channels, a 1×1 convolution, and bilinear enlargement. It has
/// no steps: the coarsest decoder there is.
public struct FullyConvolutional: Decoder {
  public static let name = "fcn"
  public static let summary =
    "Predictions from the encoder's last output, enlarged (Long et al. 2015; torchvision's FCN head)"

  public init(_ options: inout Options) throws {}

  public func check(_ backbone: any Backbone) throws { try requireStages(of: backbone) }

  public func shape(over backbone: any Backbone) -> DecoderShape {
    DecoderShape(inputs: [], outputs: [], start: backbone.widths[backbone.widths.count - 1])
  }

  public func join(_ level: Int, over backbone: any Backbone, in scope: ParameterScope)
    -> LevelJoin
  {
    preconditionFailure("this decoder has no steps")
  }

  public func stage(
    _ level: Int, over backbone: any Backbone, inputs: Int, outputs: Int, in scope: ParameterScope
  ) -> Stage {
    preconditionFailure("this decoder has no steps")
  }

  public func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer {
    convolutionalPredictor(
      outputs, features: features, width: max(8, features / 4), frame: frame, in: scope)
  }
}

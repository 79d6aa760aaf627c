/// A fully convolutional head on the encoder's last output (Long, Shelhamer and Darrell, CVPR 2015), in torchvision's layout
/// without its dropout: a 3×3 convolution to a quarter of the channels, a 1×1 convolution, and bilinear enlargement. It has
/// no steps: the coarsest decoder there is.
public struct FullyConvolutional: SteplessDecoder {
  public static let name = "fcn"
  public static let summary =
    "Predictions from the encoder's last output, enlarged (Long et al. 2015; torchvision's FCN head)"

  public init(_ options: inout Options) throws {}

  public func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer {
    convolutionalPredictor(
      outputs, features: features, width: max(8, features / 4), frame: frame, in: scope)
  }
}

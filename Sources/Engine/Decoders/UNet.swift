/// U-Net's decoder (Ronneberger, Fischer and Brox, MICCAI 2015) on any encoder: what comes from below is enlarged, set beside
/// the encoder's output of the level, and taken through two 3×3 convolutions. Enlarged bilinearly where the paper has
/// transposed convolutions, so that frames may have any size.
public struct UNet: Decoder {
  public static let name = "unet"
  public static let summary =
    "Enlarged features beside the encoder's, two 3×3 convolutions a level (Ronneberger et al. 2015)"

  public init(_ options: inout Options) throws {}

  public func shape(over backbone: any Backbone) -> DecoderShape {
    let widths = backbone.widths
    let outputs = Array(widths.dropLast())
    return DecoderShape(
      inputs: outputs.indices.map { widths[$0] + widths[$0 + 1] }, outputs: outputs,
      start: widths[widths.count - 1])
  }

  public func join(_ level: Int, over backbone: any Backbone, in scope: ParameterScope)
    -> LevelJoin
  {
    { below, level in concatenate([level.p, below.resized(to: level.p)]) }
  }

  public func stage(
    _ level: Int, over backbone: any Backbone, inputs: Int, outputs: Int, in scope: ParameterScope
  ) -> Stage {
    let scope = scope.drawingHe
    return Stage(
      entry: NormedConvolution(inputs, outputs, in: scope, number: 1),
      body: NormedConvolution(outputs, outputs, in: scope, number: 2))
  }

  public func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer {
    convolutionalPredictor(outputs, features: features, frame: frame, in: scope)
  }
}

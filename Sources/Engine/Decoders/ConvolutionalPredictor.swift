/// A 3×3 convolution with batch norm and ReLU, a 1×1 convolution to the outputs, and these enlarged to the frame.
func convolutionalPredictor(
  _ outputs: Int, features: Int, width: Int? = nil, frame: ImageSize, in scope: ParameterScope
) -> any Layer {
  let width = width ?? features
  return Chain([
    NormedConvolution(features, width, in: scope.drawingHe, number: 1),
    Convolution(width, outputs, size: 1, in: scope["conv2"]),
    Resized(height: frame.height, width: frame.width),
  ])
}

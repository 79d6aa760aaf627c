/// PSPNet's head (Zhao, Shi, Qi, Wang and Jia, CVPR 2017) without its auxiliary loss and dropout: means of the encoder's last output over grids
/// of 1, 2, 3 and 6 windows a side, each through a 1×1 convolution to a quarter of the channels, enlarged and set beside that
/// output; a 3×3 and a 1×1 convolution. It has no steps, so that every task has a pyramid of its own.
public struct PyramidPooling: SteplessDecoder {
  public static let name = "psp"
  public static let summary =
    "Means over grids of several sizes beside the encoder's last output (PSPNet; Zhao et al. 2017)"

  private static let grids = [1, 2, 3, 6]

  public init(_ options: inout Options) throws {}

  public func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer {
    let width = max(8, features / 4)
    return Chain([
      Pyramid(features, width, grids: Self.grids, in: scope["pyramid"]),
      convolutionalPredictor(
        outputs, features: features + Self.grids.count * width, width: width, frame: frame,
        in: scope),
    ])
  }
}

private struct Pyramid: Layer {
  private let levels: [(grid: Int, layer: NormedConvolution)]

  init(_ inputs: Int, _ width: Int, grids: [Int], in scope: ParameterScope) {
    levels = grids.map { grid in
      (grid, NormedConvolution(inputs, width, size: 1, in: scope.drawingHe["grid\(grid)"]))
    }
  }

  func callAsFunction(_ x: Value) -> Value {
    concatenate(
      [x]
        + levels.map { level in
          level.layer(x.adaptiveAverage(height: level.grid, width: level.grid)).resized(to: x)
        })
  }
}

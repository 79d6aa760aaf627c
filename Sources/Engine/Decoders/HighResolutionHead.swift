/// The head of HRNet (Wang et al., TPAMI 2020, HRNetV2) as Vandenhende et al. 2021 have it for several tasks: the outputs of all levels,
/// enlarged to the finest and side by side, a 1×1 convolution with norm and ReLU, and one to the outputs. It has no steps and
/// follows any encoder.
public struct HighResolutionHead: SteplessDecoder {
  public static let name = "hrnet-head"
  public static let summary =
    "The outputs of all levels side by side, two 1×1 convolutions (HRNetV2; Wang et al. 2020)"

  public init(_ options: inout Options) throws {}

  public var gathersLevels: Bool { true }

  public func gathered(_ levels: [Value]) -> Value {
    concatenate(levels.map { $0.resized(to: levels[0]) })
  }

  public func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer {
    let he = scope.drawingHe
    return Chain([
      Convolution(features, features, size: 1, in: he["conv1"]),
      Normalization(features, activation: .relu, in: scope["bn1"]),
      Convolution(features, outputs, size: 1, in: scope["conv2"]),
      Resized(height: frame.height, width: frame.width),
    ])
  }
}

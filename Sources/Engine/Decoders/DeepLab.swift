/// DeepLabv3's head (Chen, Papandreou, Schroff and Adam 2017, "Rethinking atrous convolution") in torchvision's layout without its
/// dropout: atrous spatial pyramid pooling of the encoder's last output, a 3×3 and a 1×1 convolution, and bilinear enlargement. It
/// has no steps, so that every task has a pyramid of its own. Made for encoders that end at an eighth of the resolution
/// (`output-stride: 8`); follows any.
public struct DeepLab: SteplessDecoder {
  public static let name = "deeplab"
  public static let summary =
    "Dilated convolutions of several rates and the image's mean, side by side (DeepLabv3; Chen et al. 2017)"

  private let rates: [Int]
  private let width: Int

  public init(_ options: inout Options) throws {
    let key = "rates"
    let rates = try options.take(
      key, default: [12, 24, 36], in: 1...256,
      "dilations of the 3×3 convolutions: 12, 24 and 36 for encoders that end at an eighth of the resolution, half of that for a sixteenth"
    )
    guard !rates.isEmpty, rates.count <= 8, rates.allSatisfy({ $0 == $0.rounded() }) else {
      throw OptionError(key: key, message: "found \(rates), expected one to eight whole numbers")
    }
    self.rates = rates.map { Int($0) }
    width = try options.take("width", default: 256, in: 8...1024, "channels of every branch")
  }

  public func predictor(
    _ outputs: Int, features: Int, frame: ImageSize, in scope: ParameterScope
  ) -> any Layer {
    Chain([
      SpatialPyramid(features, width, rates: rates, in: scope["aspp"]),
      convolutionalPredictor(outputs, features: width, frame: frame, in: scope),
    ])
  }
}

/// Atrous spatial pyramid pooling: a 1×1 convolution, dilated 3×3 convolutions and a 1×1 convolution of the image's mean, side by side,
/// then a 1×1 convolution to one width; all with batch norm and ReLU.
private struct SpatialPyramid: Layer {
  private let pixel: NormedConvolution
  private let dilated: [NormedConvolution]
  private let mean: NormedConvolution
  private let project: NormedConvolution

  init(_ inputs: Int, _ width: Int, rates: [Int], in scope: ParameterScope) {
    let scope = scope.drawingHe
    pixel = NormedConvolution(inputs, width, size: 1, in: scope["pixel"])
    dilated = rates.enumerated().map { index, rate in
      NormedConvolution(inputs, width, dilation: rate, in: scope["dilated\(index + 1)"])
    }
    mean = NormedConvolution(inputs, width, size: 1, in: scope["mean"])
    project = NormedConvolution((rates.count + 2) * width, width, size: 1, in: scope["project"])
  }

  func callAsFunction(_ x: Value) -> Value {
    project(
      concatenate(
        [pixel(x)] + dilated.map { $0(x) } + [mean(x.globalAverage()).resized(to: x)]))
  }
}

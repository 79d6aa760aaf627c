/// Squeeze-and-excitation (Hu, Shen and Sun, CVPR 2018, §3), as in torchvision's EfficientNet: the mean of every channel over
/// the image, two layers with biases, SiLU between them, and a sigmoid whose value scales the channel.
/// 1×1 convolutions of a single pixel are linear layers; they are called `fc1` and `fc2` as there.
struct SqueezeExcitation: Layer {
  private let squeeze: Linear
  private let excite: Linear

  init(_ channels: Int, squeezed: Int, in scope: ParameterScope) {
    squeeze = Linear(channels, squeezed, in: scope["fc1"])
    excite = Linear(squeezed, channels, in: scope["fc2"])
  }

  func callAsFunction(_ x: Value) -> Value {
    let hidden = squeeze(x.globalAverage())
    return x.gatedChannels(by: excite(SiLU()(hidden)))
  }
}

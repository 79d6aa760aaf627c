/// How far an encoder made for ImageNet lowers the resolution. With 16 or 8 the last stages that would have lowered it keep it, and their
/// convolutions are dilated instead, so that every output still sees as much of the image (Yu, Koltun and Funkhouser, CVPR 2017;
/// Chen et al. 2017, DeepLabv3 §3).
struct OutputStride: Sendable {
  /// What a stage's first convolution of more than one pixel has, and the others behind it.
  struct Step: Sendable, Hashable {
    let stride: Int
    let first: Int
    let rest: Int
  }

  static let meaning =
    "32, 16 or 8: how far the resolution falls with the stem imagenet; below 32 the last stages keep it and are dilated"
  static let key = "output-stride"

  private let kept: Int

  /// Takes the option. Throws `OptionError`.
  init(_ options: inout Options) throws {
    let stride = try options.take(
      Self.key, default: 32, in: 1...1024, isLater: true, Self.meaning)
    guard let kept = [32, 16, 8].firstIndex(of: stride) else {
      throw OptionError(key: Self.key, message: "found \(stride), expected 32, 16 or 8")
    }
    self.kept = kept
  }

  /// Of every stage, finest first. Where a stage keeps the resolution, the convolution that had the stride sees the pixels that it
  /// would have seen, and all that follow are as far apart as the strides before have made them.
  /// - Parameter strides: of the stages' first blocks, as published.
  func steps(_ strides: [Int]) -> [Step] {
    var dilation = 1
    return strides.enumerated().map { level, stride in
      guard level >= strides.count - kept else {
        return Step(stride: stride, first: 1, rest: 1)
      }
      defer { dilation *= stride }
      return Step(stride: 1, first: dilation, rest: dilation * stride)
    }
  }
}

import KernelTable

/// What images are to a network that was trained on images so normalised: (x − mean) / deviation for each channel, of colours from 0
/// to 1. It has no parameters and comes before the first layer, whose padding is then that of the published network: folded
/// into the convolution it would be another at the border.
public struct InputNormalization: Hashable, Sendable {
  public let mean: [Float]
  public let deviation: [Float]

  /// Of ImageNet's training images: what torchvision's weights and most of timm's expect.
  public static let imageNet = InputNormalization(
    mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

  /// From −1 to 1: what weights from TensorFlow expect.
  public static let half = InputNormalization(
    mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])

  init(mean: [Float], deviation: [Float]) {
    precondition(mean.count == 3 && deviation.count == 3 && deviation.allSatisfy { $0 > 0 })
    self.mean = mean
    self.deviation = deviation
  }
}

extension Value {
  /// [N, H, W, 3] → [N, H, W, 3].
  func normalized(by normalization: InputNormalization) -> Value {
    precondition(extent.channels == normalization.mean.count, "\(extent)")
    return tape.record(InputNormalizationPrimitive(normalization), [self], extent)
  }
}

private final class InputNormalizationPrimitive: Primitive {
  var kind: LayerKind { .normalization }
  var backwardReads: BackwardReads { [] }
  private let scale: [Float]
  private let shift: [Float]

  init(_ normalization: InputNormalization) {
    scale = normalization.deviation.map { 1 / $0 }
    shift = zip(normalization.mean, normalization.deviation).map { -$0 / $1 }
  }

  func forward(_ node: Node, _ pass: Pass) {
    let channels = node.extent.channels
    let (x, y) = (node.inputs[0].data!, node.data!)
    node.team.split(node.extent.batch, by: 1) { frames, _ in
      let rows = node.extent.height * node.extent.width
      let first = frames.lowerBound * rows * channels
      scale.withUnsafeBufferPointer { scale in
        shift.withUnsafeBufferPointer { shift in
          Engine.kernels.channelAffine(
            frames.count * rows, channels, x + first, scale.baseAddress!, shift.baseAddress!,
            false, y + first)
        }
      }
    }
  }

  /// Nothing below it is trained: images have no gradient.
  func backward(_ node: Node, _ sweep: Sweep) {
    preconditionFailure("an image of a network takes no gradient")
  }
}

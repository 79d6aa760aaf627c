/// The loss of a box by generalised intersection over union, 1 − GIoU (Rezatofighi et al., CVPR 2019), of two boxes around one location that
/// lies in both: IoU less the share of the smallest box around both that neither covers. As in torchvision, denominators
/// are raised by 10⁻⁷.
enum GIoULoss {
  private static let epsilon: Float = 1e-7

  /// The loss, and its derivatives by the predicted sides, which are 0 or more.
  static func value(_ predicted: Sides, _ truth: Sides) -> (loss: Float, slopes: Sides) {
    let width = Span(predicted.left, predicted.right, truth.left, truth.right)
    let height = Span(predicted.top, predicted.bottom, truth.top, truth.bottom)
    let common = width.common * height.common
    let union = width.own * height.own + width.other * height.other - common
    let around = width.around * height.around
    let (unionRaised, aroundRaised) = (union + epsilon, around + epsilon)
    let loss = 1 - (common / unionRaised - (around - union) / aroundRaised)
    // By the predicted extent: of what is common, of the box itself and of what is around both.
    let byUnion = common / (unionRaised * unionRaised) - 1 / aroundRaised
    let byCommon = -1 / unionRaised
    let byAround = (union + epsilon) / (aroundRaised * aroundRaised)
    func slope(_ side: Span.Slope, across other: Span) -> Float {
      let common = side.common * other.common
      let area = other.own
      return byCommon * common + byUnion * (area - common) + byAround * side.around * other.around
    }
    return (
      loss,
      Sides(
        left: slope(width.slope(predicted.left, truth.left), across: height),
        top: slope(height.slope(predicted.top, truth.top), across: width),
        right: slope(width.slope(predicted.right, truth.right), across: height),
        bottom: slope(height.slope(predicted.bottom, truth.bottom), across: width))
    )
  }

  /// Both boxes along one axis.
  private struct Span {
    let own: Float
    let other: Float
    let common: Float
    let around: Float

    init(_ first: Float, _ last: Float, _ otherFirst: Float, _ otherLast: Float) {
      own = first + last
      other = otherFirst + otherLast
      common = min(first, otherFirst) + min(last, otherLast)
      around = max(first, otherFirst) + max(last, otherLast)
    }

    /// How much of a side's growth goes into what is common and what is around: it goes into one of them.
    typealias Slope = (common: Float, around: Float)
    func slope(_ side: Float, _ other: Float) -> Slope {
      // As PyTorch's minimum and maximum, equal ones share.
      side == other ? (0.5, 0.5) : side < other ? (1, 0) : (0, 1)
    }
  }
}

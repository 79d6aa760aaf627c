import Foundation
import KernelTable

/// A class for every pixel. Loss: negative log-likelihood of the log-softmax over pixels that are not void.
public struct Segmentation: LearningTask {
  public static let name = "segmentation"
  public static let summary =
    "A class for every pixel: cross-entropy ignoring −1; mIoU, pixel accuracy, IoU of each class"

  public let classes: Int

  public init(_ options: inout Options) throws {
    classes = try options.take("classes", default: 13, in: 2...255, "number of classes")
  }

  public var reads: FeatureRequest { .map }
  public var outputs: [Int] { [classes] }
  public var lossKind: LossKind { .classification }

  public func slots(on frame: ImageSize) -> [Extent] { [Extent(1, frame.height, frame.width, 1)] }

  /// A class for every pixel, [H, W]; −1 is void.
  public func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>])
    -> Int
  {
    let pixels = view.size.height * view.size.width
    guard let label else {
      slots[0].update(repeating: -1, count: pixels)
      return 0
    }
    view.copyNearest(from: label.checked(pixels, name), to: slots[0], channels: 1)
    return labelled(slots[0], pixels) { $0[0] >= 0 && $0[0] < Float(classes) }
  }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    answer[0].masked(CrossEntropy(classes: classes), targets[0])
  }

  public func scorer() -> any Scorer { SegmentationScorer(classes) }

  /// The most frequent class everywhere: its IoU is its share of the pixels, that of all others 0.
  public func bestConstant(_ targets: [[Float]]) -> [[Float]]? {
    logShares(of: targets[0], classes: classes).map { [$0] }
  }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    (0..<frame.height * frame.width).map { _ in Float(random.index(below: classes)) }
  }

  public var pictureChannels: Int { 1 }

  public func picture(_ values: [UnsafePointer<Float>], _ size: ImageSize, isTarget: Bool)
    -> PictureData?
  {
    let values = values[0]
    let bytes = (0..<size.height * size.width).map { pixel -> UInt8 in
      if isTarget { return values[pixel] < 0 ? 255 : UInt8(values[pixel]) }
      return UInt8(largest(values + pixel * classes, classes))
    }
    return PictureData(kind: .labels, size: size, range: [0, Double(classes)], bytes: bytes)
  }
}

/// Over the whole split.
private final class SegmentationScorer: Scorer {
  private let classes: Int
  private var overlaps: ClassOverlaps

  init(_ classes: Int) {
    self.classes = classes
    overlaps = ClassOverlaps(classes)
  }

  func add(_ batch: AnsweredFrames) {
    let (prediction, target) = (batch.answer[0], batch.targets[0])
    for pixel in 0..<batch.pixels where target[pixel] >= 0 {
      let guess = largest(prediction + pixel * classes, classes)
      overlaps.add(truth: Int(target[pixel]), guess: guess)
    }
  }

  var values: [MetricValue] { overlaps.values }
}

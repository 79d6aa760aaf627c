/// One thing a network learns to predict: the channels it needs, its loss, its scores.
/// (`Task` is Swift concurrency's word.)
public protocol LearningTask: Configurable {
  /// Channels of the head's raw output.
  var outputs: Int { get }
  /// What its targets are, for augmentation and resizing.
  var geometry: TargetGeometry { get }
  /// Channels of the target.
  var targetChannels: Int { get }
  /// The training loss, a scalar value, from the head's raw output [N, H, W, outputs] and the target
  /// [N, H, W, targetChannels]: the mean over the batch's valid pixels, or over its valid images where H and W are 1.
  func loss(_ prediction: Value, _ target: Value) -> Value
  /// How many of the positions have a label: the others say nothing to the loss and the scores.
  /// A position is a pixel, or an image where the task predicts no map, of `targetChannels` floats.
  func labelledPositions(_ targets: UnsafePointer<Float>, positions: Int) -> Int
  /// What the loss is the negative logarithm of, for schemes that weight the two differently.
  var lossKind: LossKind { get }
  /// A fresh accumulator of the task's metrics.
  func scorer() -> any Scorer
  /// The picture of one frame, quantised for a record; `values` is a raw output or a target. Nil where the
  /// task predicts no map.
  func picture(_ values: UnsafePointer<Float>, _ size: ImageSize, isTarget: Bool) -> PictureData?
}

extension LearningTask {
  public var name: String { Self.name }

  /// Whether it predicts something for every pixel; else one vector for every image.
  public var predictsMap: Bool { geometry != .image }

  /// Height and width of its outputs and targets on frames of a size.
  public func size(on frames: ImageSize) -> ImageSize {
    predictsMap ? frames : ImageSize(height: 1, width: 1)
  }

  /// The number of positions whose target, `targetChannels` floats, has a label.
  func countPositions(
    _ targets: UnsafePointer<Float>, _ positions: Int,
    where hasLabel: (UnsafePointer<Float>) -> Bool
  ) -> Int {
    (0..<positions).count { hasLabel(targets + $0 * targetChannels) }
  }
}

/// What a target's numbers mean in space.
public enum TargetGeometry: Sendable {
  /// Class index per pixel, −1 void: resampled by the nearest neighbour.
  case labels
  /// Metres, 0 missing: divided by the zoom.
  case distance
  /// Unit vectors in camera coordinates, 0 missing: x negated by a flip.
  case directions
  /// Values of the image as a whole, [N, 1, 1, c]: the same in every view of it.
  case image
}

/// One metric's value with what a reader must know of it.
public struct MetricValue: Sendable, Hashable, Codable {
  public enum Direction: String, Sendable, Codable { case higher, lower }
  /// The field's name: `mIoU`, `absolute error`.
  public let metric: String
  public let value: Double
  public let better: Direction
  /// `%` (the value is a fraction), `m`, `°`, `years` or empty.
  public let unit: String
  /// Whether it counts in Δp and Δm.
  public let counts: Bool
}

/// How metrics are pooled over a split.
public enum Pooling: String, CaseIterable, Sendable {
  /// Over all valid pixels of the split.
  case pixels
  /// The mean over batches of the batch's value, as lorenmt/mtan computes depth and normals.
  case batches
}

/// Streaming metrics: batches are added, values read at the end.
public protocol Scorer: AnyObject {
  /// `prediction` is the head's raw output [frames, H, W, outputs], `target` [frames, H, W, targetChannels];
  /// `size` is H and W.
  func add(
    _ prediction: UnsafePointer<Float>, _ target: UnsafePointer<Float>, frames: Int, size: ImageSize
  )
  /// A metric that no pixel defines is left out.
  var values: [MetricValue] { get }
}

/// A small 8-bit picture.
public struct PictureData: Sendable, Hashable {
  public enum Kind: String, Sendable { case colour, labels, scalar, vectors }
  public let kind: Kind
  public let size: ImageSize
  /// What 1 and 255 stand for (`scalar`), or 0 and the number of classes (`labels`).
  public let range: [Double]
  /// Row by row, channels interleaved.
  public let bytes: [UInt8]
}

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

/// What a network said of some frames, and what is known of them.
public struct AnsweredFrames {
  public let frames: Int
  public let size: ImageSize
  /// The values of the task's answer, each of all frames.
  public let answer: [UnsafePointer<Float>]
  /// The task's slots, each of all frames.
  public let targets: [UnsafePointer<Float>]

  public init(
    frames: Int, size: ImageSize, answer: [UnsafePointer<Float>], targets: [UnsafePointer<Float>]
  ) {
    self.frames = frames
    self.size = size
    self.answer = answer
    self.targets = targets
  }

  /// Of all frames.
  var pixels: Int { frames * size.height * size.width }
}

/// Streaming metrics: batches are added, values read at the end.
public protocol Scorer: AnyObject {
  func add(_ batch: AnsweredFrames)
  /// A metric that no position defines is left out.
  var values: [MetricValue] { get }
  /// Where every image is of one of a few classes; nil otherwise, and where none has a label.
  var confusion: ConfusionMatrix? { get }
}

extension Scorer {
  public var confusion: ConfusionMatrix? { nil }
}

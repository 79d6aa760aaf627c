/// Where the frames of a split are: in memory, or in a file.
protocol FrameSource: Sendable {
  /// Writes an image, [H, W, 3] in 0…1. Throws `DataError`.
  func copyImage(of frame: Int, to target: UnsafeMutablePointer<Float>) throws
  /// Writes the label of a task, which has room for the most numbers that one has. Throws `DataError`.
  /// - Returns: how many numbers it has; nil where the frame has no label.
  func copyLabel(of task: String, _ frame: Int, to target: UnsafeMutablePointer<Float>) throws
    -> Int?
}

/// The frames of one split, to be read one by one.
public struct Samples: Sendable {
  /// Stable names of the frames (`0042`).
  public let ids: [String]
  /// Of every image.
  public let size: ImageSize
  /// How labels are given, by task name.
  public let labels: [String: LabelLayout]
  let source: any FrameSource

  init(
    ids: [String], size: ImageSize, labels: [String: LabelLayout], source: any FrameSource
  ) {
    self.ids = ids
    self.size = size
    self.labels = labels
    self.source = source
  }

  public var count: Int { ids.count }

  /// Floats of an image.
  var imageCount: Int { size.height * size.width * imageChannels }

  /// Writes an image, [H, W, 3] in 0…1. Throws `DataError` where it cannot be read.
  public func copyImage(of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    try source.copyImage(of: frame, to: target)
  }

  /// Gives the label of one of the tasks in `labels`; nil where the frame has none. Throws as `copyImage`.
  /// - Parameter room: for as many floats as a label has at most.
  public func withLabel<Result>(
    of task: String, _ frame: Int, room: UnsafeMutablePointer<Float>,
    _ body: (Label?) throws -> Result
  ) throws -> Result {
    let count = try source.copyLabel(of: task, frame, to: room)
    return try body(count.map { Label(start: room, count: $0) })
  }
}

/// Selection uses `validation`, the final figures `test`, once.
public struct Splits: Sendable {
  public let train: Samples
  public let validation: Samples
  public let test: Samples
  public init(train: Samples, validation: Samples, test: Samples) {
    self.train = train
    self.validation = validation
    self.test = test
  }
}

extension Samples {
  /// Frames in tensors: images [N, H, W, 3], and by task name labels [N, …].
  public init(ids: [String], images: Tensor, targets: [String: Tensor]) {
    precondition(
      images.shape[0] == ids.count && targets.values.allSatisfy { $0.shape[0] == ids.count })
    self.init(
      ids: ids, size: ImageSize(height: images.shape[1], width: images.shape[2]),
      labels: targets.mapValues {
        LabelLayout(.floats, count: $0.shape.dropFirst().reduce(1, *))
      },
      source: TensorFrames(images: images, targets: targets))
  }
}

private struct TensorFrames: FrameSource {
  let images: Tensor
  let targets: [String: Tensor]

  func copyImage(of frame: Int, to target: UnsafeMutablePointer<Float>) {
    target.update(from: images.row(frame), count: images.count / images.shape[0])
  }

  func copyLabel(of task: String, _ frame: Int, to target: UnsafeMutablePointer<Float>) -> Int? {
    let tensor = targets[task]!
    let count = tensor.count / tensor.shape[0]
    target.update(from: tensor.row(frame), count: count)
    return count
  }
}

/// Frames that are all in memory.
struct KeptFrames: FrameSource {
  let frames: [Frame]

  func copyImage(of frame: Int, to target: UnsafeMutablePointer<Float>) {
    frames[frame].image.copy(to: target)
  }

  func copyLabel(of task: String, _ frame: Int, to target: UnsafeMutablePointer<Float>) -> Int? {
    frames[frame].copyLabel(of: task, to: target)
  }
}

/// Decodes a frame each time it is read.
struct DecodedFrames: FrameSource {
  let dataset: OpenedDataset
  let split: SplitName

  func copyImage(of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    try dataset.frame(frame, of: split).image.copy(to: target)
  }

  func copyLabel(of task: String, _ frame: Int, to target: UnsafeMutablePointer<Float>) throws
    -> Int?
  {
    try dataset.frame(frame, of: split).copyLabel(of: task, to: target)
  }
}

extension Frame {
  /// The count of its numbers; nil where there is none.
  func copyLabel(of task: String, to target: UnsafeMutablePointer<Float>) -> Int? {
    guard let values = labels[task] else { return nil }
    values.copy(to: target)
    return values.count
  }
}

/// Where the frames of a split are: in memory, or in a file.
protocol FrameSource: Sendable {
  /// One quantity of a frame, the image (nil) or the label of a task, as floats. Throws `DataError`.
  func copy(_ task: String?, of frame: Int, to target: UnsafeMutablePointer<Float>) throws
}

/// The frames of one split, to be read one by one.
public struct Samples: Sendable {
  /// Stable names of the frames (`0042`).
  public let ids: [String]
  /// Of every image.
  public let size: ImageSize
  /// Floats of a label, by task name: pixels times channels, or the channels of the image as a whole.
  public let labelCounts: [String: Int]
  private let source: any FrameSource

  init(ids: [String], size: ImageSize, labelCounts: [String: Int], source: any FrameSource) {
    self.ids = ids
    self.size = size
    self.labelCounts = labelCounts
    self.source = source
  }

  public var count: Int { ids.count }

  /// Floats of an image.
  var imageCount: Int { size.height * size.width * imageChannels }

  /// Writes an image, [H, W, 3] in 0…1. Throws `DataError` where it cannot be read.
  public func copyImage(of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    try source.copy(nil, of: frame, to: target)
  }

  /// Writes the label of a task. Throws as `copyImage`.
  public func copyLabel(of task: String, _ frame: Int, to target: UnsafeMutablePointer<Float>)
    throws
  {
    try source.copy(task, of: frame, to: target)
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
  /// Frames in tensors, [N, H, W, 3] and by task name [N, H, W, c] or [N, 1, 1, c].
  public init(ids: [String], images: Tensor, targets: [String: Tensor]) {
    precondition(
      images.shape[0] == ids.count && targets.values.allSatisfy { $0.shape[0] == ids.count })
    self.init(
      ids: ids, size: ImageSize(height: images.shape[1], width: images.shape[2]),
      labelCounts: targets.mapValues { $0.shape.dropFirst().reduce(1, *) },
      source: TensorFrames(images: images, targets: targets))
  }

  /// Frames in memory, of one size and with labels of the same tasks.
  init(ids: [String], size: ImageSize, frames: [Frame]) {
    self.init(
      ids: ids, size: size, labelCounts: frames.first?.labels.mapValues(\.count) ?? [:],
      source: KeptFrames(frames: frames))
  }
}

private struct TensorFrames: FrameSource {
  let images: Tensor
  let targets: [String: Tensor]

  func copy(_ task: String?, of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    let tensor = task.map { targets[$0]! } ?? images
    target.update(from: tensor.row(frame), count: tensor.count / tensor.shape[0])
  }
}

private struct KeptFrames: FrameSource {
  let frames: [Frame]

  func copy(_ task: String?, of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    let kept = frames[frame]
    (task.map { kept.labels[$0]! } ?? kept.image).copy(to: target)
  }
}

/// Decodes a frame each time it is read.
struct DecodedFrames: FrameSource {
  let dataset: OpenedDataset
  let split: SplitName

  func copy(_ task: String?, of frame: Int, to target: UnsafeMutablePointer<Float>) throws {
    let decoded = try dataset.frame(frame, of: split)
    (task.map { decoded.labels[$0]! } ?? decoded.image).copy(to: target)
  }
}

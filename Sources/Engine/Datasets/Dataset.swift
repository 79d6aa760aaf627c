/// Height and width of every frame, in pixels.
public struct ImageSize: Hashable, Sendable, CustomStringConvertible {
  public let height: Int
  public let width: Int
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
  public var description: String { "\(height)×\(width)" }
}

/// Where frames and their labels come from: drawn or read.
public protocol Dataset: Configurable {
  /// Of the frames as the network sees them.
  var size: ImageSize { get }
  /// The tasks it has labels for, by name (`segmentation`, `depth`, `age`), with the options of each
  /// that the data fix (`classes`).
  var tasks: [(name: String, options: [String: OptionValue])] { get }
  /// SHA-256 of what determines the frames: the files' bytes, or the generator's revision (its options are
  /// in the cell already). Throws `DataError` where files are missing.
  func digest() throws -> String
  /// Checks everything that can be checked before training. Throws `DataError`, which names the file.
  func load() throws -> Splits
  /// Whether frames are drawn, not read: then they are worth keeping.
  var isDrawn: Bool { get }
  /// What a user does to have other frames in a split: `raise the option test`. Empty where nothing can
  /// be done, as where frames are drawn.
  func remedy(for split: SplitName) -> String
  /// Frames in every split, for estimates. What `load` gives is counted where a data set does not know better.
  func frameCounts() throws -> SplitCounts
}

extension Dataset {
  public var isDrawn: Bool { false }

  public func remedy(for split: SplitName) -> String { "" }

  public func frameCounts() throws -> SplitCounts {
    let splits = try load()
    return SplitCounts(
      train: splits.train.count, validation: splits.validation.count, test: splits.test.count)
  }
}

/// Frames in every split.
public struct SplitCounts: Hashable, Sendable {
  public let train: Int
  public let validation: Int
  public let test: Int
  public init(train: Int, validation: Int, test: Int) {
    self.train = train
    self.validation = validation
    self.test = test
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

/// The frames of one split.
public struct Samples: Sendable {
  /// Stable names of the frames (`0042`).
  public let ids: [String]
  /// [N, H, W, 3], 0…1.
  public let images: Tensor
  /// By task name: segmentation [N, H, W, 1] class index, −1 void; depth [N, H, W, 1] in metres, 0 missing;
  /// normals [N, H, W, 3] unit vectors, 0 missing; of the image as a whole age [N, 1, 1, 1] in years, gender
  /// [N, 1, 1, 1] 0 or 1 and race [N, 1, 1, 1] class index, −1 missing.
  public let targets: [String: Tensor]

  public init(ids: [String], images: Tensor, targets: [String: Tensor]) {
    precondition(
      images.shape[0] == ids.count && targets.values.allSatisfy { $0.shape[0] == ids.count })
    self.ids = ids
    self.images = images
    self.targets = targets
  }

  public var count: Int { ids.count }
}

/// Data that cannot be used: which file, what was found, what was expected, what to do.
public struct DataError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

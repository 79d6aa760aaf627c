/// Height and width of every frame, in pixels.
public struct ImageSize: Hashable, Sendable, CustomStringConvertible {
  public let height: Int
  public let width: Int
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }
  public var description: String { "\(height)×\(width)" }

  /// With the other's extents where this one's are 0.
  func filled(from other: ImageSize) -> ImageSize {
    ImageSize(
      height: height > 0 ? height : other.height, width: width > 0 ? width : other.width)
  }
}

/// Where frames and their labels come from: drawn or read.
public protocol Dataset: Configurable {
  /// Of the frames as the network sees them.
  var size: ImageSize { get }
  /// The tasks it has labels for.
  var tasks: [TaskOffer] { get }
  /// SHA-256 of what determines the frames: the files' bytes, or the generator's revision (its options are
  /// in the cell already). Throws `DataError` where files are missing.
  func digest() throws -> String
  /// Which frames there are, and a way to read them. Checks everything that can be checked without
  /// decoding a frame. Throws `DataError`, which names the file.
  func open() throws -> OpenedDataset
  /// What becomes of images of another size than the frames'.
  var fit: ImageFit { get }
  /// What a user does to have other frames in a split: `raise the option test`. Empty where nothing can
  /// be done, as where frames are drawn.
  func remedy(for split: SplitName) -> String
  /// Frames in every split, for estimates. What `open` gives is counted where a data set does not know better.
  func frameCounts() throws -> SplitCounts
  /// By task, the frames in every split that have a label of it, where some have none and that is known without decoding any.
  func labelCounts() throws -> [String: SplitCounts]
}

extension Dataset {
  public var fit: ImageFit { .resized }
  public func remedy(for split: SplitName) -> String { "" }

  public func labelCounts() throws -> [String: SplitCounts] { [:] }

  public func frameCounts() throws -> SplitCounts {
    let opened = try open()
    return SplitCounts(
      train: opened.ids(.train).count, validation: opened.ids(.validation).count,
      test: opened.ids(.test).count)
  }
}

/// A data set whose frames can be read.
public struct OpenedDataset: Sendable {
  private let ids: [SplitName: [String]]
  /// Of every frame.
  public let size: ImageSize
  /// How labels are given, by task name.
  public let labels: [String: LabelLayout]
  /// What a person should know of the data before training: sentences about what was passed over.
  public let remarks: [String]
  /// By task, why it cannot be learned from these frames, for people.
  public let obstacles: [String: String]
  private let read: @Sendable (_ split: SplitName, _ id: String, _ index: Int) throws -> Frame

  /// - Parameters:
  ///   - labels: of every task that any frame has a label of.
  ///   - read: gives a frame of a split by its name and its place among the split's names; throws `DataError`.
  public init(
    train: [String], validation: [String], test: [String], size: ImageSize,
    labels: [String: LabelLayout], remarks: [String] = [],
    obstacles: [String: String] = [:],
    read: @escaping @Sendable (_ split: SplitName, _ id: String, _ index: Int) throws -> Frame
  ) {
    ids = [.train: train, .validation: validation, .test: test]
    self.size = size
    self.labels = labels
    self.remarks = remarks
    self.obstacles = obstacles
    self.read = read
  }

  /// Names of the frames of a split; they are stable (`0042`).
  public func ids(_ split: SplitName) -> [String] { ids[split]! }

  /// Decodes or draws a frame. Throws `DataError`, which names the file.
  public func frame(_ index: Int, of split: SplitName) throws -> Frame {
    let frame = try read(split, ids(split)[index], index)
    let pixels = size.height * size.width * imageChannels
    precondition(
      frame.image.count == pixels && frame.labels.allSatisfy { labels[$0]?.fits($1) ?? false },
      "a frame is as large, and its labels as long, as the data set says")
    return frame
  }

  /// Decodes every frame once and keeps none. Throws `DataError` of the first that cannot be.
  public func check() throws {
    for split in SplitName.allCases {
      for index in ids(split).indices { _ = try frame(index, of: split) }
    }
  }

  /// All frames, decoded each time one is read.
  public func splitsOnDemand() -> Splits {
    let all = SplitName.allCases.map { split in
      samples(split, DecodedFrames(dataset: self, split: split))
    }
    return Splits(train: all[0], validation: all[1], test: all[2])
  }

  /// All frames, in memory.
  public func splits() throws -> Splits {
    let all = try SplitName.allCases.map { split in
      samples(split, KeptFrames(frames: try ids(split).indices.map { try frame($0, of: split) }))
    }
    return Splits(train: all[0], validation: all[1], test: all[2])
  }

  private func samples(_ split: SplitName, _ source: any FrameSource) -> Samples {
    Samples(ids: ids(split), size: size, labels: labels, source: source)
  }
}

extension Dataset {
  /// All frames, in memory: where there is no room for a file of them, and for tests.
  public func load() throws -> Splits { try open().splits() }
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

/// Data that cannot be used: which file, what was found, what was expected, what to do.
public struct DataError: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

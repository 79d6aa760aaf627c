import KernelTable

/// One thing a network learns to predict: what its head reads and answers, what its targets are, its loss, its scores
/// and its pictures. Nothing outside a task knows what kind it is. (`Task` is Swift concurrency's word.)
public protocol LearningTask: Configurable {
  /// What it is called: in a suite, in scores, and where a data set keeps its labels.
  var name: String { get }
  /// What its head reads of the network.
  var reads: FeatureRequest { get }
  /// Channels of each value of its answer, as the head gives them.
  var outputs: [Int] { get }
  /// Whether its head can be built on these levels of an encoder, where it reads them. Throws `OptionError`.
  func check(_ levels: [LevelShape], frame: ImageSize) throws
  /// The head. What is there without saying is one prediction from the features for each of `outputs`.
  func head(_ site: HeadSite, in scope: ParameterScope) -> any Head
  /// Extents of its targets for one frame: each is a value on the tape.
  func slots(on frame: ImageSize) -> [Extent]
  /// Writes the whole of every slot from what is known of one frame, as the view shows it.
  /// - Parameter label: as the data set gives it, upright and whole; nil where the frame has none.
  /// - Returns: how many positions have a label, be they pixels, objects or the image itself: what the loss is a mean
  ///   over, and what epoch averages count. 0 says nothing to the loss and the scores.
  func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>]) -> Int
  /// The training loss, a scalar value: the mean over what is labelled in the batch, 0 where nothing is. `targets` are the
  /// slots of all frames.
  func loss(_ answer: [Value], _ targets: [Value]) -> Value
  /// What the loss is the negative logarithm of, for schemes that weight the two differently.
  var lossKind: LossKind { get }
  /// A fresh accumulator of the task's metrics.
  func scorer() -> any Scorer
  /// The raw answer, one array for each of `outputs`, that is best by the counted metric among those that do not look at
  /// the image; nil where the task knows none. `targets` are the slots of labelled training frames, one after another.
  func bestConstant(_ targets: [[Float]]) -> [[Float]]?
  /// Bytes of a pixel of its picture; 0 where it has none, or one without pixels.
  var pictureChannels: Int { get }
  /// The picture of one frame, quantised for a record, from its answer or from its targets.
  func picture(_ values: [UnsafePointer<Float>], _ size: ImageSize, isTarget: Bool) -> PictureData?
  /// Of an answer for the image as a whole, what a table of predictions says: nothing where it is a map.
  func columns(_ answer: [UnsafePointer<Float>]) -> [AnswerColumn]
  /// A label that a data set could give, at random: for measuring steps.
  func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float]
}

/// A task that cannot learn every number that a label may be.
public protocol BoundedTask: LearningTask {
  /// Nil where it can.
  var labelRange: ClosedRange<Double>? { get }
}

/// A task whose targets have room for so many objects of a frame.
public protocol ObjectTask: LearningTask {
  var most: Int { get }
}

/// A task whose loss has a unit.
public protocol ScaledTask: LearningTask {
  /// What a person should know where the loss begins far above those of other tasks; nil where it does not. `labels` are those
  /// of the training split.
  func remark(_ labels: [Double]) -> String?
}

/// What a head reads of a network.
public enum FeatureRequest: Sendable, Hashable {
  /// Features for every pixel, at the resolution that the decoder leads to: [N, H, W, c].
  case map
  /// Features of the image as a whole: [N, 1, 1, c].
  case pooled
  /// What every level of the encoder leaves, finest first: [N, h, w, c] each.
  case levels
}

/// What a data set knows of a frame for one task: numbers whose meaning the task documents.
public typealias Label = UnsafeBufferPointer<Float>

extension LearningTask {
  public var name: String { Self.name }
  public func check(_ levels: [LevelShape], frame: ImageSize) throws {}

  public func head(_ site: HeadSite, in scope: ParameterScope) -> any Head {
    PredictionHead(
      layers: outputs.enumerated().map { index, channels in
        site.predictor(channels, outputs.count == 1 ? scope : scope["output\(index + 1)"])
      })
  }

  public func bestConstant(_ targets: [[Float]]) -> [[Float]]? { nil }

  public var pictureChannels: Int { 0 }

  public func picture(_ values: [UnsafePointer<Float>], _ size: ImageSize, isTarget: Bool)
    -> PictureData?
  { nil }

  /// Floats of each target of one frame.
  func slotCounts(on frame: ImageSize) -> [Int] { slots(on: frame).map(\.count) }
}

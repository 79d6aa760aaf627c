import KernelTable

/// Objects of an image, with their boxes: an anchor-free one-stage detector on the levels of the encoder, FCOS (Tian et al., ICCV 2019) as
/// torchvision has it, with fewer and finer levels for small images where one likes. Labels are `ObjectLabels`.
public struct Detection: ObjectTask {
  public static let name = "detection"
  public static let summary =
    "Boxes of objects: FCOS on a feature pyramid (Tian et al. 2019); COCO's and VOC's average precision"

  let categories: [String]
  public let most: Int
  private let width: Int
  private let convolutions: Int
  private let finest: Int
  private let levels: Int
  private let reading: Reading

  /// How boxes are read off the answers.
  struct Reading: Sendable {
    let suppression: Suppression
    let iou: Float
    let threshold: Float
    let most: Int
  }

  public init(_ options: inout Options) throws {
    categories = try options.take(
      "categories", default: ["object"], count: 1...1000, "what objects are called, in order")
    most = try options.take(
      "objects", default: 100, in: 1...10_000,
      "room for so many objects of an image; data with more are refused")
    width = try options.take(
      "width", default: 256, in: 1...4096, "channels of the pyramid and of the towers")
    convolutions = try options.take(
      "convolutions", default: 4, in: 0...16, "3×3 convolutions of each of the two towers")
    finest = try options.take(
      "finest", default: 8, in: 1...256, "stride of the finest level, a power of 2: 8 is P3")
    levels = try options.take(
      "levels", default: 5, in: 1...8, "levels of the pyramid, each of twice the stride before")
    reading = Reading(
      suppression: try options.take(
        "suppression", default: Suppression.hard,
        "of overlapping boxes of one category the surest stays (hard), or the others become less sure (soft)"
      ),
      iou: Float(
        try options.take(
          "iou", default: 0.6, in: 0...1, "intersection over union from which boxes are suppressed")
      ),
      threshold: Float(
        try options.take(
          "threshold", default: 0.05, in: 0...1, "what is less sure is not looked at")),
      most: try options.take(
        "detections", default: 100, in: 1...10_000, "at most so many of an image"))
    guard finest & (finest - 1) == 0 else {
      throw OptionError(
        key: "finest", message: "found \(finest), expected a power of 2: 4, 8, 16, …")
    }
  }

  private var answer: DetectionAnswer { DetectionAnswer(categories: categories.count) }
  private var room: ObjectSlots { ObjectSlots(most: most) }

  public var reads: FeatureRequest { .levels }
  public var outputs: [Int] { Array(repeating: answer.channels, count: levels) }
  public var lossKind: LossKind { .classification }

  private func grid(on frame: ImageSize) -> DetectionGrid {
    DetectionGrid(frame, finest: finest, count: levels)
  }

  public func check(_ levels: [LevelShape], frame: ImageSize) throws {
    guard DetectionPyramid.sources(grid(on: frame), levels).isEmpty else { return }
    let strides = levels.map { "\(max(1, frame.height / $0.size.height))" }
    throw OptionError(
      key: "finest",
      message:
        "found the stride \(finest), expected one that the encoder's levels have on \(frame): "
        + strides.joined(separator: ", "))
  }

  public func head(_ site: HeadSite, in scope: ParameterScope) -> any Head {
    PyramidHead(
      grid(on: site.frame), answer, width: width, convolutions: convolutions, on: site, in: scope)
  }

  public func slots(on frame: ImageSize) -> [Extent] { room.extents }

  /// - Returns: the number of objects that count, or 1 for an image that has none: that is known too.
  public func encode(_ label: Label?, _ view: View, into slots: [UnsafeMutablePointer<Float>])
    -> Int
  {
    let objects = label.map { label in
      view.objects(
        (0..<label.count / ObjectLabels.fields).map { ObjectLabels.object(label.baseAddress!, $0) })
    }
    guard room.write(objects, into: slots) else { return 0 }
    return max(objects!.count { !$0.isIgnored }, 1)
  }

  public func loss(_ answer: [Value], _ targets: [Value]) -> Value {
    let sizes = answer.map { ImageSize(height: $0.extent.height, width: $0.extent.width) }
    return DetectionLoss(
      grid: DetectionGrid(sizes, finest: finest), answer: self.answer, slots: room)(answer, targets)
  }

  public func scorer() -> any Scorer { DetectionScorer(self) }

  public func exampleLabel(on frame: ImageSize, _ random: inout RandomStream) -> [Float] {
    let (width, height) = (Double(frame.width), Double(frame.height))
    return ObjectLabels.numbers(
      (0..<min(most, 5)).map { _ in
        let (left, top) = (random.uniform(0, 0.7 * width), random.uniform(0, 0.7 * height))
        return LabelledObject(
          box: Box(
            left: Float(left), top: Float(top),
            right: Float(left + random.uniform(0.1, 0.3) * width),
            bottom: Float(top + random.uniform(0.1, 0.3) * height)),
          category: random.index(below: categories.count))
      })
  }
}

extension Detection {
  /// What one frame's answer says is there, the surest first.
  /// - Parameter answer: of this frame, by level.
  func objects(_ answer: [UnsafePointer<Float>], on frame: ImageSize) -> [DetectedObject] {
    let reader = DetectionReader(
      grid: grid(on: frame), answer: self.answer, frame: frame, threshold: reading.threshold)
    return reading.suppression.kept(
      reader.candidates(answer), iou: reading.iou, threshold: reading.threshold, most: reading.most)
  }

  /// Floats of each level of one frame's answer.
  func counts(on frame: ImageSize) -> [Int] {
    grid(on: frame).levels.map { $0.locations * answer.channels }
  }

  /// What there is in a frame of a batch; nil where nobody knows.
  func truths(_ slots: [UnsafePointer<Float>], frame: Int) -> [LabelledObject]? {
    room.objects(slots, frame: frame)
  }
}

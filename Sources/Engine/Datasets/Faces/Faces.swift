import Digests

/// UTKFace's twin, drawn: shaded heads with skin, hair, age's lines, expression, pose, light and background. Runs
/// anywhere, with no download.
///
/// Labels, one of each for every frame, in UTKFace's conventions: `age`, whole years 0…116; `gender`, 0 male, 1 female;
/// `race`, 0…4 (White, Black, Asian, Indian, Other). Two more where a suite names them, of what has nothing to do with the person:
/// `turn`, how far the head is turned to either side, in degrees; `backdrop`, 0…5, what stands behind (plain, wall, lights, leaves,
/// panels, sky). A mirrored picture has the same.
///
/// Labels are factors of a drawing and no statement about people. They keep UTKFace's names so that a suite runs on
/// either; what follows from them here was chosen so that each label is a probabilistic function of many weak cues
/// that overlap: no network reaches an error of 0.
///
/// A frame is a function of (world, split, index, size) alone, by arithmetic that is the same on every machine. Other
/// sizes show the same face.
public struct Faces: Dataset {
  public static let name = "faces"
  public static let summary = "Drawn faces, UTKFace's twin: age, gender and race"

  /// Raised whenever any frame changes: every cell's identity depends on it.
  static let revision = "1"
  public let size: ImageSize
  private let counts: SplitCounts
  private let world: Int

  public init(_ options: inout Options) throws {
    let drawn = try DrawnOptions(
      &options, size: ImageSize(height: 64, width: 64), largest: 512,
      counts: SplitCounts(train: 2048, validation: 256, test: 512), things: "faces")
    (size, counts, world) = (drawn.size, drawn.counts, drawn.world)
  }

  public var tasks: [TaskOffer] {
    [
      TaskOffer(
        "age", kind: "regression",
        [
          "unit": .text("years"), "from": .number(0), "to": .number(Double(FaceLabels.oldest)),
        ]),
      TaskOffer("gender", kind: "binary", ["names": .list([.text("male"), .text("female")])]),
      TaskOffer(
        "race", kind: "classes",
        [
          "classes": .integer(FaceLabels.Race.allCases.count),
          "names": .list(FaceLabels.raceNames.map { .text($0) }),
        ]),
      TaskOffer(
        "turn", kind: "regression",
        ["unit": .text("°"), "from": .number(0), "to": .number(90)], isExtra: true),
      TaskOffer(
        "backdrop", kind: "classes",
        [
          "classes": .integer(Backdrop.Kind.allCases.count),
          "names": .list(Backdrop.Kind.allCases.map { .text("\($0)") }),
        ], isExtra: true),
    ]
  }

  public func digest() throws -> String { sha256("faces \(Self.revision)") }

  public func frameCounts() -> SplitCounts { counts }

  public func open() throws -> OpenedDataset {
    OpenedDataset(
      drawn: counts, size: size,
      labels: [
        "age": LabelLayout(.floats, count: 1), "gender": LabelLayout(.indices, count: 1),
        "race": LabelLayout(.indices, count: 1), "turn": LabelLayout(.floats, count: 1),
        "backdrop": LabelLayout(.indices, count: 1),
      ], frame)
  }

  private func frame(_ split: SplitName, _ index: Int) -> Frame {
    let (image, labels, take) = Self.drawn(
      RandomStream(seed: world, "faces").stream(split.drawnName).stream("\(index)"), size: size)
    return Frame(
      image: image,
      labels: [
        "age": .floats([Float(labels.age)]), "gender": .indices([labels.isFemale ? 1 : 0]),
        "race": .indices([labels.race.rawValue]), "turn": .floats([take.turn]),
        "backdrop": .indices([take.backdrop.kind.rawValue]),
      ])
  }

  /// One face, from a stream of its own.
  static func drawn(_ stream: RandomStream, size: ImageSize)
    -> (image: FrameValues, labels: FaceLabels, take: FaceTake)
  {
    var random = stream.stream("labels")
    let labels = FaceLabels(&random)
    var caster = FaceCaster(labels, stream.stream("looks"))
    let look = caster.look()
    random = stream.stream("take")
    let take = FaceTake(&random)
    return (.pixels(FaceRenderer(look, take, size: size).image()), labels, take)
  }
}

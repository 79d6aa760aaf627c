import Digests

/// Pictures of many things to tell apart, drawn: what stands in the middle of a room, faces of several ages, and flat shapes with patterns. Made to
/// train an encoder on before it learns a task for which there are few images, as ImageNet is; the label is a class of the image
/// as a whole, `motif`.
///
/// A frame is a function of (world, split, index, size) alone, by arithmetic that is the same on every machine.
public struct Drawings: Dataset {
  public static let name = "drawings"
  public static let summary =
    "Drawn pictures of things in rooms, faces and patterned shapes, one class each: to train encoders on beforehand"

  /// Raised whenever any frame changes: every cell's identity depends on it.
  static let revision = "1"
  public let size: ImageSize
  private let counts: SplitCounts
  private let world: Int

  public init(_ options: inout Options) throws {
    let drawn = try DrawnOptions(
      &options, size: ImageSize(height: 64, width: 64), largest: 512,
      counts: SplitCounts(train: 8192, validation: 512, test: 512), things: "pictures")
    (size, counts, world) = (drawn.size, drawn.counts, drawn.world)
  }

  public var tasks: [TaskOffer] {
    [
      TaskOffer(
        "motif", kind: "classes",
        [
          "classes": .integer(Motif.all.count),
          "names": .list(Motif.all.map { .text($0.name) }),
        ])
    ]
  }

  public func digest() throws -> String { sha256("drawings \(Self.revision)") }

  public func frameCounts() -> SplitCounts { counts }

  public func open() throws -> OpenedDataset {
    OpenedDataset(
      drawn: counts, size: size, labels: ["motif": LabelLayout(.indices, count: 1)], frame)
  }

  private func frame(_ split: SplitName, _ index: Int) -> Frame {
    let stream = RandomStream(seed: world, "drawings").stream(split.drawnName).stream("\(index)")
    var random = stream.stream("motif")
    let drawing: (image: FrameValues, motif: Motif) =
      switch random.uniform() {
      case ..<0.5: thing(stream)
      case ..<0.6: face(stream)
      default: shape(&random)
      }
    return Frame(
      image: drawing.image, labels: ["motif": .indices([Int16(drawing.motif.index)])])
  }

  /// A room, called after what it shows.
  private func thing(_ stream: RandomStream) -> (FrameValues, Motif) {
    var attempt = 0
    while true {
      let frame = Rooms.frame(stream.stream("room \(attempt)"), size: size, holes: false)
      attempt += 1
      guard case .indices(let labels)? = frame.labels["segmentation"],
        let thing = Self.thing(labels, size)
      else { continue }
      return (frame.image, .thing(thing))
    }
  }

  /// What is largest in a room's picture, walls, floors and ceilings apart; what is near the middle counts more. Nil where there is little of
  /// anything.
  private static func thing(_ labels: [Int16], _ size: ImageSize) -> RoomClass? {
    var weights = Array(repeating: Float(0), count: RoomClass.allCases.count)
    var sum: Float = 0
    for row in 0..<size.height {
      let y = (Float(row) + 0.5) / Float(size.height) - 0.5
      for column in 0..<size.width {
        let x = (Float(column) + 0.5) / Float(size.width) - 0.5
        let weight = max(0, 1 - 2 * (x * x + y * y))
        sum += weight
        let label = labels[row * size.width + column]
        if label >= 0 { weights[Int(label)] += weight }
      }
    }
    let found = Motif.things.max { weights[Int($0.rawValue)] < weights[Int($1.rawValue)] }
    return found.flatMap { weights[Int($0.rawValue)] > 0.12 * sum ? $0 : nil }
  }

  private func face(_ stream: RandomStream) -> (FrameValues, Motif) {
    let face = Faces.drawn(stream, size: size)
    return (face.image, .face(Motif.ages.lastIndex { face.labels.age >= $0 }!))
  }

  private func shape(_ random: inout RandomStream) -> (FrameValues, Motif) {
    let outline = random.pick(ShapeOutline.allCases)
    let pattern = random.pick(SurfacePattern.allCases)
    return (
      .pixels(ShapePicture(outline, pattern, size: size, &random).image()),
      .shape(outline, pattern)
    )
  }
}

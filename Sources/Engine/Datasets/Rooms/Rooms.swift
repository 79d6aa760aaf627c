import Digests

/// NYUv2's twin, drawn: furnished rooms by ray casting, with its 13 classes, depth and normals and the gaps that
/// a structured-light sensor leaves. Runs anywhere, with no download.
///
/// Targets: `segmentation`, class 0…12 in NYUv2-13's order (bed, books, ceiling, chair, floor, furniture, objects,
/// picture, sofa, table, tv, wall, window), −1 void; `depth`, metres along the camera's axis as Kinect gives them,
/// 0 missing; `normals`, unit vectors in the camera's axes (x right, y up, z towards the viewer), 0 missing.
///
/// A frame is a function of (world, split, index, size) alone, by arithmetic that is the same on every machine.
public struct Rooms: Dataset {
  public static let name = "rooms"
  public static let summary =
    "Furnished rooms drawn by ray casting, NYUv2's twin: segmentation (13), depth and normals"

  /// Raised whenever any frame changes: every cell's identity depends on it.
  static let revision = "2"

  public let size: ImageSize
  private let counts: SplitCounts
  private let world: Int
  private let holes: Bool

  public init(_ options: inout Options) throws {
    let drawn = try DrawnOptions(
      &options, size: ImageSize(height: 64, width: 96), largest: 2048,
      counts: SplitCounts(train: 256, validation: 64, test: 128), things: "rooms")
    (size, counts, world) = (drawn.size, drawn.counts, drawn.world)
    holes = try options.take(
      "holes", default: true, "leave out the depth and normals that Kinect would not see")
  }

  public var tasks: [TaskOffer] {
    [
      TaskOffer("segmentation", ["classes": .integer(RoomClass.allCases.count - 1)]),
      TaskOffer("depth"), TaskOffer("normals"),
    ]
  }

  public func digest() throws -> String { sha256("rooms \(Self.revision)") }

  public func frameCounts() -> SplitCounts { counts }

  public func open() throws -> OpenedDataset {
    OpenedDataset(
      drawn: counts, size: size,
      labels: [
        "segmentation": LabelLayout(.indices, count: pixels),
        "depth": LabelLayout(.floats, count: pixels),
        "normals": LabelLayout(.floats, count: 3 * pixels),
      ], frame)
  }

  private var pixels: Int { size.height * size.width }

  private func frame(_ split: SplitName, _ index: Int) -> Frame {
    Self.frame(
      RandomStream(seed: world, "rooms").stream(split.drawnName).stream("\(index)"), size: size,
      holes: holes)
  }

  /// One room, from a stream of its own.
  static func frame(_ stream: RandomStream, size: ImageSize, holes: Bool) -> Frame {
    let pixels = size.height * size.width
    func room(_ channels: Int) -> UnsafeMutableBufferPointer<Float> {
      let room = UnsafeMutableBufferPointer<Float>.allocate(capacity: pixels * channels)
      room.initialize(repeating: 0)
      return room
    }
    let (image, labels, depth, normals) = (room(3), room(1), room(1), room(3))
    defer { for room in [image, labels, depth, normals] { room.deallocate() } }
    draw(
      stream, size, holes,
      into: FrameBuffers(
        image: image.baseAddress!, labels: labels.baseAddress!, depth: depth.baseAddress!,
        normals: normals.baseAddress!))
    return Frame(
      // Of 8 bits: `Exposure` rounds.
      image: .pixels(image.map { UInt8(($0 * 255).rounded()) }),
      labels: [
        "segmentation": .indices(labels.map { Int16($0) }), "depth": .floats(Array(depth)),
        "normals": .floats(Array(normals)),
      ])
  }

  private static func draw(
    _ stream: RandomStream, _ size: ImageSize, _ holes: Bool, into buffers: FrameBuffers
  ) {
    var room = RoomPlan.furnished(stream)
    let scene = room.finished()
    var random = stream.stream("camera")
    let camera = RoomView(room: room, scene: scene, size: size).chosen(&random)
    let seed = random.seed()
    let exposure = Exposure(&random)
    scene.pieces.withUnsafeBufferPointer { pieces in
      scene.shapes.withUnsafeBufferPointer { shapes in
        let tracer = Tracer(size: scene.size, pieces: pieces, shapes: shapes)
        RoomRenderer(
          scene: scene, camera: camera, tracer: tracer, lighting: Lighting(scene, tracer),
          seed: seed, holes: holes
        ).draw(into: buffers)
      }
    }
    exposure.develop(buffers.image, size)
  }
}

/// A furnished room. x and z along its walls, y up, the floor's corner at the origin; metres.
struct Scene {
  /// Width, height, depth.
  var size: Vector3
  /// Materials of x = 0, x = width, floor, ceiling, z = 0, z = depth.
  var faces: [Int32]
  var shapes: [Shape] = []
  /// Piece of each shape.
  var owners: [Int32] = []
  /// At most 64: sets of them are the bits of a word.
  var pieces: [Piece] = []
  var materials: [Material] = []
  var lights: [Light] = []
  var sun: Sun?
  /// Light from nowhere in particular, from above and from below.
  var skylight = Vector3(repeating: 0.1)
  var bounce = Vector3(repeating: 0.05)

  static let mostPieces = 64

  /// Hit ids below this are the room's faces; above, shapes.
  static let faceCount: Int32 = 6

  /// Whether there was room for it.
  @discardableResult
  mutating func place(_ builder: PieceBuilder, _ piece: Piece) -> Bool {
    guard pieces.count < Self.mostPieces else { return false }
    var piece = piece
    piece.low = builder.low
    piece.high = builder.high
    let added = builder.shapes
    piece.shapes = shapes.count..<shapes.count + added.count
    piece.casters = shapes.count..<shapes.count + builder.casters
    shapes += added
    owners += Array(repeating: Int32(pieces.count), count: added.count)
    pieces.append(piece)
    return true
  }
}

/// A parallelogram that shines: into all directions, or where it faces.
struct Light {
  var centre: Vector3
  /// From the centre to the middles of two sides.
  var across: Vector3
  var along: Vector3
  /// Radiant intensity.
  var power: Vector3
  /// Zero where it shines all around.
  var facing = Vector3()

  var extent: Float { (dot(across, across) + dot(along, along)).squareRoot() }
}

/// Parallel light through the windows.
struct Sun {
  /// Towards the sun, of unit length.
  var direction: Vector3
  var power: Vector3
  /// The openings, in the room's axes, reaching through the wall.
  var windows: [(low: Vector3, high: Vector3)]
}

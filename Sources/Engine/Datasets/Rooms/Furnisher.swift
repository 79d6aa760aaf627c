/// Fills one room: puts pieces where there is space.
struct Furnisher {
  var joiner: Joiner
  var random: RandomStream
  private(set) var scene: Scene
  /// Space that is taken, in the room's axes.
  private var taken: [(low: Vector3, high: Vector3)] = []

  init(size: Vector3, _ random: RandomStream) {
    joiner = Joiner(random)
    self.random = random.stream("layout")
    let walls = joiner.palette.walls()
    scene = Scene(
      size: size,
      faces: [
        walls, walls, joiner.palette.floor(), joiner.palette.ceiling(), walls, walls,
      ])
    // An accent wall.
    if self.random.chance(0.25) {
      scene.faces[self.random.pick([0, 1, 4, 5])] = joiner.palette.walls()
    }
  }

  mutating func finished() -> Scene {
    scene.materials = joiner.palette.materials
    return scene
  }

  mutating func light(_ light: Light) { scene.lights.append(light) }
  mutating func shine(_ sun: Sun) { scene.sun = sun }
  mutating func ambient(_ above: Vector3, _ below: Vector3) {
    scene.skylight = above
    scene.bounce = below
  }

  /// With its back to a wall, its bottom `lift` above the floor; nil where there is no space.
  @discardableResult
  mutating func againstWall(
    _ builder: PieceBuilder, wall chosen: Int? = nil, lift: Float = 0, gap: ClosedRange<Float>,
    tries: Int = 10
  ) -> Piece? {
    for _ in 0..<tries {
      let wall = chosen ?? random.index(below: 4)
      let space = random.float(gap.lowerBound, gap.upperBound)
      let away = space - builder.low.z
      let length = wall < 2 ? scene.size.z : scene.size.x
      let reach = max(builder.high.x, -builder.low.x) + 0.03
      guard length > 2 * reach else { continue }
      let along = random.float(reach, length - reach)
      var piece = Piece()
      switch wall {
      case 0: (piece.position, piece.sine, piece.cosine) = (Vector3(away, lift, along), 1, 0)
      case 1:
        (piece.position, piece.sine, piece.cosine) = (
          Vector3(scene.size.x - away, lift, along), -1, 0
        )
      case 2: (piece.position, piece.sine, piece.cosine) = (Vector3(along, lift, away), 0, 1)
      default:
        (piece.position, piece.sine, piece.cosine) = (
          Vector3(along, lift, scene.size.z - away), 0, -1
        )
      }
      if let placed = settle(builder, piece) { return placed }
    }
    return nil
  }

  /// Anywhere on the floor, at any angle.
  @discardableResult
  mutating func freely(_ builder: PieceBuilder, tries: Int = 8) -> Piece? {
    for _ in 0..<tries {
      var piece = Piece()
      piece.position = Vector3(
        random.float(0.3, scene.size.x - 0.3), 0, random.float(0.3, scene.size.z - 0.3))
      (piece.sine, piece.cosine) = sineCosine(
        random.chance(0.6)
          ? Double(random.index(below: 4)) * .pi / 2 + random.uniform(-0.1, 0.1)
          : random.uniform(-.pi, .pi))
      if let placed = settle(builder, piece) { return placed }
    }
    return nil
  }

  /// At a place in another piece's frame, turned by an angle from it; perhaps pushed under it.
  @discardableResult
  mutating func beside(
    _ other: Piece, _ builder: PieceBuilder, at place: Vector3, angle: Double, overlapping: Bool
  ) -> Piece? {
    let (s, c) = sineCosine(angle)
    var piece = Piece()
    piece.position = other.world(place)
    piece.sine = other.sine * c + other.cosine * s
    piece.cosine = other.cosine * c - other.sine * s
    return settle(builder, piece, ignoring: overlapping ? other : nil)
  }

  /// On the ceiling or the floor, where nothing can be in the way.
  mutating func fix(_ builder: PieceBuilder, at position: Vector3, castsShadow: Bool) {
    var piece = Piece()
    piece.position = position
    piece.castsShadow = castsShadow
    scene.place(builder, piece)
  }

  /// Keeps a box free, for a door's swing or a camera.
  mutating func reserve(_ low: Vector3, _ high: Vector3) { taken.append((low, high)) }

  func isFree(_ low: Vector3, _ high: Vector3) -> Bool {
    !taken.contains { all((low .< $0.high) .& (high .> $0.low)) }
  }

  private mutating func settle(
    _ builder: PieceBuilder, _ piece: Piece, ignoring other: Piece? = nil
  ) -> Piece? {
    var piece = piece
    piece.low = builder.low
    piece.high = builder.high
    if builder.label == .window { piece.castsShadow = false }
    let (low, high) = piece.bounds
    guard all(low .> -0.011), all(high .< scene.size + 0.011) else { return nil }
    let allowed = other?.bounds
    let blocked = taken.contains { box in
      if let allowed, box.low == allowed.low && box.high == allowed.high { return false }
      return all((low .< box.high) .& (high .> box.low))
    }
    guard !blocked, scene.place(builder, piece) else { return nil }
    taken.append((low, high))
    return piece
  }
}

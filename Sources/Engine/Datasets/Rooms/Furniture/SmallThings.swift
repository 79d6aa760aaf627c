extension Joiner {
  /// Things on a surface: `base` is its middle, `size` the room there is along x and z.
  mutating func clutter(
    _ piece: inout PieceBuilder, _ base: Vector3, _ size: SIMD2<Float>, count: Int,
    tallest: Float = 0.6
  ) {
    for place in 0..<count {
      // One behind another at most by chance: each has a share of the length.
      let share = size.x / Float(count)
      let x = (Float(place) + between(0.3, 0.7)) * share - size.x / 2
      let at = base + Vector3(x, 0, between(-0.5, 0.5) * size.y)
      thing(&piece, at, room: min(share, size.y + 0.1), tallest: tallest)
    }
  }

  /// One small thing; some are void, as what NYUv2's labellers passed over.
  mutating func thing(
    _ piece: inout PieceBuilder, _ at: Vector3, room: Float, tallest: Float
  ) {
    let label: RoomClass = random.chance(0.2) ? .void : .objects
    let width = min(between(0.12, 0.36), room)
    let height = min(between(0.1, 0.4), tallest)
    switch random.index(below: 10) {
    case 0, 1:
      piece.box(
        at, Vector3(width, height, min(between(0.12, 0.3), room)), palette.anything(), label)
    case 2:
      piece.cylinder(
        at, radius: width / 3, height: height, palette.anything(), label, taper: between(0.6, 1.5))
    case 3:
      let material = palette.anything()
      piece.cylinder(at, radius: width / 4, height: height * 0.65, material, label)
      piece.cylinder(
        at + Vector3(0, height * 0.65, 0), radius: width / 10, height: height * 0.35, material,
        label)
    case 4:
      piece.ellipsoid(
        at + Vector3(0, height / 3, 0), Vector3(width / 2, height / 3, width / 2),
        palette.anything(),
        label)
    case 5:
      plant(&piece, at, height: min(height * 1.6, tallest), label)
    case 6:
      if random.chance(0.5) && tallest > 0.4 {
        lamp(&piece, at, height: between(0.3, 0.5))
      } else {
        piece.box(at, Vector3(width, 0.02, width * 1.3), palette.paint(), label)
      }
    case 7:
      // A pile of books or papers.
      let pile = random.chance(0.85) ? RoomClass.books : label
      var y = at.y
      for _ in 0..<(2 + random.index(below: 4)) {
        let thick = between(0.03, 0.07)
        piece.box(
          Vector3(at.x + between(-0.02, 0.02), y, at.z), Vector3(min(0.26, room), thick, 0.19),
          palette.anything(), pile)
        y += thick
      }
    case 8:
      // A frame or a clock, tilted back.
      piece.box(
        at, Vector3(width, min(width * 1.2, tallest), 0.02), palette.art(width, width * 1.2),
        random.chance(0.3) ? .picture : label, lean: SIMD2(0, -0.2))
    default:
      // A gable: a house of cards, a toaster, a tent-shaped sign.
      piece.box(
        at, Vector3(width, height, width * 0.7), palette.anything(), label,
        cut: SIMD4(0.6, 0.8, 0, width * 0.15 + height * 0.15))
    }
  }

  mutating func plant(
    _ piece: inout PieceBuilder, _ at: Vector3, height: Float, _ label: RoomClass
  ) {
    let pot = height * between(0.25, 0.4)
    piece.cylinder(at, radius: pot * 0.45, height: pot, palette.anything(), label, taper: 1.3)
    let green = random.float(0.08, 0.3)
    let leaves = palette.add(
      Material(
        pattern: .carpet, first: Vector3(green * 0.5, green, green * 0.3),
        second: Vector3(green * 0.2, green * 0.4, green * 0.1), scale: SIMD2(0.06, 0.06),
        roughness: 0.6, unseen: 0.15, seed: random.seed()))
    for _ in 0..<(2 + random.index(below: 3)) {
      let spread = height * 0.2
      piece.ellipsoid(
        at
          + Vector3(between(-spread, spread), between(0.55, 0.9) * height, between(-spread, spread)),
        Vector3(between(0.5, 1.2), between(0.4, 1), between(0.5, 1.2)) * (height * 0.22), leaves,
        label)
    }
  }

  mutating func lamp(_ piece: inout PieceBuilder, _ at: Vector3, height: Float) {
    let stem = palette.metal()
    let radius = min(0.22, height * 0.35)
    piece.cylinder(at, radius: radius * 0.6, height: 0.03, stem, .objects)
    piece.cylinder(at, radius: 0.015, height: height * 0.7, stem, .objects)
    piece.cylinder(
      at + Vector3(0, height * 0.65, 0), radius: radius, height: height * 0.35,
      palette.glowing(random.chance(0.3) ? 2 : 0), .objects, taper: between(0.5, 1))
  }

  /// Things that stand on the floor: a bin, a bag, a box, a plant, clothes, a basket, a toy.
  mutating func floorThing() -> PieceBuilder {
    var piece = PieceBuilder(random.chance(0.2) ? .void : .objects)
    let label = piece.label
    switch random.index(below: 7) {
    case 0:
      piece.cylinder(
        Vector3(), radius: between(0.12, 0.2), height: between(0.25, 0.6), palette.anything(),
        taper: between(0.9, 1.4))
    case 1:
      let size = Vector3(between(0.25, 0.7), between(0.2, 0.6), between(0.25, 0.6))
      piece.box(Vector3(), size, palette.anything())
      if random.chance(0.4) {
        thing(&piece, Vector3(0, size.y, 0), room: 0.3, tallest: 0.4)
      }
    case 2: plant(&piece, Vector3(), height: between(0.6, 1.7), label)
    case 3:
      let fabric = palette.fabric()
      for _ in 0..<4 {
        piece.ellipsoid(
          Vector3(between(-0.25, 0.25), between(0.05, 0.15), between(-0.25, 0.25)),
          Vector3(between(0.12, 0.35), between(0.06, 0.15), between(0.12, 0.35)), fabric)
      }
    case 4:
      let width = between(0.3, 0.5)
      piece.box(
        Vector3(), Vector3(width, between(0.3, 0.6), 0.22), palette.fabric(),
        lean: SIMD2(0, -between(0, 0.2)))
      piece.ellipsoid(Vector3(0, 0.2, 0.12), Vector3(width * 0.4, 0.15, 0.1), palette.fabric())
    case 5:
      let radius = between(0.1, 0.35)
      piece.ellipsoid(Vector3(0, radius, 0), Vector3(radius, radius, radius), palette.anything())
    default: lamp(&piece, Vector3(), height: between(1.2, 1.75))
    }
    return piece
  }

  /// What hangs from the ceiling's middle.
  mutating func ceilingLamp(glow: Float) -> PieceBuilder {
    var piece = PieceBuilder(.objects)
    let shade = palette.glowing(glow)
    if random.chance(0.5) {
      piece.cylinder(
        Vector3(0, -0.08, 0), radius: between(0.12, 0.28), height: 0.08, shade, taper: 1.2)
    } else {
      let drop = between(0.25, 0.6)
      piece.cylinder(Vector3(0, -drop, 0), radius: 0.012, height: drop, palette.metal())
      piece.ellipsoid(
        Vector3(0, -drop, 0), Vector3(between(0.1, 0.22), between(0.08, 0.18), 0.18), shade)
    }
    return piece
  }
}

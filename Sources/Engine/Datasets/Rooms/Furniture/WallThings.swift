/// Things on walls: z = 0 is the wall, the origin the middle of their bottom edge.
extension Joiner {
  mutating func picture() -> PieceBuilder {
    var piece = PieceBuilder(.picture)
    let height = between(0.35, 1.1)
    let width = height * between(0.6, 1.7)
    let frame = palette.wood()
    let rim = between(0.01, 0.07)
    piece.box(Vector3(0, 0, 0.015), Vector3(width, height, 0.03), frame)
    piece.box(
      Vector3(0, rim, 0.032), Vector3(width - 2 * rim, height - 2 * rim, 0.008),
      palette.art(width, height), isDetail: true)
    return piece
  }

  mutating func mirror() -> PieceBuilder {
    var piece = PieceBuilder(.objects)
    let height = between(0.5, 1.5)
    let width = between(0.4, 0.9)
    piece.box(Vector3(0, 0, 0.015), Vector3(width, height, 0.03), palette.wood())
    piece.box(
      Vector3(0, 0.04, 0.032), Vector3(width - 0.08, height - 0.08, 0.006), palette.mirror(),
      isDetail: true)
    return piece
  }

  /// A whiteboard, a calendar, a clock, a towel.
  mutating func hanging() -> PieceBuilder {
    var piece = PieceBuilder(random.chance(0.25) ? .void : .objects)
    switch random.index(below: 3) {
    case 0:
      piece.box(
        Vector3(0, 0, 0.015), Vector3(between(0.6, 1.6), between(0.5, 1), 0.03), palette.paint())
    case 1:
      piece.roll(
        Vector3(0, 0.15, 0.02), radius: between(0.1, 0.18), length: 0.04, axis: 2, palette.paint())
    default:
      piece.box(
        Vector3(0, 0, 0.04), Vector3(between(0.3, 0.6), between(0.5, 1.1), 0.06), palette.fabric())
    }
    return piece
  }

  mutating func wallCabinet() -> PieceBuilder {
    var piece = PieceBuilder(.furniture)
    let width = between(0.8, 2.2)
    let height = between(0.4, 0.75)
    let depth = between(0.25, 0.38)
    let body = palette.wood()
    piece.box(Vector3(0, 0, depth / 2), Vector3(width, height, depth), body)
    let doors = max(1, Int((width / between(0.35, 0.6)).rounded()))
    let metal = palette.metal()
    for door in 0..<doors {
      let x = (Float(door) + 0.5) * width / Float(doors) - width / 2
      piece.box(
        Vector3(x, 0.01, depth + 0.008), Vector3(width / Float(doors) - 0.02, height - 0.02, 0.018),
        body, isDetail: true)
      piece.box(
        Vector3(x + 0.1, 0.05, depth + 0.025), Vector3(0.02, 0.1, 0.02), metal, isDetail: true)
    }
    return piece
  }

  /// A board with things.
  mutating func wallShelf() -> PieceBuilder {
    var piece = PieceBuilder(.furniture)
    let width = between(0.5, 1.4)
    let depth = between(0.18, 0.3)
    piece.box(Vector3(0, 0, depth / 2), Vector3(width, 0.03, depth), palette.wood())
    if random.chance(0.4) {
      books(&piece, Vector3(0, 0.03, depth / 2), width * 0.9, 0.3, depth)
    } else {
      clutter(
        &piece, Vector3(0, 0.03, depth / 2), SIMD2(width * 0.9, depth * 0.4),
        count: 2 + random.index(below: 4))
    }
    return piece
  }

  mutating func television() -> PieceBuilder {
    var piece = PieceBuilder(.tv)
    let width = between(0.9, 1.5)
    let height = width * 0.58
    piece.box(Vector3(0, 0, 0.05), Vector3(width, height, 0.06), palette.casing())
    piece.box(
      Vector3(0, 0.02, 0.082), Vector3(width - 0.04, height - 0.04, 0.006),
      palette.screen(random.chance(0.35)), isDetail: true)
    return piece
  }

  /// NYUv2-13 counts doors as wall.
  mutating func door() -> PieceBuilder {
    var piece = PieceBuilder(.wall)
    let width = between(0.75, 1)
    let height = between(1.95, 2.15)
    let leaf = random.chance(0.5) ? palette.wood() : palette.paint()
    let frame = random.chance(0.5) ? leaf : palette.paint()
    piece.box(Vector3(0, 0, 0.015), Vector3(width + 0.16, height + 0.08, 0.03), frame)
    piece.box(Vector3(0, 0.01, 0.035), Vector3(width, height, 0.02), leaf)
    if random.chance(0.5) {
      for y in [Float(0.2), height * 0.52] {
        piece.box(
          Vector3(0, y, 0.046), Vector3(width * 0.7, height * 0.36, 0.012), leaf, isDetail: true)
      }
    }
    piece.box(
      Vector3(width * 0.42, height * 0.48, 0.07), Vector3(0.1, 0.025, 0.06), palette.metal())
    return piece
  }

  /// Glass in a frame, with curtains or blinds. The glass is lit from behind by day.
  mutating func window(width: Float, height: Float, glow: Float) -> PieceBuilder {
    var piece = PieceBuilder(.window)
    let frame = random.chance(0.7) ? palette.paint() : palette.wood()
    let rim = between(0.04, 0.1)
    piece.box(
      Vector3(0, 0, 0.02), Vector3(width, height, 0.02), palette.outdoors(height, glow: glow))
    for x in [-width / 2, width / 2] {
      piece.box(Vector3(x, -rim, 0.03), Vector3(rim, height + 2 * rim, 0.06), frame)
    }
    for y in [-rim, height] {
      piece.box(Vector3(0, y, 0.03), Vector3(width + rim, rim, 0.06), frame)
    }
    for bar in 1..<(2 + random.index(below: 3)) where random.chance(0.7) {
      let x = (Float(bar) / 3 - 0.5) * width
      piece.box(Vector3(x, 0, 0.035), Vector3(0.035, height, 0.03), frame)
    }
    if random.chance(0.4) {
      piece.box(Vector3(0, height / 2, 0.035), Vector3(width, 0.035, 0.03), frame)
    }
    switch random.weighted([0.4, 0.4, 0.2]) {
    case 0:
      let cloth = palette.fabric()
      let wide = width * between(0.15, 0.4)
      let below = random.chance(0.5) ? between(0.05, 0.2) : between(0.3, 0.7)
      for side in [-1, 1] as [Float] {
        let folds = 3
        for fold in 0..<folds {
          let x = side * (width / 2 + 0.12 - wide * (Float(fold) + 0.5) / Float(folds))
          piece.box(
            Vector3(x, -below, 0.1 + (fold % 2 == 0 ? 0.03 : 0)),
            Vector3(wide / Float(folds), height + below + 0.12, 0.05), cloth)
        }
      }
      piece.roll(
        Vector3(0, height + 0.14, 0.12), radius: 0.02, length: width + 0.4, axis: 0, palette.metal()
      )
    case 1:
      let tone = random.float(0.4, 0.85)
      let slats = palette.add(
        Material(
          pattern: .stripes, first: Vector3(tone, tone * 0.97, tone * 0.9),
          second: Vector3(tone, tone * 0.97, tone * 0.9) * 0.55, scale: SIMD2(0.06, 0.06),
          swapped: true, roughness: 0.05, glow: glow * 0.25, unseen: 0.2, seed: random.seed()))
      let drop = height * between(0.2, 1)
      piece.box(Vector3(0, height - drop, 0.065), Vector3(width, drop, 0.02), slats)
    default: break
    }
    return piece
  }
}

extension Joiner {
  /// A closed body with doors or drawers: wardrobe, dresser, cabinet, refrigerator.
  mutating func cabinet(
    width: Float, height: Float, depth: Float, top count: Int, as label: RoomClass = .furniture
  ) -> PieceBuilder {
    var cabinet = PieceBuilder(label)
    let body = random.chance(0.75) ? palette.wood() : palette.paint()
    let foot = random.chance(0.4) ? between(0.04, 0.12) : 0
    if foot > 0 { legs(&cabinet, width: width, depth: depth, height: foot, body) }
    cabinet.box(Vector3(0, foot, 0), Vector3(width, height - foot, depth), body)
    if random.chance(0.5) {
      cabinet.box(
        Vector3(0, height - 0.03, 0), Vector3(width + 0.04, 0.035, depth + 0.04),
        random.chance(0.5) ? body : palette.anything())
    }
    let columns = max(1, Int((width / between(0.4, 0.7)).rounded()))
    let rows = height > 1.3 ? 1 + random.index(below: 2) : 1 + random.index(below: 4)
    let front = random.chance(0.7) ? body : palette.wood()
    let metal = palette.metal()
    let cell = SIMD2(width / Float(columns), (height - foot) / Float(rows))
    for column in 0..<columns {
      for row in 0..<rows {
        let base = Vector3(
          (Float(column) + 0.5) * cell.x - width / 2, foot + Float(row) * cell.y + 0.012,
          depth / 2 + 0.008)
        cabinet.box(base, Vector3(cell.x - 0.024, cell.y - 0.024, 0.02), front, isDetail: true)
        let wide = cell.x > cell.y
        cabinet.box(
          base + Vector3(wide ? 0 : cell.x * 0.36, cell.y * (wide ? 0.5 : 0.45), 0.02),
          wide ? Vector3(0.14, 0.02, 0.03) : Vector3(0.02, 0.14, 0.03), metal,
          isDetail: true)
      }
    }
    clutter(
      &cabinet, Vector3(0, height + 0.005, 0), SIMD2(width * 0.85, depth * 0.7), count: count)
    return cabinet
  }

  mutating func wardrobe() -> PieceBuilder {
    cabinet(
      width: between(0.8, 2), height: between(1.7, 2.3), depth: between(0.45, 0.65),
      top: random.index(below: 3))
  }

  mutating func dresser() -> PieceBuilder {
    cabinet(
      width: between(0.7, 1.6), height: between(0.6, 1.2), depth: between(0.4, 0.55),
      top: random.index(below: 4))
  }

  mutating func nightstand() -> PieceBuilder {
    cabinet(
      width: between(0.38, 0.6), height: between(0.45, 0.7), depth: between(0.35, 0.45),
      top: random.index(below: 3))
  }

  mutating func refrigerator() -> PieceBuilder {
    cabinet(
      width: between(0.6, 0.9), height: between(1.5, 1.9), depth: between(0.6, 0.75),
      top: random.index(below: 3))
  }

  /// A kitchen's run of cupboards with a worktop.
  mutating func counter() -> PieceBuilder {
    var counter = cabinet(
      width: between(1.4, 3), height: between(0.85, 0.95), depth: between(0.55, 0.65),
      top: 1 + random.index(below: 4))
    if random.chance(0.5) {
      let x = between(-0.3, 0.3) * (counter.high.x - counter.low.x)
      let height: Float = 0.95
      counter.box(Vector3(x, height, 0), Vector3(0.5, 0.01, 0.4), palette.metal(), .objects)
      counter.cylinder(
        Vector3(x, height, -0.22), radius: 0.015, height: 0.25, palette.metal(), .objects)
    }
    return counter
  }

  /// Boards between sides, with rows of books and things.
  mutating func shelf() -> PieceBuilder {
    var shelf = PieceBuilder(.furniture)
    let width = between(0.6, 1.5)
    let height = between(0.8, 2.2)
    let depth = between(0.24, 0.4)
    let body = palette.wood()
    for x in [-width / 2 + 0.015, width / 2 - 0.015] {
      shelf.box(Vector3(x, 0, 0), Vector3(0.03, height, depth), body)
    }
    if random.chance(0.75) {
      shelf.box(
        Vector3(0, 0, -depth / 2 + 0.01), Vector3(width, height, 0.015),
        random.chance(0.7) ? body : palette.paint())
    }
    let boards = max(2, Int((height / between(0.34, 0.48)).rounded()))
    let gap = height / Float(boards)
    let fullness = random.uniform(0.4, 1)
    for board in 0...boards {
      let y = min(Float(board) * gap, height - 0.03)
      shelf.box(Vector3(0, y, 0), Vector3(width, 0.025, depth), body)
      guard board < boards else { continue }
      if random.chance(fullness * 0.9) {
        books(&shelf, Vector3(0, y + 0.025, 0), width - 0.08, gap - 0.06, depth)
      } else if random.chance(0.7) {
        clutter(
          &shelf, Vector3(0, y + 0.025, 0), SIMD2(width * 0.8, depth * 0.5),
          count: 1 + random.index(below: 3), tallest: gap - 0.06)
      }
    }
    return shelf
  }

  /// A row of books from the left, in a few groups of different heights; NYUv2 calls many of them furniture.
  mutating func books(
    _ piece: inout PieceBuilder, _ base: Vector3, _ width: Float, _ height: Float, _ depth: Float
  ) {
    var x = -width / 2
    let end = width / 2 * between(0.4, 1)
    while x < end - 0.08 {
      let wide = min(between(0.08, 0.4), end - x)
      let tall = height * between(0.7, 0.98)
      let deep = depth * between(0.55, 0.85)
      piece.box(
        Vector3(base.x + x + wide / 2, base.y, base.z), Vector3(wide - 0.004, tall, deep),
        palette.spines(), .books, lean: SIMD2(random.chance(0.2) ? 0.12 : 0, 0), isDetail: true)
      x += wide + (random.chance(0.2) ? 0.06 : 0)
    }
  }

  /// A television on a low cabinet.
  mutating func televisionStand() -> PieceBuilder {
    var stand = cabinet(
      width: between(1, 1.8), height: between(0.4, 0.65), depth: between(0.4, 0.5), top: 0)
    let height = stand.high.y
    let width = between(0.8, 1.4)
    let shell = palette.casing()
    let screen = palette.screen(random.chance(0.35))
    stand.box(Vector3(0, height, 0), Vector3(0.35, 0.02, 0.2), shell, .tv)
    stand.box(Vector3(0, height, -0.01), Vector3(0.08, 0.06, 0.03), shell, .tv)
    stand.box(Vector3(0, height + 0.05, 0), Vector3(width, width * 0.58, 0.06), shell, .tv)
    stand.box(
      Vector3(0, height + 0.08, 0.031), Vector3(width - 0.06, width * 0.58 - 0.06, 0.006), screen,
      .tv
    )
    return stand
  }
}

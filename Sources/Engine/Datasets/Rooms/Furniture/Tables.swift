extension Joiner {
  /// A dining table or desk; its top may carry things.
  mutating func table(desk: Bool) -> PieceBuilder {
    var table = PieceBuilder(.table)
    let width = between(desk ? 0.9 : 0.8, desk ? 1.7 : 2)
    let depth = between(desk ? 0.5 : 0.75, desk ? 0.8 : 1.1)
    let height = between(0.7, 0.78)
    let material = palette.wood()
    let leg = random.chance(0.6) ? material : palette.metal()
    if !desk && random.chance(0.3) {
      let radius = width / 2 * 0.9
      table.cylinder(Vector3(0, height - 0.04, 0), radius: radius, height: 0.04, material)
      table.cylinder(Vector3(0, 0.03, 0), radius: 0.05, height: height - 0.06, leg)
      table.cylinder(Vector3(), radius: 0.28, height: 0.04, leg, taper: 0.7)
    } else {
      table.box(Vector3(0, height - 0.05, 0), Vector3(width, 0.05, depth), material)
      if desk && random.chance(0.6) {
        table.box(Vector3(-width / 2 + 0.03, 0, 0), Vector3(0.04, height - 0.05, depth - 0.04), leg)
        let drawers = between(0.3, 0.45)
        table.box(
          Vector3(width / 2 - drawers / 2, 0.03, 0), Vector3(drawers, height - 0.08, depth - 0.05),
          material)
        handles(&table, width / 2 - drawers / 2, depth / 2 - 0.02, height, drawers)
      } else {
        legs(&table, width: width - 0.04, depth: depth - 0.04, height: height - 0.05, leg)
        if random.chance(0.4) {
          table.box(
            Vector3(0, height - 0.14, 0), Vector3(width - 0.1, 0.09, depth - 0.1), material)
        }
      }
    }
    let share = desk ? between(0.4, 0.9) : 0.6
    clutter(
      &table, Vector3(0, height, 0), SIMD2(width * 0.85, depth * 0.75) * share,
      count: random.index(below: desk ? 4 : 3))
    if desk && random.chance(0.8) {
      monitor(&table, Vector3(between(-0.2, 0.2) * width, height, -depth * 0.2))
    }
    return table
  }

  mutating func coffeeTable() -> PieceBuilder {
    var table = PieceBuilder(.table)
    let width = between(0.7, 1.3)
    let depth = between(0.5, 0.8)
    let height = between(0.35, 0.5)
    let material = palette.wood()
    if random.chance(0.3) {
      let radius = depth * 0.6
      table.cylinder(Vector3(0, height - 0.04, 0), radius: radius, height: 0.04, material)
      table.cylinder(Vector3(), radius: radius * 0.6, height: height - 0.04, material, taper: 1.4)
    } else {
      table.box(Vector3(0, height - 0.04, 0), Vector3(width, 0.04, depth), material)
      legs(&table, width: width - 0.03, depth: depth - 0.03, height: height - 0.04, material)
      if random.chance(0.4) {
        table.box(Vector3(0, 0.12, 0), Vector3(width - 0.08, 0.02, depth - 0.08), material)
      }
    }
    clutter(
      &table, Vector3(0, height, 0), SIMD2(width * 0.7, depth * 0.7), count: random.index(below: 3))
    return table
  }

  /// A screen on its foot.
  mutating func monitor(_ piece: inout PieceBuilder, _ base: Vector3) {
    let width = between(0.5, 0.75)
    let shell = palette.casing()
    piece.box(base, Vector3(0.2, 0.02, 0.16), shell, .tv)
    piece.box(base + Vector3(0, 0, -0.02), Vector3(0.05, 0.15, 0.03), shell, .tv)
    let middle = base + Vector3(0, 0.1, 0)
    piece.box(middle, Vector3(width, width * 0.62, 0.04), shell, .tv)
    piece.box(
      middle + Vector3(0, 0.015, 0.021), Vector3(width - 0.03, width * 0.62 - 0.03, 0.004),
      palette.screen(random.chance(0.35)), .tv, isDetail: true)
  }

  /// A front divided into drawers or doors by shadow gaps and handles.
  mutating func handles(
    _ piece: inout PieceBuilder, _ x: Float, _ z: Float, _ height: Float, _ width: Float
  ) {
    let metal = palette.metal()
    let count = 2 + random.index(below: 3)
    for drawer in 0..<count {
      let y = height * (Float(drawer) + 0.62) / (Float(count) + 0.2)
      piece.box(Vector3(x, y, z + 0.012), Vector3(width * 0.35, 0.02, 0.025), metal, isDetail: true)
    }
  }
}

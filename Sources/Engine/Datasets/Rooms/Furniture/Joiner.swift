/// Makes pieces of furniture: every one with sizes, proportions, style and materials of its own.
struct Joiner {
  var palette: Palette
  var random: RandomStream

  init(_ random: RandomStream) {
    palette = Palette(random.stream("materials"))
    self.random = random.stream("furniture")
  }

  mutating func between(_ low: Float, _ high: Float) -> Float { random.float(low, high) }

  /// Four legs of one kind under a rectangle centred on the piece's axis.
  mutating func legs(
    _ builder: inout PieceBuilder, width: Float, depth: Float, height: Float, _ material: Int32
  ) {
    let thickness = between(0.03, 0.07)
    let round = random.chance(0.4)
    let taper = between(0.8, 1.3)
    for (x, z) in [(-1, -1), (1, -1), (-1, 1), (1, 1)] as [(Float, Float)] {
      let base = Vector3(x * (width - thickness) / 2, 0, z * (depth - thickness) / 2)
      if round {
        builder.cylinder(
          base, radius: thickness / 2, height: height, material, taper: taper)
      } else {
        builder.box(base, Vector3(thickness, height, thickness), material)
      }
    }
  }
}

/// What stands behind a head, out of focus.
struct Backdrop {
  enum Kind: Int16, CaseIterable { case plain, wall, lights, leaves, panels, sky }
  var kind = Kind.plain
  var first = Vector3(0.3, 0.3, 0.3)
  var second = Vector3(0.2, 0.2, 0.2)
  var slant = SIMD2<Float>(0, 1)
  var scale: Float = 1
  var seed: UInt32 = 1

  /// Linear colour at a place, −1…1 to the right and up.
  func colour(_ x: Float, _ y: Float) -> Vector3 {
    let along = x * slant.x + y * slant.y
    let t = clamp(0.5 + 0.5 * along, 0, 1)
    switch kind {
    case .plain: return mix(first, second, t)
    case .wall:
      let uneven = noise(x * 3 * scale + 20, y * 3 * scale + 20, seed)
      return mix(first, second, t) * (0.8 + 0.4 * uneven)
    case .lights: return mix(first, second, t) * 0.5 + spots(x, y)
    case .leaves:
      let large = noise(x * 4 * scale + 30, y * 4 * scale + 30, seed)
      let small = noise(x * 11 * scale + 60, y * 11 * scale + 60, seed &+ 1)
      return mix(first, second, smoothStep(0.25, 0.8, 0.65 * large + 0.35 * small))
        * (0.6 + 0.6 * t)
    case .panels:
      let place = (x * slant.y - y * slant.x + 2) * 1.6 * scale
      let index = place.rounded(.down)
      let inside = place - index
      let tone = hashed(Int32(index), 1, seed)
      let other = hashed(Int32(index) &+ 1, 1, seed)
      return mix(first, second, lerp(tone, other, smoothStep(0.9, 1, inside))) * (0.8 + 0.3 * t)
    case .sky:
      let clouds = smoothStep(0.45, 0.8, noise(x * 2 + 20, y * 4 + 20, seed))
      let horizon = smoothStep(-0.25, -0.1, y + 0.15 * noise(x * 3 + 40, 1, seed))
      let air = mix(mix(second, first, 0.5 + 0.5 * y), Vector3(repeating: 0.8), clouds * 0.7)
      return mix(Vector3(0.1, 0.13, 0.06), air, horizon)
    }
  }

  /// Discs of light, as a wide lens makes of lamps.
  private func spots(_ x: Float, _ y: Float) -> Vector3 {
    var sum = Vector3()
    for index in 0..<9 as Range<Int32> {
      let at = SIMD2(hashed(index, 1, seed), hashed(index, 2, seed)) * 2.4 - 1.2
      let radius = 0.1 + 0.22 * hashed(index, 3, seed)
      let from = (SIMD2(x, y) - at) / radius
      let inside = smoothStep(1.1, 0.9, (from * from).sum())
      let tint = mix(second * 1.4, Vector3(0.9, 0.6, 0.3), hashed(index, 4, seed))
      sum += tint * (inside * (0.2 + 0.5 * hashed(index, 5, seed)))
    }
    return sum
  }
}

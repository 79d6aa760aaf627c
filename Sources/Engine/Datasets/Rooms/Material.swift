/// What a surface looks like. Patterns live on the two coordinates of the piece's frame that the surface faces
/// least; all are computed, none is stored.
struct Material: Sendable {
  enum Pattern: UInt8, CaseIterable, Sendable {
    case plain, planks, tiles, bricks, stripes, checks, carpet, marble, dots, spines, art, outdoors
    case screen
  }

  var pattern: Pattern
  /// Linear albedo 0…1.
  var first: Vector3
  var second: Vector3
  /// Metres of one repetition.
  var scale = SIMD2<Float>(1, 1)
  /// The pattern a quarter turn round.
  var swapped = false
  /// Of brightness, by noise: 0 none.
  var roughness: Float = 0.1
  /// 0 matt … 1 mirror-like.
  var gloss: Float = 0
  /// Light of its own, as a multiple of the colour.
  var glow: Float = 0
  /// Share of the surface that an infrared depth sensor does not see.
  var unseen: Float = 0
  var seed: UInt32

  /// Albedo at a place in metres; details finer than `footprint` metres fade into their mean.
  func colour(_ place: SIMD2<Float>, _ footprint: Float) -> Vector3 {
    let p = swapped ? SIMD2(place.y, place.x) : place
    let q = p / scale
    let blur = SIMD2<Float>(repeating: footprint) / scale
    let base: Vector3
    switch pattern {
    case .plain: base = mix(first, second, faded(q * 2, blur.x * 2, seed) * 0.5)
    case .planks: base = planks(p, footprint)
    case .tiles: base = tiles(q, blur, shift: 0)
    case .bricks: base = tiles(q, blur, shift: 0.5)
    case .stripes: base = mix(first, second, wave(q.x, blur.x))
    case .checks:
      base = mix(first, second, (wave(q.x, blur.x) + wave(q.y, blur.y)) / 2)
    case .carpet:
      let patch = faded(q, blur.x, seed) + 0.5 * faded(q * 3, blur.x * 3, seed &+ 9)
      base = mix(first, second, clamp(patch - 0.25, 0, 1))
    case .marble:
      let bend = noise(q.x * 1.5, q.y * 1.5, seed) * 3 + noise(q.x * 4, q.y * 4, seed &+ 5)
      base = mix(first, second, 1 - clamp(abs(wave(q.x + bend, blur.x) - 0.5) * 6, 0, 1))
    case .dots: base = dots(q, blur.x)
    case .spines: base = spines(q, blur)
    case .art: base = art(q)
    case .outdoors: base = outdoors(q)
    case .screen: base = mix(first, second, noise(q.x * 3, q.y * 3, seed) > 0.6 ? 1 : 0)
    }
    let grain = faded(p * 60, footprint * 60, seed &+ 77) - 0.5
    let stain = noise(p.x * 2.3, p.y * 2.3, seed &+ 78) - 0.5
    let tone = 1 + roughness * (grain * 1.2 + stain * 0.9)
    return base * tone
  }

  /// Noise that is its mean where it is finer than a pixel.
  private func faded(_ q: SIMD2<Float>, _ blur: Float, _ seed: UInt32) -> Float {
    let strength = clamp(1.6 - 1.6 * blur, 0, 1)
    return strength == 0 ? 0.5 : 0.5 + (noise(q.x, q.y, seed) - 0.5) * strength
  }

  /// A square wave of period 1 with edges as wide as a pixel.
  private func wave(_ x: Float, _ blur: Float) -> Float {
    if blur > 0.7 { return 0.5 }
    let phase = x - x.rounded(.down)
    let distance = phase < 0.5 ? 0.25 - abs(phase - 0.25) : abs(phase - 0.75) - 0.25
    return clamp(0.5 + distance / max(blur, 0.02), 0, 1)
  }

  /// How much of a pixel is within `width` of the edges of a unit cell.
  private func joint(_ phase: Float, _ width: Float, _ blur: Float) -> Float {
    let distance = min(phase, 1 - phase)
    return clamp((width - distance) / max(blur, 0.01) + 0.5, 0, 1)
      * min(1, 2 * width / max(blur, width))
  }

  private func planks(_ p: SIMD2<Float>, _ footprint: Float) -> Vector3 {
    let across = p.y / scale.y
    let row = across.rounded(.down)
    let along = p.x / scale.x + 7 * hashed(Int32(row), 3, seed)
    let plank = along.rounded(.down)
    let tone = hashed(Int32(plank), Int32(row), seed)
    let grain = faded(SIMD2(p.x * 5, p.y * 70), footprint * 70, seed &+ UInt32(tone * 64))
    let gap = joint(across - row, 0.03, footprint / scale.y)
    let base = mix(first, second, clamp(tone * 0.7 + (grain - 0.5) * 0.6 + 0.1, 0, 1))
    return base * (1 - 0.6 * gap)
  }

  private func tiles(_ q: SIMD2<Float>, _ blur: SIMD2<Float>, shift: Float) -> Vector3 {
    let row = q.y.rounded(.down)
    let x = q.x + (Int32(row) & 1 == 1 ? shift : 0)
    let column = x.rounded(.down)
    let grout = max(joint(x - column, 0.03, blur.x), joint(q.y - row, 0.03, blur.y))
    let tone = 0.85 + 0.3 * hashed(Int32(column), Int32(row), seed)
    return mix(first * tone, second, grout)
  }

  private func dots(_ q: SIMD2<Float>, _ blur: Float) -> Vector3 {
    let column = q.x.rounded(.down)
    let row = q.y.rounded(.down)
    let h = hash32(Int32(column), Int32(row), seed)
    let x = q.x - column - 0.35 - 0.3 * fraction(h)
    let y = q.y - row - 0.35 - 0.3 * fraction(h &* 747_796_405)
    let distance = (x * x + y * y).squareRoot()
    return mix(first, second, clamp((0.3 - distance) / max(blur, 0.05) + 0.5, 0, 1))
  }

  /// Things in a row, each of its own colour and height: backs of books, folded cloth, cans.
  private func spines(_ q: SIMD2<Float>, _ blur: SIMD2<Float>) -> Vector3 {
    let warped = q.x + 0.35 * noise(q.x * 2, 0.5, seed)
    let column = warped.rounded(.down)
    let h = hash32(Int32(column), 11, seed)
    let colour = vivid(h)
    let edge = joint(warped - column, 0.06, blur.x)
    let band = joint(
      (q.y * (1 + fraction(h))) - (q.y * (1 + fraction(h))).rounded(.down), 0.1, blur.y)
    return mix(mix(first, colour, 0.75) * (1 - 0.7 * edge), second, 0.4 * band)
  }

  /// A painting or a photograph: patches of a few colours over a horizon.
  private func art(_ q: SIMD2<Float>) -> Vector3 {
    let x = q.x + 0.5 * noise(q.x * 2, q.y * 2, seed)
    let y = q.y + 0.5 * noise(q.x * 2, q.y * 2, seed &+ 1)
    let patch = Int32((noise(x * 3, y * 4, seed &+ 2) * 5).rounded(.down))
    return mix(mix(first, second, clamp(q.y + 0.5, 0, 1)), vivid(hash32(patch, 5, seed)), 0.6)
  }

  /// Sky over trees and houses, blurred as through glass.
  private func outdoors(_ q: SIMD2<Float>) -> Vector3 {
    let skyline = 0.1 + 0.5 * noise(q.x * 2.5, 1, seed) + 0.15 * noise(q.x * 9, 2, seed)
    let sky = mix(second, Vector3(repeating: 1), noise(q.x * 1.5, q.y * 3, seed &+ 3))
    let leaf = noise(q.x * 10, q.y * 10, seed &+ 4)
    return mix(first * (0.3 + leaf), sky, clamp((q.y - skyline) * 8 + 0.5, 0, 1))
  }
}

/// A colour of any hue from a hash.
func vivid(_ h: UInt32) -> Vector3 {
  let hue = fraction(h &* 2_654_435_761) * 6
  let strength = fraction(h &* 1_597_334_677)
  let light = 0.08 + 0.6 * fraction(h &* 3_812_015_801)
  let pure = Vector3(
    clamp(abs(hue - 3) - 1, 0, 1), clamp(2 - abs(hue - 2), 0, 1), clamp(2 - abs(hue - 4), 0, 1))
  return mix(Vector3(repeating: 1), pure, strength * strength) * light
}

/// Draws materials. Every kind of thing has a usual look and, often enough, any other: colour and texture alone
/// do not give the class away.
struct Palette {
  private(set) var materials: [Material] = []
  var random: RandomStream
  /// Share of surfaces that look like anything at all.
  private let surprise = 0.25

  init(_ random: RandomStream) { self.random = random }

  mutating func add(_ material: Material) -> Int32 {
    materials.append(material)
    return Int32(materials.count - 1)
  }

  mutating func wood() -> Int32 {
    random.chance(surprise) ? anything() : add(woodMaterial())
  }

  mutating func fabric() -> Int32 {
    random.chance(surprise) ? anything() : add(fabricMaterial())
  }

  mutating func paint() -> Int32 {
    random.chance(surprise / 2) ? anything() : add(paintMaterial())
  }

  mutating func metal() -> Int32 {
    if random.chance(surprise) { return anything() }
    let tone = random.float(0.03, 0.6)
    return add(
      Material(
        pattern: .plain, first: tinted(tone, 0.05), second: tinted(tone, 0.05), roughness: 0.05,
        gloss: random.float(0.2, 0.9), unseen: 0.08, seed: random.seed()))
  }

  mutating func anything() -> Int32 {
    switch random.index(below: 4) {
    case 0: add(woodMaterial())
    case 1: add(fabricMaterial())
    case 2: add(paintMaterial())
    default: add(tileMaterial())
    }
  }

  mutating func floor() -> Int32 {
    switch random.weighted([0.35, 0.35, 0.2, 0.1]) {
    case 0:
      var planks = woodMaterial()
      planks.pattern = .planks
      return add(planks)
    case 1:
      let tone = random.float(0.08, 0.55)
      return add(
        Material(
          pattern: .carpet, first: tinted(tone, 0.25), second: tinted(tone * 0.8, 0.25),
          scale: SIMD2(repeating: random.float(0.1, 0.8)), roughness: random.float(0.1, 0.5),
          seed: random.seed()))
    case 2: return add(tileMaterial())
    default: return anything()
    }
  }

  mutating func walls() -> Int32 {
    switch random.weighted([0.65, 0.15, 0.08, 0.12]) {
    case 0: return add(paintMaterial())
    case 1:
      let tone = random.float(0.3, 0.75)
      return add(
        Material(
          pattern: random.pick([.stripes, .dots, .checks]), first: tinted(tone, 0.2),
          second: tinted(tone * random.float(0.75, 1.1), 0.2),
          scale: SIMD2(repeating: random.float(0.08, 0.3)), roughness: 0.06, seed: random.seed()))
    case 2: return add(tileMaterial())
    default: return anything()
    }
  }

  mutating func ceiling() -> Int32 {
    if random.chance(0.2) { return add(paintMaterial()) }
    let tone = random.float(0.55, 0.9)
    return add(
      Material(
        pattern: random.chance(0.25) ? .tiles : .plain, first: tinted(tone, 0.06),
        second: tinted(tone * 0.8, 0.06), scale: SIMD2(0.6, 0.6), roughness: 0.06,
        seed: random.seed()))
  }

  mutating func spines() -> Int32 {
    add(
      Material(
        pattern: .spines, first: tinted(random.float(0.1, 0.6), 0.4), second: tinted(0.6, 0.2),
        scale: SIMD2(random.float(0.025, 0.06), random.float(0.15, 0.4)), roughness: 0.1,
        seed: random.seed()))
  }

  /// A picture of the given size, centred on its piece's axis.
  mutating func art(_ width: Float, _ height: Float) -> Int32 {
    if random.chance(0.25) { return anything() }
    return add(
      Material(
        pattern: .art, first: vivid(random.seed()), second: vivid(random.seed()),
        scale: SIMD2(width, height), roughness: 0.05, gloss: random.float(0, 0.5), unseen: 0.05,
        seed: random.seed()))
  }

  mutating func outdoors(_ height: Float, glow: Float) -> Int32 {
    add(
      Material(
        pattern: .outdoors, first: Vector3(0.1, random.float(0.1, 0.25), 0.08),
        second: Vector3(random.float(0.45, 0.9), 0.75, 0.95), scale: SIMD2(height, height),
        roughness: 0.02, gloss: 0.5, glow: glow, unseen: 0.75, seed: random.seed()))
  }

  /// What screens are set in: mostly black.
  mutating func casing() -> Int32 {
    if random.chance(surprise) { return metal() }
    let tone = random.float(0.01, 0.06)
    return add(
      Material(
        pattern: .plain, first: tinted(tone, 0.1), second: tinted(tone, 0.1), roughness: 0.05,
        gloss: random.float(0.2, 0.9), unseen: 0.15, seed: random.seed()))
  }

  mutating func screen(_ lit: Bool) -> Int32 {
    add(
      Material(
        pattern: lit ? .art : .plain, first: lit ? vivid(random.seed()) : tinted(0.015, 0.2),
        second: lit ? vivid(random.seed()) : tinted(0.02, 0.2), scale: SIMD2(0.9, 0.6),
        roughness: 0.03, gloss: 0.8, glow: lit ? random.float(0.3, 1.2) : 0, unseen: 0.5,
        seed: random.seed()))
  }

  mutating func mirror() -> Int32 {
    let tone = random.float(0.25, 0.6)
    return add(
      Material(
        pattern: .art, first: tinted(tone, 0.15), second: tinted(tone * 0.6, 0.15),
        scale: SIMD2(1.5, 1.5), roughness: 0.03, gloss: 0.9, unseen: 0.5, seed: random.seed()))
  }

  mutating func glowing(_ glow: Float) -> Int32 {
    add(
      Material(
        pattern: .plain, first: tinted(0.85, 0.12), second: tinted(0.8, 0.12), roughness: 0.03,
        glow: glow, unseen: 0.1, seed: random.seed()))
  }

  /// Around a grey: warmer more often than colder, as indoor paints and fabrics are.
  private mutating func tinted(_ tone: Float, _ spread: Float) -> Vector3 {
    let warmth = random.float(-0.4, 1) * spread
    let green = random.float(-0.3, 0.3) * spread
    return Vector3(
      clamp(tone * (1 + warmth), 0, 0.95), clamp(tone * (1 + green), 0, 0.95),
      clamp(tone * (1 - warmth), 0, 0.95))
  }

  private mutating func woodMaterial() -> Material {
    let tone = random.float(0.04, 0.5)
    let red = random.float(1.1, 1.7)
    let base = Vector3(tone * red, tone, tone * random.float(0.35, 0.75))
    return Material(
      pattern: random.chance(0.7) ? .planks : .plain, first: base * 0.75, second: base * 1.15,
      scale: SIMD2(random.float(0.6, 1.8), random.float(0.06, 0.2)), swapped: random.chance(0.5),
      roughness: random.float(0.05, 0.25), gloss: random.float(0, 0.4), seed: random.seed())
  }

  private mutating func fabricMaterial() -> Material {
    let tone = random.float(0.03, 0.75)
    let first =
      random.chance(0.4) ? vivid(random.seed()) : tinted(tone, random.float(0.1, 0.5))
    let second =
      random.chance(0.3)
      ? vivid(random.seed()) : first * random.float(0.6, 1.3)
    let patterns: [Material.Pattern] = [
      .plain, .plain, .plain, .carpet, .stripes, .checks, .dots, .marble,
    ]
    return Material(
      pattern: random.pick(patterns), first: first, second: second,
      scale: SIMD2(random.float(0.06, 0.4), random.float(0.06, 0.4)), swapped: random.chance(0.5),
      roughness: random.float(0.05, 0.35), seed: random.seed())
  }

  private mutating func paintMaterial() -> Material {
    let tone = random.float(0.25, 0.85)
    let colour = tinted(tone, random.chance(0.3) ? 0.5 : 0.15)
    return Material(
      pattern: .plain, first: colour, second: colour * random.float(0.9, 1.05),
      roughness: random.float(0.02, 0.15), gloss: random.float(0, 0.25), seed: random.seed())
  }

  private mutating func tileMaterial() -> Material {
    let tone = random.float(0.1, 0.8)
    let size = random.float(0.08, 0.5)
    return Material(
      pattern: random.chance(0.7) ? .tiles : .bricks, first: tinted(tone, 0.3),
      second: tinted(tone * random.float(0.4, 1.3), 0.1),
      scale: SIMD2(size * (random.chance(0.5) ? 2 : 1), size), roughness: random.float(0.02, 0.2),
      gloss: random.float(0, 0.5), unseen: 0.02, seed: random.seed())
  }
}

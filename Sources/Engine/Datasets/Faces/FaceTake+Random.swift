extension FaceTake {
  /// Drawn apart from who is in the picture.
  init(_ random: inout RandomStream) {
    light = FaceLight(&random)
    yaw = Double(0.24 * random.bell())
    pitch = Double(0.1 * random.bell())
    roll = Double(0.07 * random.bell())
    distance = random.float(9, 22)
    extent = random.float(2.45, 2.9)
    shift = SIMD2(0.015 * random.bell(), 0.015 * random.bell())
    backdrop = Backdrop(&random)
    photo = FacePhoto(&random)
  }
}

extension FaceLight {
  init(_ random: inout RandomStream) {
    let aside = random.float(-0.9, 0.9)
    let high = random.float(0.05, 0.95)
    direction = normalized(Vector3(aside, high, random.float(0.45, 1.1)))
    let strength = random.float(0.7, 1.7)
    let warmth = random.float(-0.1, 0.25)
    colour = Vector3(1 + warmth, 1, 1 - warmth) * strength
    let around = random.float(0.2, 0.75)
    let tint = random.float(-0.12, 0.12)
    above = Vector3(1 - tint, 1, 1 + tint) * around
    below = Vector3(1 + 0.5 * warmth, 0.95, 0.85) * (around * random.float(0.35, 0.75))
    fillDirection = normalized(Vector3(-aside * 1.5, 0.1, 0.8))
    fill = Vector3(repeating: random.float(0, 0.35))
    softness = random.float(0, 1)
    // Together about as bright in every light.
    let total = strength * 0.65 + around * 0.8 + fill.x * 0.5
    let scale = 1.15 / total
    colour *= scale
    above *= scale
    below *= scale
    fill *= scale
  }
}

extension Backdrop {
  init(_ random: inout RandomStream) {
    kind = random.pick(Kind.allCases)
    first = Self.tone(&random)
    second = Self.tone(&random)
    switch kind {
    case .plain: second = first * random.float(0.5, 1.1)
    case .wall: second = first * random.float(0.6, 1)
    case .lights: first = first * 0.5
    case .leaves:
      if random.chance(0.7) {
        first = Vector3(0.04, 0.07, 0.02)
        second = Vector3(random.float(0.15, 0.5), random.float(0.3, 0.6), 0.1)
      }
    case .panels: break
    case .sky:
      first = Vector3(0.12, 0.27, 0.6) * random.float(0.7, 1.3)
      second = Vector3(0.5, 0.6, 0.7)
    }
    let (sine, cosine) = sineCosine(random.uniform(-.pi, .pi))
    slant = SIMD2(sine, cosine)
    scale = random.float(0.6, 1.4)
    seed = random.seed()
  }

  private static func tone(_ random: inout RandomStream) -> Vector3 {
    let tone = random.float(0.02, 0.75)
    let warm = random.float(-0.4, 0.5) * random.float(0, 1)
    return Vector3(tone * (1 + warm), tone * (1 + 0.2 * warm), tone * (1 - warm))
  }
}

extension FacePhoto {
  init(_ random: inout RandomStream) {
    gain = 1 + clamp(0.22 * random.bell(), -0.45, 0.6)
    let warmth = 0.06 * random.bell()
    balance = Vector3(1 + warmth, 1, 1 - warmth)
    blur = random.chance(0.35) ? random.float(0, 0.016) : 0
    grain = random.float(0.003, 0.022)
    contrast = random.float(0.88, 1.15)
    colour = random.chance(0.04) ? 0 : random.float(0.75, 1.1)
    seed = random.seed()
  }
}

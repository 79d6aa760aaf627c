extension FaceCaster {
  mutating func setMakeUp(_ look: inout FaceLook) {
    guard random.chance(looks < 13 ? 0.02 : isFemale ? 0.6 : 0.02) else { return }
    let strength = random.float(0.25, 1)
    look.mouth.paint = random.chance(0.8) ? strength : 0
    let red = random.pick([
      Vector3(0.42, 0.05, 0.06), Vector3(0.5, 0.14, 0.17), Vector3(0.3, 0.05, 0.09),
      Vector3(0.45, 0.18, 0.13),
    ])
    look.mouth.colour = mix(look.mouth.colour, red, look.mouth.paint * 0.8)
    look.eyes.liner = strength * random.float(0.4, 1)
    look.eyes.shadowStrength = random.chance(0.5) ? 0.45 * strength : 0
    look.eyes.shadow =
      look.skin.colour * 0.5
      + random.pick([
        Vector3(0.03, 0.01, 0.02), Vector3(0.02, 0.03, 0.08), Vector3(0.1, 0.05, 0.02),
      ])
    look.skin.blush = min(1.2, look.skin.blush + 0.4 * strength)
    look.brows.density = min(1, look.brows.density + 0.1)
    // Powder hides some of the lines.
    let hide = 1 - 0.35 * strength
    look.skin.crow *= hide
    look.skin.forehead *= hide
    look.skin.spots *= hide * hide
    look.eyes.bags *= hide
    look.skin.mottle *= hide
  }

  mutating func setWear(_ look: inout FaceLook) {
    var wear = WearLook()
    let old = aged(40, 75)
    if looks > 4 && random.chance(Double(0.1 + 0.28 * old)) {
      wear.glasses = .clear
    } else if looks > 6 && random.chance(0.025) {
      wear.glasses = .dark
    }
    wear.frame = random.pick([
      Vector3(0.012, 0.012, 0.014), Vector3(0.03, 0.03, 0.035), Vector3(0.16, 0.08, 0.04),
      Vector3(0.3, 0.27, 0.22), Vector3(0.25, 0.03, 0.05),
    ])
    wear.frameWidth = random.float(0.011, 0.026)
    wear.lens = SIMD2(random.float(0.2, 0.24), random.float(0.13, 0.19))
    if random.chance(looks < 6 ? 0.12 : 0.05) {
      wear.hat =
        [.beanie, .cap, .brim][random.weighted(looks < 6 ? [0.7, 0.2, 0.1] : [0.35, 0.4, 0.25])]
    }
    wear.hatColour = cloth()
    if random.chance(isFemale ? (looks < 10 ? 0.15 : 0.4) : 0.04) {
      wear.earring = random.float(0.03, 0.065)
    }
    wear.cloth = cloth()
    wear.second = random.chance(0.5) ? wear.cloth * random.float(0.5, 1.3) : cloth()
    wear.stripes = random.chance(0.2) ? 1 : 0
    wear.hasCollar = random.chance(
      Double(clamp(0.25 - 0.2 * feminine + 0.2 * old, 0.03, 0.9)) * (looks < 8 ? 0.3 : 1))
    wear.neckline =
      wear.hasCollar
      ? random.float(0.15, 0.35) : clamp(0.12 + 0.1 * feminine + 0.1 * random.bell(), 0.02, 0.45)
    look.wear = wear
  }

  private mutating func cloth() -> Vector3 {
    let tone = random.float(0.02, 0.65)
    let vivid = random.chance(0.4) ? random.float(0.3, 0.9) : random.float(0, 0.25)
    let hue = random.float(0, 6)
    func channel(_ at: Float) -> Float {
      let turn = hue + at - 6 * ((hue + at) / 6).rounded(.down)
      return clamp(abs(turn - 3) - 1, 0, 1)
    }
    return mix(
      Vector3(repeating: tone), Vector3(channel(0), channel(4), channel(2)) * (0.15 + tone), vivid)
  }
}

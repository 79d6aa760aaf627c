extension FaceCaster {
  mutating func setHair(_ look: inout FaceLook) {
    var hair = HairLook()
    hair.seed = random.seed()
    hair.curl = clamp(mixed(0.25, 0.95, 0.1, 0.3, 0.15), 0, 1)
    let child = look.head.childness
    let natural = naturalColour()
    let grey = greyness()
    let white = Vector3(repeating: random.float(0.42, 0.7)) * Vector3(1, 0.99, 0.96)
    hair.colour = mix(natural, white, grey)
    hair.line = 0.64 + 0.05 * random.bell() + 0.06 * child
    hair.density = looks < 2.5 ? clamp(0.25 + 0.3 * looks + 0.25 * random.bell(), 0, 1) : 1
    hair.volume = clamp(
      0.075 + 0.03 * random.bell() + 0.09 * hair.curl * random.float(0, 1), 0.02, 0.3)
    if random.chance(0.5) { hair.part = random.pick([-1, 1]) * random.float(0.3, 1) }
    setLength(&hair)
    if looks > 2 && hair.fringe == 0 { hair.lift = random.float(0, 0.14) * random.float(0.2, 1) }
    setLoss(&hair)
    look.hair = hair
    look.brows.colour = mix(natural, white, grey * 0.7)
    look.beard.colour = mix(natural, white, min(1, grey * 1.15))
  }

  private mutating func naturalColour() -> Vector3 {
    let dark =
      clamp(mixed(0.5, 1.02, 1, 0.98, 0), 0, 1.1)
      + (descent[0] > 0.5 ? 0.28 * random.bell() : 0.05 * random.bell())
    let youth = looks < 10 && descent[0] > 0.5 ? Float(0.2) : 0
    let tones = [
      Vector3(0.50, 0.36, 0.18), Vector3(0.28, 0.17, 0.08), Vector3(0.11, 0.06, 0.03),
      Vector3(0.04, 0.023, 0.015), Vector3(0.012, 0.010, 0.010),
    ]
    let place = clamp(dark - youth, 0, 1) * 4
    let index = min(3, Int(place))
    var colour = mix(tones[index], tones[index + 1], place - Float(index))
    if random.chance(Double(0.08 * descent[0])) {
      colour = mix(colour, Vector3(0.3, 0.085, 0.025), 0.8)
    }
    return colour
  }

  /// Some dye it.
  private mutating func greyness() -> Float {
    let start = 42 + 8 * random.bell()
    let grey = smoothStep(start, start + 30, looks + 3 * random.bell())
    let dyes = random.chance(isFemale ? 0.4 : 0.08)
    return dyes ? grey * random.float(0, 0.25) : grey
  }

  private mutating func setLength(_ hair: inout HairLook) {
    let long = feminine * 0.85 - 0.35 * aged(45, 85) + 0.45 * random.bell()
    hair.sideburn = clamp(-feminine + 0.4 * random.bell(), 0, 1)
    if looks < 2 {
      hair.volume *= 0.5
      return
    }
    if hair.curl > 0.65 {
      // Curls stand rather than hang.
      if long > 0.1 && random.chance(0.55) {
        hair.volume = random.float(0.15, 0.42)
      } else if long > 0.35 {
        hang(&hair)
      } else {
        hair.volume = random.float(0.02, 0.1)
      }
      return
    }
    if long > 0.3 {
      if random.chance(0.25) {
        if random.chance(0.5) { hair.bun = random.float(0.2, 0.32) }
        hair.volume *= 0.8
      } else {
        hang(&hair)
      }
    } else if long < -0.9 {
      hair.volume = random.float(0.01, 0.04)
    }
    if random.chance(long > 0 ? 0.35 : 0.2) {
      hair.fringe = random.float(0.08, long > 0 ? 0.36 : 0.24)
    }
  }

  private mutating func hang(_ hair: inout HairLook) {
    hair.end = -random.float(0.35, 1) - (random.chance(0.6) ? 0.9 : 0.1)
    hair.front = random.chance(0.7) ? random.float(0.36, 0.46) : random.float(0.5, 0.58)
    hair.wave = clamp(hair.curl + 0.3 * random.bell(), 0, 1)
  }

  private mutating func setLoss(_ hair: inout HairLook) {
    let start = isFemale ? 70 : 33 + 9 * random.bell()
    let prone = isFemale ? 0.3 : random.float(0, 1)
    let loss = aged(start, start + 38) * prone
    hair.recession = clamp(loss * 1.3 + 0.35 * max(0, -feminine) * random.float(0, 1), 0, 1)
    hair.line += 0.12 * loss
    hair.bald = clamp((loss - 0.3) * 1.8, 0, 1)
    if hair.bald > 0.4 {
      hair.volume = min(hair.volume, 0.05)
      (hair.fringe, hair.lift) = (0, 0)
    }
    // Some shave it all.
    if !isFemale && looks > 18 && random.chance(Double(0.03 + 0.3 * hair.bald + 0.12 * descent[1]))
    {
      hair.density = random.chance(0.5) ? 0 : random.float(0.25, 0.55)
      (hair.volume, hair.lift, hair.fringe) = (0, 0, 0)
    }
    hair.density *= 1 - 0.25 * aged(60, 100)
  }

  mutating func setBrows(_ look: inout FaceLook) {
    var brows = look.brows
    let child = look.head.childness
    brows.height =
      0.2 + 0.022 * feminine + 0.018 * random.bell() - 0.02 * aged(45, 90) + 0.01 * child
    brows.thickness =
      0.042 * max(0.4, mixed(0.95, 1, 0.95, 1.12, 0.15) - 0.2 * feminine - 0.3 * child)
    brows.arch = 0.03 + 0.018 * feminine + 0.012 * random.bell()
    brows.tilt = 0.04 * random.bell() - 0.04 * aged(50, 95)
    brows.density = clamp(
      0.85 - 0.08 * feminine + 0.12 * random.bell() - 0.45 * child - 0.2 * aged(60, 95), 0.12, 1)
    if looks < 15 { brows.colour = mix(brows.colour, look.skin.colour, 0.3 * child) }
    look.brows = brows
  }

  mutating func setBeard(_ look: inout FaceLook) {
    let growth = smoothStep(15, 23, looks + 2 * random.bell()) * (isFemale ? 0 : 1)
    guard growth > 0 else { return }
    let strength = clamp(mixed(0.85, 0.8, 0.45, 1, 0.2), 0.1, 1.1) * growth
    var beard = look.beard
    switch random.weighted([0.4, 0.25, 0.12, 0.1, 0.13]) {
    case 0:
      // Shaved: a shadow, or none to be seen.
      let shade = random.float(0, 0.22) * strength
      (beard.cheeks, beard.chin, beard.moustache) = (shade * 0.8, shade, shade)
    case 1:
      let shade = random.float(0.2, 0.5) * strength
      (beard.cheeks, beard.chin, beard.moustache) = (shade * 0.9, shade, shade)
    case 2: beard.moustache = random.float(0.6, 0.95) * strength
    case 3: (beard.chin, beard.moustache) = (0.85 * strength, 0.8 * strength)
    default:
      (beard.cheeks, beard.chin, beard.moustache) = (
        0.85 * strength, 0.95 * strength, 0.9 * strength
      )
      beard.length = random.float(0.02, 0.14) * strength
    }
    look.beard = beard
  }
}

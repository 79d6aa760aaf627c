extension FaceCaster {
  mutating func setHead(_ look: inout FaceLook) {
    let old = aged(45, 95)
    var head = HeadShape()
    head.childness = clamp(1 - grown + 0.06 * random.bell(), 0, 1)
    let child = head.childness
    let weight = random.bell()
    head.width = mixed(0.99, 1, 1.03, 0.99, 0.03) + 0.012 * weight + 0.02 * child
    head.jaw = 1 - 0.06 * feminine + 0.035 * random.bell() + 0.03 * weight
    head.chin = mixed(1, 1, 0.97, 1, 0.07) - 0.1 * feminine
    head.cheek = clamp(0.15 + 0.9 * child + 0.25 * weight - 0.25 * old + 0.06 * feminine, -0.3, 1.3)
    head.bone = mixed(1, 1.0, 1.035, 1, 0.02) - 0.02 * child
    head.jowl = clamp(aged(38, 90) * (0.7 + 0.25 * random.bell()) + 0.1 * weight, 0, 1.2)
    head.hollow = clamp(aged(45, 95) * (0.7 - 0.3 * weight), 0, 1.2)
    head.browRidge = clamp(0.9 - 0.75 * feminine + 0.35 * random.bell() - 0.8 * child, -0.3, 2.2)
    head.socket = clamp(mixed(1.1, 0.95, 0.7, 1.15, 0.2) + 0.5 * old - 0.45 * child, 0.2, 2)
    head.noseWidth =
      mixed(0.95, 1.25, 1.06, 1.04, 0.1) - 0.07 * feminine + 0.1 * old - 0.05 * child
    head.noseLength = 1 - 0.03 * feminine + 0.06 * random.bell() + 0.09 * old - 0.1 * child
    head.noseBridge = mixed(1.15, 0.75, 0.6, 1.15, 0.25) - 0.15 * feminine
    head.noseTip = mixed(1.05, 0.95, 0.9, 1.08, 0.1) - 0.05 * feminine + 0.12 * old
    head.lipFullness = max(0.3, mixed(0.85, 1.35, 1, 1.05, 0.2) - 0.5 * old)
    head.ear = 1 + 0.16 * old + 0.07 * random.bell()
    head.neck = 1 - 0.11 * feminine + 0.06 * random.bell() + 0.05 * weight - 0.1 * old
    head.asymmetry = random.bell()
    look.head = head
  }

  mutating func setSkin(_ look: inout FaceLook) {
    var skin = SkinLook()
    let dark = clamp(mixed(0.13, 0.78, 0.24, 0.5, 0.1), 0, 1)
    skin.colour = Self.skinTone(dark)
    let warm = 0.06 * random.bell() + mixed(0, 0, 0.05, 0.03, 0)
    skin.colour *= Vector3(1 + warm * 0.3, 1 + 0.1 * warm, 1 - warm)
    let old = aged(40, 95)
    skin.colour = mix(
      skin.colour, Vector3(repeating: dot(skin.colour, Vector3(0.35, 0.5, 0.15))), 0.2 * old)
    skin.blush = clamp(0.35 - 0.3 * dark + 0.2 * random.bell() + 0.3 * (1 - grown), 0, 1)
    // Depths follow one constitution, and each its own chance besides.
    let thin = clamp(1 + 0.3 * random.bell() - 0.15 * feminine - 0.25 * dark, 0.3, 1.8)
    skin.forehead = clamp(aged(28, 85) * thin, 0, 1.2)
    skin.frown = clamp(aged(30, 85) * thin * random.float(0.3, 1.1), 0, 1)
    skin.crow = clamp(aged(28, 80) * thin, 0, 1.2)
    skin.fold = clamp(0.1 + aged(18, 80) * thin, 0, 1.2) * smoothStep(2, 14, looks)
    skin.marionette = clamp(aged(42, 90) * thin, 0, 1)
    skin.spots = random.chance(0.7) ? aged(45, 95) * random.float(0.3, 1) : 0
    skin.freckles = dark < 0.3 && random.chance(0.12) ? random.float(0.3, 0.9) : 0
    skin.mottle = 0.03 + 0.06 * aged(30, 90) + 0.02 * random.float(0, 1)
    skin.gloss = random.float(0.1, 0.7)
    skin.seed = random.seed()
    look.skin = skin
  }

  private static func skinTone(_ dark: Float) -> Vector3 {
    let tones = [
      Vector3(0.80, 0.53, 0.41), Vector3(0.64, 0.38, 0.26), Vector3(0.42, 0.215, 0.125),
      Vector3(0.20, 0.085, 0.042), Vector3(0.075, 0.032, 0.019),
    ]
    let place = clamp(dark, 0, 1) * 4
    let index = min(3, Int(place))
    return mix(tones[index], tones[index + 1], place - Float(index))
  }

  mutating func setEyes(_ look: inout FaceLook) {
    var eyes = EyeLook()
    let child = look.head.childness
    let old = aged(45, 95)
    eyes.centre = 0.325 + 0.012 * random.bell() + mixed(0, 0.005, 0.01, 0, 0)
    eyes.reach = 0.15 + 0.006 * random.bell() + 0.012 * child + 0.004 * feminine
    let open = mixed(1, 1.02, 0.76, 1.06, 0.12) + 0.08 * feminine + 0.32 * child - 0.2 * old
    eyes.upper = 0.062 * max(0.35, open)
    eyes.lower = 0.044 * max(0.5, open + 0.06 * random.bell())
    eyes.tilt = mixed(0.03, 0.05, 0.14, 0.05, 0.05) + 0.03 * feminine - 0.08 * old
    eyes.crease = clamp(mixed(0.9, 0.85, 0.25, 1, 0.2), 0, 1.1)
    eyes.droop = clamp(aged(40, 90) * (0.6 + 0.3 * random.bell()), 0, 1)
    eyes.bags = clamp(aged(28, 80) * (0.6 + 0.35 * random.bell()) + 0.08 * random.bell(), 0, 1.2)
    let fair = mixed(1, 0.02, 0, 0.04, 0)
    if random.chance(Double(0.55 * fair * fair)) {
      eyes.iris = random.pick([
        Vector3(0.16, 0.27, 0.40), Vector3(0.22, 0.30, 0.34), Vector3(0.16, 0.24, 0.12),
        Vector3(0.25, 0.2, 0.09),
      ])
    } else {
      eyes.iris = Vector3(0.09, 0.042, 0.018) * random.float(0.35, 1.3)
    }
    eyes.gaze = SIMD2(0.016 * random.bell(), 0.006 * random.bell())
    eyes.redness = clamp(0.25 * random.bell() + 0.3 * old, 0, 1)
    look.eyes = eyes
  }

  mutating func setMouth(_ look: inout FaceLook) {
    var mouth = MouthLook()
    let old = aged(45, 95)
    let child = look.head.childness
    let full = max(0.3, look.head.lipFullness)
    mouth.smile = clamp(random.float(-0.35, 1.15) + 0.12 * feminine, -0.5, 1.2)
    mouth.reach =
      0.245 + 0.03 * mouth.smile + 0.01 * random.bell() - 0.045 * child - 0.006 * feminine
    mouth.upper = 0.052 * full * (1 - 0.3 * old) * (1 + 0.08 * feminine)
    mouth.lower = 0.07 * full * (1 - 0.15 * old) * (1 + 0.08 * feminine)
    if random.chance(mouth.smile > 0.35 ? 0.65 : 0.15) {
      mouth.gap = random.float(0.03, mouth.smile > 0.35 ? 0.1 : 0.07)
      mouth.teeth = looks < 0.8 ? 0 : random.float(0.5, 1) * (1 - 0.3 * old)
      mouth.upper *= 0.85
    }
    let skin = look.skin.colour
    mouth.colour = mix(
      skin * Vector3(0.78, 0.48, 0.5), Vector3(0.30, 0.10, 0.09), 0.1 + 0.4 * skin.x)
    look.mouth = mouth
    // A smile lifts the cheeks and narrows the eyes.
    let lift = max(0, mouth.smile) * (mouth.gap > 0 ? 1 : 0.6)
    look.eyes.lower *= 1 - 0.3 * lift
    look.eyes.upper *= 1 - 0.1 * lift
    look.head.cheek += 0.18 * lift
    look.skin.fold = min(1.3, look.skin.fold + 0.35 * lift * grown)
    look.skin.crow = min(1.3, look.skin.crow * (1 + 0.4 * lift))
  }
}

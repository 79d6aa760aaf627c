/// Lines of age and of expression, as furrows: they shade, and turn the normal.
struct CreasePainter {
  private let skin: SkinLook
  private let head: HeadShape
  private let eyes: EyeLook
  private let mouth: MouthLook
  private let footprint: Float

  init(_ look: FaceLook, footprint: Float) {
    skin = look.skin
    head = look.head
    eyes = look.eyes
    mouth = look.mouth
    self.footprint = footprint
  }

  func paint(_ x: Float, _ y: Float, _ z: Float, _ coat: inout FaceCoat) {
    guard z > 0 else { return }
    if y > 0.25 {
      if skin.forehead > 0 { forehead(x, y, &coat) }
    } else if y > -0.2 {
      if skin.crow > 0 { crowsFeet(x, y, &coat) }
    }
    if skin.frown > 0, y > 0.02, y < 0.4, abs(x) < 0.15 { frown(x, y, &coat) }
    if y < -0.2 {
      if skin.fold > 0 { fold(x, y, &coat) }
      if skin.marionette > 0 { marionette(x, y, &coat) }
    }
  }

  /// A furrow at signed distance `d` along `across`: dark at the bottom, its flanks turned.
  @inline(__always)
  private func furrow(
    _ d: Float, width: Float, depth: Float, across: SIMD2<Float>, _ coat: inout FaceCoat
  ) {
    let wide = max(width, footprint * 0.7)
    let s = d / wide
    guard s * s < 1 else { return }
    let left = 1 - s * s
    // What a sample does not resolve is weaker.
    let strength = depth * width / wide
    let dark = strength * left * left
    coat.albedo *= Vector3(1 - 0.42 * dark, 1 - 0.52 * dark, 1 - 0.55 * dark)
    let slope = strength * 1.5 * s * left
    coat.normal.x -= across.x * slope
    coat.normal.y -= across.y * slope
  }

  private func forehead(_ x: Float, _ y: Float, _ coat: inout FaceCoat) {
    let sway = 0.04 * noise(x * 4 + 20, 3, skin.seed &+ 3) - 0.05 * x * x
    let place = (y - 0.33 - sway) / 0.085
    let index = place.rounded()
    guard index >= 0, index < 4 else { return }
    let depth = hashed(Int32(index), 5, skin.seed) * 0.7 + 0.4
    let gaps = smoothStep(0.2, 0.5, noise(x * 3.5 + 50, index * 3 + 2, skin.seed &+ 4) + 0.15)
    furrow(
      (place - index) * 0.085, width: 0.028,
      depth: skin.forehead * depth * gaps * smoothStep(0.62, 0.35, abs(x)), across: SIMD2(0, 1),
      &coat)
  }

  private func frown(_ x: Float, _ y: Float, _ coat: inout FaceCoat) {
    let d = abs(x) - 0.06 - 0.1 * (y - 0.2)
    furrow(
      d, width: 0.025, depth: skin.frown * bump((y - 0.2) * (y - 0.2) / 0.025),
      across: SIMD2(x < 0 ? -1 : 1, 0), &coat)
  }

  private func crowsFeet(_ x: Float, _ y: Float, _ coat: inout FaceCoat) {
    let out = abs(x) - eyes.centre - eyes.reach
    guard out > 0, out < 0.26 else { return }
    let fade = skin.crow * smoothStep(0.25, 0.1, out) * smoothStep(0, 0.04, out)
    let side: Float = x < 0 ? -1 : 1
    for line in -1...1 {
      let slope = Float(line) * 0.55
      let d = y - 0.0 - slope * out - Float(line) * 0.012
      furrow(d, width: 0.02, depth: fade, across: SIMD2(-side * slope * 0.7, 0.8), &coat)
    }
    // Below the lid.
    furrow(y + 0.1 - 0.2 * out, width: 0.025, depth: fade * 0.6, across: SIMD2(0, 1), &coat)
  }

  /// From the nose's wing to the mouth's corner.
  private func fold(_ x: Float, _ y: Float, _ coat: inout FaceCoat) {
    let top = head.noseBase + 0.1
    let bottom = head.mouthHeight - 0.06
    let t = (top - y) / (top - bottom)
    guard t > -0.1, t < 1.1 else { return }
    let from = 0.17 * head.noseWidth
    let to = mouth.reach * 1.05 + 0.07 + 0.03 * mouth.smile
    let at = lerp(from, to, t * (1.5 - 0.5 * t))
    let fade = smoothStep(-0.1, 0.12, t) * smoothStep(1.1, 0.7, t)
    let side: Float = x < 0 ? -1 : 1
    furrow(
      (abs(x) - at) * 0.85, width: 0.05, depth: skin.fold * fade * 0.8,
      across: SIMD2(side * 0.8, 0.5),
      &coat)
  }

  private func marionette(_ x: Float, _ y: Float, _ coat: inout FaceCoat) {
    let t = (head.mouthHeight - 0.02 - y) / 0.26
    guard t > 0, t < 1 else { return }
    let at = mouth.reach + 0.02 + 0.05 * t
    let side: Float = x < 0 ? -1 : 1
    furrow(
      abs(x) - at, width: 0.035, depth: skin.marionette * 4 * t * (1 - t) * 0.9,
      across: SIMD2(side, 0), &coat)
  }
}

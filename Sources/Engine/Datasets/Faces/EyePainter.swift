/// Paints the eyes: lids, the white, iris and pupil, lashes, what lies around them.
struct EyePainter {
  let look: EyeLook
  let skin: Vector3
  let footprint: Float

  func paint(_ x: Float, _ y: Float, _ coat: inout FaceCoat) {
    let side: Float = x < 0 ? -1 : 1
    // From the eye's middle, outwards and up, in half-lengths.
    let out = abs(x) - look.centre
    let u = out / look.reach
    guard abs(u) < 2 else { return }
    let v = y - look.tilt * out
    paintAround(u, v, &coat)
    guard abs(u) < 1.25 else { return }
    let curve = max(0, 1 - u * u)
    // Fuller towards the nose above, towards the ear below.
    let hang = look.droop * smoothStep(-0.4, 1, u)
    let upper = look.upper * curve * (1 - 0.18 * u) * (1 - 0.6 * hang) + 0.004 * curve
    let lower = -look.lower * curve * (1 + 0.2 * u)
    let blur = max(footprint * 0.6, 0.008)
    let opening =
      smoothStep(upper + blur * 0.5, upper - blur, v)
      * smoothStep(lower - blur, lower + blur * 0.5, v)
    if opening > 0 && upper - lower > 0.012 {
      ball(out * side, u, v, upper: upper, lower: lower, side: side, opening, &coat)
    }
    paintLids(u, v, upper: upper, lower: lower, curve: curve, &coat)
  }

  private func ball(
    _ x: Float, _ u: Float, _ v: Float, upper: Float, lower: Float, side: Float, _ opening: Float,
    _ coat: inout FaceCoat
  ) {
    let at = SIMD2(x - look.gaze.x, v - 0.006 - look.gaze.y)
    let radius = (at * at).sum().squareRoot()
    let soft = max(footprint * 0.5, 0.006)
    var colour = mix(
      Vector3(0.72, 0.68, 0.64), Vector3(0.5, 0.3, 0.27), 0.35 * u * u + look.redness * 0.5)
    let iris = smoothStep(0.063 + soft, 0.063 - soft, radius)
    let ring = smoothStep(0.04, 0.062, radius)
    let pupil = smoothStep(0.025 + soft, 0.025 - soft, radius)
    let lit = 1 + 0.5 * clamp(-at.y / 0.06, -1, 1)
    colour = mix(colour, look.iris * lit * (1 - 0.65 * ring), iris)
    colour = mix(colour, Vector3(repeating: 0.006), pupil)
    // The lid's shadow.
    colour *= 1 - 0.6 * smoothStep(upper - 0.045, upper, v)
    let glint = SIMD2(at.x + 0.022, at.y - 0.024) / max(0.016, footprint * 0.6)
    let shine = bump((glint * glint).sum())
    colour += Vector3(repeating: 0.7 * shine)
    coat.albedo = mix(coat.albedo, colour, opening)
    coat.normal = mix(coat.normal, normalized(Vector3(side * u * 0.3, v * 2, 1)), opening)
    coat.openness = lerp(coat.openness, 0.85, opening)
    coat.gloss = lerp(coat.gloss, 0.25, opening)
    coat.depth *= 1 - opening
  }

  private func paintLids(
    _ u: Float, _ v: Float, upper: Float, lower: Float, curve: Float, _ coat: inout FaceCoat
  ) {
    let lash = max(0.009 + 0.012 * look.liner, footprint * 0.55)
    let ends = smoothStep(1.22, 0.95, abs(u))
    let above = v - upper - lash * 0.3 - 0.02 * max(0, u - 0.6) * look.liner
    let dark = bump(above * above / (lash * lash * 2.5)) * ends * (0.6 + 0.4 * look.liner)
    let below = v - lower
    let fine = bump(below * below / (lash * lash * 2)) * ends * (0.22 + 0.4 * look.liner)
    coat.albedo = mix(coat.albedo, Vector3(0.012, 0.008, 0.007), min(0.95, dark + fine))
    coat.gloss *= 1 - min(1, dark + fine)
    // The fold above.
    let fold = v - upper - 0.035 - 0.025 * curve
    let width = max(0.014, footprint * 0.6)
    let crease =
      look.crease * bump(fold * fold / (width * width * 2)) * smoothStep(1.2, 0.7, abs(u))
    coat.albedo *= mix(Vector3(repeating: 1), Vector3(0.5, 0.4, 0.36), crease * 0.8)
    coat.normal.y -= crease * 0.15
  }

  /// Make-up on the lid, and bags below.
  private func paintAround(_ u: Float, _ v: Float, _ coat: inout FaceCoat) {
    let lid = bump(u * u / 1.7 + (v - 0.1) * (v - 0.1) / 0.011)
    if look.shadowStrength > 0 {
      coat.albedo = mix(coat.albedo, look.shadow, lid * look.shadowStrength)
    }
    let bag = v + 0.13
    let pouch = bump(u * u / 1.5 + bag * bag / 0.008)
    coat.albedo *= mix(
      Vector3(repeating: 1), Vector3(0.66, 0.55, 0.55), pouch * (0.12 + 0.5 * look.bags))
    coat.normal.y -= look.bags * 4.5 * bag * pouch
    let edge = v + 0.19 - 0.03 * u * u
    coat.normal.y += 0.5 * look.bags * bump(edge * edge / 0.0012) * smoothStep(1.3, 0.6, abs(u))
  }
}

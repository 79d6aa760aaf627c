/// From light to picture: automatic exposure that errs, white balance that errs, lens, film curve, sensor noise,
/// 8 bits.
struct Exposure {
  var stops: Float
  var balance: Vector3
  /// Light lost in the corners.
  var vignette: Float
  /// Standard deviation at half brightness.
  var grain: Float
  let seed: UInt32

  init(_ random: inout RandomStream) {
    stops = random.float(0.55, 1.7)
    let warmth = random.float(-0.16, 0.22)
    let green = random.float(-0.06, 0.06)
    balance = Vector3(1 + warmth, 1 + green, 1 - warmth)
    vignette = random.float(0, 0.35)
    grain = random.float(0.004, 0.03)
    seed = random.seed()
  }

  /// In place, [H, W, 3]: linear light to 0…1 as displayed.
  func develop(_ image: UnsafeMutablePointer<Float>, _ size: ImageSize) {
    let pixels = size.height * size.width
    // The mean of square roots, squared: lamps and windows do not darken the room.
    var total: Float = 0
    for index in 0..<pixels * 3 { total += image[index].squareRoot() }
    let mean = total / Float(pixels * 3)
    let gain = stops * 0.28 / max(mean * mean, 1e-4)
    let half = SIMD2(Float(size.width), Float(size.height)) / 2
    for row in 0..<size.height {
      for column in 0..<size.width {
        let from = (SIMD2(Float(column) + 0.5, Float(row) + 0.5) - half) / half.x
        let fall = 1 - vignette * (from * from).sum() / 1.5
        let at = image + (row * size.width + column) * 3
        for c in 0..<3 {
          let light = at[c] * gain * fall * balance[c]
          let bright = encoded(filmed(light))
          let h = hash32(Int32(column) &* 3 &+ Int32(c), Int32(row), seed)
          let noise = fraction(h) + fraction(h &* 747_796_405) + fraction(h &* 2_891_336_453) - 1.5
          let value = bright + noise * 2 * grain * (1.3 - bright)
          at[c] = (clamp(value, 0, 1) * 255).rounded() / 255
        }
      }
    }
  }

  /// Linear below, rolled off to white at 4 (extended Reinhard).
  private func filmed(_ x: Float) -> Float { x * (1 + x / 16) / (1 + 0.6 * x) }

  /// sRGB's curve by three square roots (within 0.2 % of it).
  private func encoded(_ x: Float) -> Float {
    let a = min(x, 1).squareRoot()
    let b = a.squareRoot()
    let c = b.squareRoot()
    return max(0, 0.585122381 * a + 0.783140355 * b - 0.368262736 * c)
  }
}

/// What a structured-light sensor like Kinect reads at one pixel: noise that grows with the square of the depth
/// (Khoshelham and Elberink 2012), nothing where its pattern does not come back.
struct DepthSensor {
  let seed: UInt32
  let column: Int32
  let row: Int32
  /// Of the frame: blots have the same size in every resolution.
  let height: Int

  static let nearest: Float = 0.45
  static let farthest: Float = 9.5

  /// Metres along the axis, 0 missing. `slant` is the cosine between the surface's normal and the viewer,
  /// `unseen` the share of the surface that swallows or mirrors the pattern, `hidden` whether something stands
  /// between it and the projector.
  func reading(_ metres: Float, slant: Float, unseen: Float, hidden: Bool) -> Float {
    if hidden || metres < Self.nearest || metres > Self.farthest { return 0 }
    let cell = Float(height) / 24
    let blot = noise(Float(column) / cell, Float(row) / cell, seed &+ 31)
    // Noise in 0…1 is seldom near its ends: stretched, so that about `unseen` of the surface is below.
    if clamp((blot - 0.5) * 1.5 + 0.5, 0, 0.999) < unseen { return 0 }
    let speck = hashed(column, row, seed &+ 32)
    if speck < 0.004 { return 0 }
    if slant < 0.18 && speck < (0.18 - slant) * 6 { return 0 }
    // Far surfaces return little light.
    if blot < (metres - 6.5) * 0.12 { return 0 }
    let error =
      hashed(column, row, seed &+ 33) + hashed(column, row, seed &+ 34)
      + hashed(column, row, seed &+ 35) - 1.5
    return metres + 2 * 0.0014 * metres * metres * error
  }
}

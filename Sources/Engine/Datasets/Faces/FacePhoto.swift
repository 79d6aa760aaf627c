/// From light to picture: exposure and white balance that err, a lens that is not sharp, a film curve, grain, 8 bits.
struct FacePhoto {
  var gain: Float = 1
  var balance = Vector3(1, 1, 1)
  /// Reach of the blur, as a share of the frame's height.
  var blur: Float = 0
  var grain: Float = 0.01
  var contrast: Float = 1
  /// 0 grey … 1 as it is.
  var colour: Float = 1
  var seed: UInt32 = 1

  /// Linear light [H, W] to 8 bits [H, W, 3].
  func developed(_ light: [Vector3], _ size: ImageSize) -> [UInt8] {
    let sharp = light.map { displayed($0) }
    let seen = blurred(sharp, size)
    var bytes = [UInt8](repeating: 0, count: seen.count * 3)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let place = row * size.width + column
        let value = seen[place]
        for c in 0..<3 {
          let h = hash32(Int32(column) &* 3 &+ Int32(c), Int32(row), seed)
          let noise = fraction(h) + fraction(h &* 747_796_405) + fraction(h &* 2_891_336_453) - 1.5
          let grainy = value[c] + noise * 2 * grain * (1.2 - value[c])
          bytes[place * 3 + c] = UInt8((clamp(grainy, 0, 1) * 255).rounded())
        }
      }
    }
    return bytes
  }

  private func displayed(_ light: Vector3) -> Vector3 {
    let exposed = light * balance * gain
    var shown = Vector3()
    for c in 0..<3 { shown[c] = encoded(filmed(exposed[c])) }
    let grey = dot(shown, Vector3(0.3, 0.59, 0.11))
    shown = mix(Vector3(repeating: grey), shown, colour)
    return (shown - 0.45) * contrast + 0.45
  }

  /// Linear below, rolled off to white at 4 (extended Reinhard).
  private func filmed(_ x: Float) -> Float { x * (1 + x / 16) / (1 + 0.5 * x) }

  /// sRGB's curve by three square roots (within 0.2 % of it).
  private func encoded(_ x: Float) -> Float {
    let a = clamp(x, 0, 1).squareRoot()
    let b = a.squareRoot()
    let c = b.squareRoot()
    return max(0, 0.585122381 * a + 0.783140355 * b - 0.368262736 * c)
  }

  private func blurred(_ image: [Vector3], _ size: ImageSize) -> [Vector3] {
    let radius = blur * Float(size.height)
    guard radius > 0.3 else { return image }
    let taps = Int(radius.rounded(.up))
    var weights = (-taps...taps).map { offset -> Float in
      let from = Float(offset) / (radius + 0.5)
      return bump(from * from)
    }
    let sum = weights.reduce(0, +)
    weights = weights.map { $0 / sum }
    func pass(_ source: [Vector3], _ count: Int, _ step: Int, _ line: Int, _ lines: Int)
      -> [Vector3]
    {
      var result = source
      for other in 0..<lines {
        for place in 0..<count {
          var total = Vector3()
          for offset in -taps...taps {
            let at = min(count - 1, max(0, place + offset))
            total += source[other * line + at * step] * weights[offset + taps]
          }
          result[other * line + place * step] = total
        }
      }
      return result
    }
    let wide = pass(image, size.width, 1, size.width, size.height)
    return pass(wide, size.height, size.width, 1, size.width)
  }
}

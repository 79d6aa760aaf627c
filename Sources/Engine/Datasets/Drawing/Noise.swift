// Portable arithmetic: additions, multiplications, divisions and square roots only, so that a frame has the
// same bytes on every machine.

/// A hash of two integers and a seed (the finaliser of MurmurHash3).
@inline(__always)
func hash32(_ x: Int32, _ y: Int32, _ seed: UInt32) -> UInt32 {
  var h = seed &+ UInt32(bitPattern: x) &* 0x9E37_79B1 &+ UInt32(bitPattern: y) &* 0x85EB_CA77
  h = (h ^ (h >> 16)) &* 0x85EB_CA6B
  h = (h ^ (h >> 13)) &* 0xC2B2_AE35
  return h ^ (h >> 16)
}

/// Uniform in 0..<1, from 24 bits.
@inline(__always)
func fraction(_ h: UInt32) -> Float { Float(h >> 8) * 0x1p-24 }

@inline(__always)
func hashed(_ x: Int32, _ y: Int32, _ seed: UInt32) -> Float { fraction(hash32(x, y, seed)) }

/// Value noise in 0…1 with one feature per unit.
func noise(_ u: Float, _ v: Float, _ seed: UInt32) -> Float {
  let i = u.rounded(.down)
  let j = v.rounded(.down)
  let x = u - i
  let y = v - j
  let s = x * x * (3 - 2 * x)
  let t = y * y * (3 - 2 * y)
  let column = Int32(i)
  let row = Int32(j)
  let top = hashed(column, row, seed)
  let topRight = hashed(column &+ 1, row, seed)
  let bottom = hashed(column, row &+ 1, seed)
  let bottomRight = hashed(column &+ 1, row &+ 1, seed)
  let upper = top + (topRight - top) * s
  let lower = bottom + (bottomRight - bottom) * s
  return upper + (lower - upper) * t
}

/// Sine and cosine by Taylor's series after reduction to a quarter turn.
func sineCosine(_ angle: Double) -> (sine: Float, cosine: Float) {
  (sine(angle), sine(angle + .pi / 2))
}

private func sine(_ angle: Double) -> Float {
  var x = angle - 2 * .pi * (angle / (2 * .pi)).rounded()
  if x > .pi / 2 { x = .pi - x }
  if x < -.pi / 2 { x = -.pi - x }
  let square = x * x
  var term = x
  var total = x
  for k in 1...7 {
    term *= -square / Double(2 * k * (2 * k + 1))
    total += term
  }
  return Float(total)
}

typealias Vector3 = SIMD3<Float>

@inline(__always)
func dot(_ a: Vector3, _ b: Vector3) -> Float { a.x * b.x + a.y * b.y + a.z * b.z }

@inline(__always)
func mix(_ a: Vector3, _ b: Vector3, _ t: Float) -> Vector3 { a + (b - a) * t }

@inline(__always)
func clamp(_ x: Float, _ low: Float, _ high: Float) -> Float { x < low ? low : x > high ? high : x }

@inline(__always)
func normalized(_ v: Vector3) -> Vector3 { v / dot(v, v).squareRoot() }

extension RandomStream {
  mutating func float(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * Float(uniform())
  }
  mutating func chance(_ probability: Double) -> Bool { uniform() < probability }
  mutating func pick<Item>(_ items: [Item]) -> Item { items[index(below: items.count)] }
  mutating func seed() -> UInt32 { UInt32(truncatingIfNeeded: next()) }
  /// An index with probability proportional to its weight.
  mutating func weighted(_ weights: [Double]) -> Int {
    var left = uniform() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return index }
    }
    return weights.count - 1
  }
}

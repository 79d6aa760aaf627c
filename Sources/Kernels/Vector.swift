import KernelTable

/// Eight floats: one AVX register, two SSE registers.
typealias V = SIMD8<Float>

@inline(__always) func load(_ p: UnsafePointer<Float>) -> V { V.load(p) }

@inline(__always) func load(_ p: UnsafeMutablePointer<Float>) -> V { V.load(p) }

@inline(__always) func store(_ v: V, _ p: UnsafeMutablePointer<Float>) { v.store(p) }

/// a b + c. Without FMA hardware `addingProduct` is a library call, 40 times slower.
@inline(__always) func fma(_ a: V, _ b: V, _ c: V) -> V { V.fused(a, b, c) }

@inline(__always) func positive(_ v: V) -> V { v.replacing(with: 0, where: v .< 0) }

/// Adds the eight lanes in pairs, in one order on every instruction set.
@inline(__always) func sum(_ v: V) -> Float {
  ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]))
}

/// The same for doubles.
@inline(__always) func sum(_ v: SIMD8<Double>) -> Double {
  ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]))
}

/// eˣ to 2 units in the last place (range reduction by log 2 and a polynomial of degree 6; Cephes' expf).
@inline(__always) func exponential<T: Lanes>(_ x: T) -> T {
  let clamped = x.raised(to: T(repeating: -87.3)).lowered(to: T(repeating: 88))
  // Adding 1.5 × 2²³ rounds to a whole number and leaves it in the low bits.
  let magic = T(repeating: 12_582_912)
  let shifted = T.fused(clamped, T(repeating: 1.442_695_04), magic)
  let whole = shifted - magic
  var r = T.fused(whole, T(repeating: -0.693_359_375), clamped)
  r = T.fused(whole, T(repeating: 2.121_944_4e-4), r)
  var p = T(repeating: 1.987_569_15e-4)
  p = T.fused(p, r, T(repeating: 1.398_199_95e-3))
  p = T.fused(p, r, T(repeating: 8.333_451_9e-3))
  p = T.fused(p, r, T(repeating: 4.166_579_6e-2))
  p = T.fused(p, r, T(repeating: 0.166_666_65))
  p = T.fused(p, r, T(repeating: 0.5))
  return T.fused(p, r * r, r + T(repeating: 1)).doubled(times: shifted)
}

/// Natural logarithm of positive, normal numbers (Cephes' logf).
@inline(__always) func logarithm(_ x: V) -> V {
  typealias Bits = SIMD8<Int32>
  let bits = unsafeBitCast(x, to: Bits.self)
  let fraction: Bits = (bits & Bits(repeating: 0x007f_ffff)) | Bits(repeating: 0x3f00_0000)
  let half = unsafeBitCast(fraction, to: V.self)
  let isSmall = half .< V(repeating: 0.707_106_78)
  // Whole numbers in the low bits of 1.5 × 2²³; scalars are made vectors, for operators with them go lane by lane.
  let magic = V(repeating: 12_582_912)
  let whole: Bits = (bits &>> Bits(repeating: 23)) &+ Bits(repeating: 0x4b40_0000 - 126)
  let one = V(repeating: 1)
  let large = unsafeBitCast(whole, to: V.self) - magic
  let exponent = large.replacing(with: large - one, where: isSmall)
  let m = (half - one).replacing(with: half + half - one, where: isSmall)
  let z = m * m
  var p = V(repeating: 7.037_683_6e-2)
  p = p * m - V(repeating: 1.151_461e-1)
  p = p * m + V(repeating: 1.167_699_9e-1)
  p = p * m - V(repeating: 1.242_014_1e-1)
  p = p * m + V(repeating: 1.424_932_3e-1)
  p = p * m - V(repeating: 1.666_805_8e-1)
  p = p * m + V(repeating: 2.000_071_5e-1)
  p = p * m - V(repeating: 2.499_999_4e-1)
  p = p * m + V(repeating: 3.333_333_1e-1)
  var y = m * z * p
  y = y + exponent * V(repeating: -2.121_944_4e-4)
  y = y - V(repeating: 0.5) * z
  return m + y + exponent * V(repeating: 0.693_359_375)
}

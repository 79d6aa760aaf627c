import KernelTable

// F(4×4, 3×3) with the points 0, ±1, ±2, ∞ (Lavin and Gray 2016): a 6×6 patch gives a 4×4 tile.

typealias Six = (V, V, V, V, V, V)
typealias Four = (V, V, V, V)

/// Bᵀ d
@inline(__always) private func input(_ d: Six) -> Six {
  let four = V(repeating: 4)
  let minusFour = V(repeating: -4)
  let minusFive = V(repeating: -5)
  let t0 = fma(minusFour, d.2, d.4)
  let t1 = fma(minusFour, d.1, d.3)
  let t2 = d.4 - d.2
  let t3 = (d.3 - d.1) + (d.3 - d.1)
  return (
    fma(four, d.0, fma(minusFive, d.2, d.4)), t0 + t1, t0 - t1, t2 + t3, t2 - t3,
    fma(four, d.1, fma(minusFive, d.3, d.5))
  )
}

/// Aᵀ m
@inline(__always) private func output(_ m: Six) -> Four {
  let a = m.1 + m.2
  let b = m.1 - m.2
  let c = m.3 + m.4
  let d = m.3 - m.4
  return (
    m.0 + a + c, fma(V(repeating: 2), d, b), fma(V(repeating: 4), c, a),
    fma(V(repeating: 8), d, b) + m.5
  )
}

/// A y
@inline(__always) private func outputTransposed(_ y: Four) -> Six {
  let even = y.0 + y.2
  let odd = y.1 + y.3
  let even2 = fma(V(repeating: 4), y.2, y.0)
  let half = fma(V(repeating: 4), y.3, y.1)
  let odd2 = half + half
  return (y.0, even + odd, even - odd, even2 + odd2, even2 - odd2, y.3)
}

/// G g
@inline(__always) private func weight(_ g: (V, V, V)) -> Six {
  let quarter = V(repeating: 1 / 4)
  let sixth = V(repeating: -1 / 6)
  let outer = g.0 + g.2
  let far = fma(V(repeating: 1 / 6), g.2, V(repeating: 1 / 24) * g.0)
  let near = V(repeating: 1 / 12) * g.1
  return (
    quarter * g.0, sixth * (outer + g.1), sixth * (outer - g.1), far + near, far - near, g.2
  )
}

/// Gᵀ s
@inline(__always) private func weightTransposed(_ s: Six) -> (V, V, V) {
  let sixth = V(repeating: -1 / 6)
  let a = s.1 + s.2
  let b = s.1 - s.2
  let c = s.3 + s.4
  let d = s.3 - s.4
  return (
    fma(V(repeating: 1 / 4), s.0, fma(sixth, a, V(repeating: 1 / 24) * c)),
    fma(sixth, b, V(repeating: 1 / 12) * d),
    fma(sixth, a, fma(V(repeating: 1 / 6), c, s.5))
  )
}

/// One patch: x points at its first pixel; pixels of a row are `channels` apart. Value (i, j) of the transform
/// goes to `v` + (6 i + j) `stride`.
@inline(__always) func transformPatch(
  _ channels: Int, _ x: Input, rowStride: Int, _ v: Output, stride: Int
) {
  var k = 0
  while k < channels {
    let p = x + k
    @inline(__always) func column(_ j: Int) -> Six {
      let q = p + j &* channels
      return input(
        (
          load(q), load(q + rowStride), load(q + 2 &* rowStride), load(q + 3 &* rowStride),
          load(q + 4 &* rowStride), load(q + 5 &* rowStride)
        ))
    }
    let c0 = column(0)
    let c1 = column(1)
    let c2 = column(2)
    let c3 = column(3)
    let c4 = column(4)
    let c5 = column(5)
    @inline(__always) func row(_ i: Int, _ d: Six) {
      put(input(d), v + (6 &* i) &* stride + k, stride)
    }
    row(0, (c0.0, c1.0, c2.0, c3.0, c4.0, c5.0))
    row(1, (c0.1, c1.1, c2.1, c3.1, c4.1, c5.1))
    row(2, (c0.2, c1.2, c2.2, c3.2, c4.2, c5.2))
    row(3, (c0.3, c1.3, c2.3, c3.3, c4.3, c5.3))
    row(4, (c0.4, c1.4, c2.4, c3.4, c4.4, c5.4))
    row(5, (c0.5, c1.5, c2.5, c3.5, c4.5, c5.5))
    k &+= 8
  }
}

/// One tile of products: value (i, j) lies at `m` + (6 i + j) `stride`; the tile's first pixel is y.
@inline(__always) func transformProducts(
  _ channels: Int, _ m: Input, stride: Int, _ y: Output, rowStride: Int, pixelStride: Int
) {
  var k = 0
  while k < channels {
    @inline(__always) func column(_ j: Int) -> Four {
      let q = m + j &* stride + k
      let step = 6 &* stride
      return output(
        (
          load(q), load(q + step), load(q + 2 &* step), load(q + 3 &* step), load(q + 4 &* step),
          load(q + 5 &* step)
        ))
    }
    let c0 = column(0)
    let c1 = column(1)
    let c2 = column(2)
    let c3 = column(3)
    let c4 = column(4)
    let c5 = column(5)
    @inline(__always) func row(_ i: Int, _ m: Six) {
      let values = output(m)
      let q = y + i &* rowStride + k
      store(values.0, q)
      store(values.1, q + pixelStride)
      store(values.2, q + 2 &* pixelStride)
      store(values.3, q + 3 &* pixelStride)
    }
    row(0, (c0.0, c1.0, c2.0, c3.0, c4.0, c5.0))
    row(1, (c0.1, c1.1, c2.1, c3.1, c4.1, c5.1))
    row(2, (c0.2, c1.2, c2.2, c3.2, c4.2, c5.2))
    row(3, (c0.3, c1.3, c2.3, c3.3, c4.3, c5.3))
    k &+= 8
  }
}

/// A dy Aᵀ of one tile.
@inline(__always) func transformCotangent(
  _ channels: Int, _ dy: Input, rowStride: Int, pixelStride: Int, _ d: Output, stride: Int
) {
  var k = 0
  while k < channels {
    @inline(__always) func column(_ j: Int) -> Six {
      let q = dy + j &* pixelStride + k
      return outputTransposed(
        (load(q), load(q + rowStride), load(q + 2 &* rowStride), load(q + 3 &* rowStride)))
    }
    let c0 = column(0)
    let c1 = column(1)
    let c2 = column(2)
    let c3 = column(3)
    @inline(__always) func row(_ i: Int, _ y: Four) {
      put(outputTransposed(y), d + (6 &* i) &* stride + k, stride)
    }
    row(0, (c0.0, c1.0, c2.0, c3.0))
    row(1, (c0.1, c1.1, c2.1, c3.1))
    row(2, (c0.2, c1.2, c2.2, c3.2))
    row(3, (c0.3, c1.3, c2.3, c3.3))
    row(4, (c0.4, c1.4, c2.4, c3.4))
    row(5, (c0.5, c1.5, c2.5, c3.5))
    k &+= 8
  }
}

/// G g Gᵀ of eight 3×3 filters, given row by row; value (i, j) goes to `u` + (6 i + j) `stride`.
@inline(__always) func transformFilter(_ tap: (Int, Int) -> V, _ u: Output, stride: Int) {
  let c0 = weight((tap(0, 0), tap(1, 0), tap(2, 0)))
  let c1 = weight((tap(0, 1), tap(1, 1), tap(2, 1)))
  let c2 = weight((tap(0, 2), tap(1, 2), tap(2, 2)))
  @inline(__always) func row(_ i: Int, _ g: (V, V, V)) {
    put(weight(g), u + (6 &* i) &* stride, stride)
  }
  row(0, (c0.0, c1.0, c2.0))
  row(1, (c0.1, c1.1, c2.1))
  row(2, (c0.2, c1.2, c2.2))
  row(3, (c0.3, c1.3, c2.3))
  row(4, (c0.4, c1.4, c2.4))
  row(5, (c0.5, c1.5, c2.5))
}

/// Gᵀ s G of eight filters: adds tap (i, j) to `w` + (3 i + j) `tapStride`.
@inline(__always) func addFilterGradient(
  _ s: Input, stride: Int, _ w: Output, tapStride: Int
) {
  @inline(__always) func column(_ j: Int) -> (V, V, V) {
    let q = s + j &* stride
    let step = 6 &* stride
    return weightTransposed(
      (
        load(q), load(q + step), load(q + 2 &* step), load(q + 3 &* step), load(q + 4 &* step),
        load(q + 5 &* step)
      ))
  }
  let c0 = column(0)
  let c1 = column(1)
  let c2 = column(2)
  let c3 = column(3)
  let c4 = column(4)
  let c5 = column(5)
  @inline(__always) func row(_ i: Int, _ s: Six) {
    let taps = weightTransposed(s)
    let q = w + (3 &* i) &* tapStride
    store(load(q) + taps.0, q)
    store(load(q + tapStride) + taps.1, q + tapStride)
    store(load(q + 2 &* tapStride) + taps.2, q + 2 &* tapStride)
  }
  row(0, (c0.0, c1.0, c2.0, c3.0, c4.0, c5.0))
  row(1, (c0.1, c1.1, c2.1, c3.1, c4.1, c5.1))
  row(2, (c0.2, c1.2, c2.2, c3.2, c4.2, c5.2))
}

@inline(__always) private func put(_ r: Six, _ p: Output, _ stride: Int) {
  store(r.0, p)
  store(r.1, p + stride)
  store(r.2, p + 2 &* stride)
  store(r.3, p + 3 &* stride)
  store(r.4, p + 4 &* stride)
  store(r.5, p + 5 &* stride)
}

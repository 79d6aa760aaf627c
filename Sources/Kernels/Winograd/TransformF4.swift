import KernelTable

/// F(4×4, 3×3) with the points 0, ±1, ±2, ∞: a 6×6 patch gives a 4×4 tile with a quarter of the multiplications.
enum TransformF4: WinogradTransform {
  typealias Six<T> = (T, T, T, T, T, T)
  typealias Four<T> = (T, T, T, T)

  /// Bᵀ d
  @inline(__always) private static func input<T: Lanes>(_ d: Six<T>) -> Six<T> {
    let four = T(repeating: 4)
    let minusFive = T(repeating: -5)
    let t0 = T.fused(T(repeating: -4), d.2, d.4)
    let t1 = T.fused(T(repeating: -4), d.1, d.3)
    let t2 = d.4 - d.2
    let t3 = (d.3 - d.1) + (d.3 - d.1)
    return (
      T.fused(four, d.0, T.fused(minusFive, d.2, d.4)), t0 + t1, t0 - t1, t2 + t3, t2 - t3,
      T.fused(four, d.1, T.fused(minusFive, d.3, d.5))
    )
  }

  /// Aᵀ m
  @inline(__always) private static func output<T: Lanes>(_ m: Six<T>) -> Four<T> {
    let a = m.1 + m.2
    let b = m.1 - m.2
    let c = m.3 + m.4
    let d = m.3 - m.4
    return (
      m.0 + a + c, T.fused(T(repeating: 2), d, b), T.fused(T(repeating: 4), c, a),
      T.fused(T(repeating: 8), d, b) + m.5
    )
  }

  /// A y
  @inline(__always) private static func outputTransposed<T: Lanes>(_ y: Four<T>) -> Six<T> {
    let even = y.0 + y.2
    let odd = y.1 + y.3
    let even2 = T.fused(T(repeating: 4), y.2, y.0)
    let half = T.fused(T(repeating: 4), y.3, y.1)
    let odd2 = half + half
    return (y.0, even + odd, even - odd, even2 + odd2, even2 - odd2, y.3)
  }

  /// G g
  @inline(__always) private static func weight(_ g: (V, V, V)) -> Six<V> {
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
  @inline(__always) private static func weightTransposed(_ s: Six<V>) -> (V, V, V) {
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

  @inline(__always) private static func get<T: Lanes>(_ p: Input, _ step: Int) -> Six<T> {
    (
      T.load(p), T.load(p + step), T.load(p + 2 &* step), T.load(p + 3 &* step),
      T.load(p + 4 &* step), T.load(p + 5 &* step)
    )
  }

  @inline(__always) private static func put<T: Lanes>(_ r: Six<T>, _ p: Output, _ stride: Int) {
    r.0.store(p)
    r.1.store(p + stride)
    r.2.store(p + 2 &* stride)
    r.3.store(p + 3 &* stride)
    r.4.store(p + 4 &* stride)
    r.5.store(p + 5 &* stride)
  }

  @inline(__always) static func patch<M: LaneMap, T: Lanes>(
    _: M.Type, _ lanes: MapLanes<T>, _ x: Input, rowStride: Int, pixelStride: Int, _ v: Output,
    stride: Int
  ) {
    @inline(__always) func map(_ v: T) -> T { M.apply(v, lanes) }
    @inline(__always) func column(_ j: Int) -> Six<T> {
      let q = x + j &* pixelStride
      return input(
        (
          map(T.load(q)),
          map(T.load(q + rowStride)),
          map(T.load(q + 2 &* rowStride)),
          map(T.load(q + 3 &* rowStride)),
          map(T.load(q + 4 &* rowStride)),
          map(T.load(q + 5 &* rowStride))
        ))
    }
    let c0 = column(0)
    let c1 = column(1)
    let c2 = column(2)
    let c3 = column(3)
    let c4 = column(4)
    let c5 = column(5)
    @inline(__always) func row(_ i: Int, _ d: Six<T>) {
      put(input(d), v + 6 &* i &* stride, stride)
    }
    row(0, (c0.0, c1.0, c2.0, c3.0, c4.0, c5.0))
    row(1, (c0.1, c1.1, c2.1, c3.1, c4.1, c5.1))
    row(2, (c0.2, c1.2, c2.2, c3.2, c4.2, c5.2))
    row(3, (c0.3, c1.3, c2.3, c3.3, c4.3, c5.3))
    row(4, (c0.4, c1.4, c2.4, c3.4, c4.4, c5.4))
    row(5, (c0.5, c1.5, c2.5, c3.5, c4.5, c5.5))
  }

  @inline(__always) static func products<T: Lanes>(
    _ bias: T, _ m: Input, stride: Int, adds: Bool, _ y: Output, rowStride: Int, pixelStride: Int
  ) {
    let step = 6 &* stride
    let c0: Four<T> = output(get(m, step))
    let c1: Four<T> = output(get(m + stride, step))
    let c2: Four<T> = output(get(m + 2 &* stride, step))
    let c3: Four<T> = output(get(m + 3 &* stride, step))
    let c4: Four<T> = output(get(m + 4 &* stride, step))
    let c5: Four<T> = output(get(m + 5 &* stride, step))
    @inline(__always) func row(_ i: Int, _ m: Six<T>) {
      let values = output(m)
      let q = y + i &* rowStride
      putTile(values.0 + bias, adds, q)
      putTile(values.1 + bias, adds, q + pixelStride)
      putTile(values.2 + bias, adds, q + 2 &* pixelStride)
      putTile(values.3 + bias, adds, q + 3 &* pixelStride)
    }
    row(0, (c0.0, c1.0, c2.0, c3.0, c4.0, c5.0))
    row(1, (c0.1, c1.1, c2.1, c3.1, c4.1, c5.1))
    row(2, (c0.2, c1.2, c2.2, c3.2, c4.2, c5.2))
    row(3, (c0.3, c1.3, c2.3, c3.3, c4.3, c5.3))
  }

  @inline(__always) static func cotangent<T: Lanes>(
    _: T.Type, _ dy: Input, rowStride: Int, pixelStride: Int, _ d: Output, stride: Int
  ) {
    @inline(__always) func column(_ j: Int) -> Six<T> {
      let q = dy + j &* pixelStride
      return outputTransposed(
        (
          T.load(q), T.load(q + rowStride), T.load(q + 2 &* rowStride), T.load(q + 3 &* rowStride)
        ))
    }
    let c0 = column(0)
    let c1 = column(1)
    let c2 = column(2)
    let c3 = column(3)
    @inline(__always) func row(_ i: Int, _ y: Four<T>) {
      put(outputTransposed(y), d + 6 &* i &* stride, stride)
    }
    row(0, (c0.0, c1.0, c2.0, c3.0))
    row(1, (c0.1, c1.1, c2.1, c3.1))
    row(2, (c0.2, c1.2, c2.2, c3.2))
    row(3, (c0.3, c1.3, c2.3, c3.3))
    row(4, (c0.4, c1.4, c2.4, c3.4))
    row(5, (c0.5, c1.5, c2.5, c3.5))
  }

  @inline(__always) static func filter(_ tap: (Int, Int) -> V, _ u: Output, stride: Int) {
    let c0 = weight((tap(0, 0), tap(1, 0), tap(2, 0)))
    let c1 = weight((tap(0, 1), tap(1, 1), tap(2, 1)))
    let c2 = weight((tap(0, 2), tap(1, 2), tap(2, 2)))
    @inline(__always) func row(_ i: Int, _ g: (V, V, V)) {
      put(weight(g), u + 6 &* i &* stride, stride)
    }
    row(0, (c0.0, c1.0, c2.0))
    row(1, (c0.1, c1.1, c2.1))
    row(2, (c0.2, c1.2, c2.2))
    row(3, (c0.3, c1.3, c2.3))
    row(4, (c0.4, c1.4, c2.4))
    row(5, (c0.5, c1.5, c2.5))
  }

  @inline(__always) static func addFilterGradient(
    _ s: Input, stride: Int, _ w: Output, tapStride: Int
  ) {
    let step = 6 &* stride
    let c0 = weightTransposed(get(s, step))
    let c1 = weightTransposed(get(s + stride, step))
    let c2 = weightTransposed(get(s + 2 &* stride, step))
    let c3 = weightTransposed(get(s + 3 &* stride, step))
    let c4 = weightTransposed(get(s + 4 &* stride, step))
    let c5 = weightTransposed(get(s + 5 &* stride, step))
    @inline(__always) func row(_ i: Int, _ s: Six<V>) {
      addTaps(weightTransposed(s), w + 3 &* i &* tapStride, tapStride)
    }
    row(0, (c0.0, c1.0, c2.0, c3.0, c4.0, c5.0))
    row(1, (c0.1, c1.1, c2.1, c3.1, c4.1, c5.1))
    row(2, (c0.2, c1.2, c2.2, c3.2, c4.2, c5.2))
  }
}

/// Sets a pixel's channels, or adds to them.
@inline(__always) func putTile<T: Lanes>(_ value: T, _ adds: Bool, _ y: Output) {
  (adds ? T.load(y) + value : value).store(y)
}

/// Adds three taps of a row of the filters' gradient.
@inline(__always) func addTaps(_ taps: (V, V, V), _ w: Output, _ tapStride: Int) {
  store(load(w) + taps.0, w)
  store(load(w + tapStride) + taps.1, w + tapStride)
  store(load(w + 2 &* tapStride) + taps.2, w + 2 &* tapStride)
}

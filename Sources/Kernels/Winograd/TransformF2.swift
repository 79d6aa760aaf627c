import KernelTable

/// F(2×2, 3×3) with the points 0, ±1, ∞: a 4×4 patch gives a 2×2 tile. More multiplications than F(4×4, 3×3), fewer lost
/// digits, less wasted at borders.
enum TransformF2: WinogradTransform {
  /// Writes d B of a row d.
  @inline(__always) private static func putPatch<T: Lanes>(
    _ d0: T, _ d1: T, _ d2: T, _ d3: T, _ v: Output, _ stride: Int
  ) {
    (d0 - d2).store(v)
    (d1 + d2).store(v + stride)
    (d2 - d1).store(v + 2 &* stride)
    (d1 - d3).store(v + 3 &* stride)
  }

  @inline(never) static func patch<T: Lanes>(
    _: T.Type, _ x: Input, rowStride: Int, pixelStride: Int, _ v: Output, stride: Int
  ) {
    let x1 = x + pixelStride
    let x2 = x + 2 &* pixelStride
    let x3 = x + 3 &* pixelStride
    @inline(__always) func less(_ p: Input, _ a: Int, _ b: Int) -> T {
      T.load(p + a &* rowStride) - T.load(p + b &* rowStride)
    }
    @inline(__always) func sum(_ p: Input) -> T {
      T.load(p + rowStride) + T.load(p + 2 &* rowStride)
    }
    @inline(__always) func row(_ a: Int, _ b: Int, _ v: Output) {
      putPatch(less(x, a, b), less(x1, a, b), less(x2, a, b), less(x3, a, b), v, stride)
    }
    row(0, 2, v)
    putPatch(sum(x), sum(x1), sum(x2), sum(x3), v + 4 &* stride, stride)
    row(2, 1, v + 8 &* stride)
    row(1, 3, v + 12 &* stride)
  }

  /// Writes m A + bias of a row m.
  @inline(__always) private static func putProducts<T: Lanes>(
    _ m0: T, _ m1: T, _ m2: T, _ m3: T, _ bias: T, _ adds: Bool, _ y: Output, _ pixel: Int
  ) {
    putTile(m0 + m1 + m2 + bias, adds, y)
    putTile(m1 - m2 - m3 + bias, adds, y + pixel)
  }

  @inline(never) static func products<T: Lanes>(
    _: T.Type, _ bias: Input?, _ m: Input, stride: Int, adds: Bool, _ y: Output, rowStride: Int,
    pixelStride: Int
  ) {
    let shift: T
    if let bias { shift = T.load(bias) } else { shift = T(repeating: 0) }
    let row = 4 &* stride
    let m1 = m + stride
    let m2 = m + 2 &* stride
    let m3 = m + 3 &* stride
    @inline(__always) func top(_ p: Input) -> T {
      T.load(p) + T.load(p + row) + T.load(p + 2 &* row)
    }
    @inline(__always) func bottom(_ p: Input) -> T {
      T.load(p + row) - T.load(p + 2 &* row) - T.load(p + 3 &* row)
    }
    putProducts(top(m), top(m1), top(m2), top(m3), shift, adds, y, pixelStride)
    putProducts(
      bottom(m), bottom(m1), bottom(m2), bottom(m3), shift, adds, y + rowStride, pixelStride)
  }

  /// Writes y Aᵀ of a row y.
  @inline(__always) private static func putCotangent<T: Lanes>(
    _ y0: T, _ y1: T, _ d: Output, _ stride: Int
  ) {
    y0.store(d)
    (y0 + y1).store(d + stride)
    (y0 - y1).store(d + 2 &* stride)
    (T(repeating: 0) - y1).store(d + 3 &* stride)
  }

  @inline(never) static func cotangent<T: Lanes>(
    _: T.Type, _ dy: Input, rowStride: Int, pixelStride: Int, _ d: Output, stride: Int
  ) {
    let topLeft = T.load(dy)
    let topRight = T.load(dy + pixelStride)
    let bottomLeft = T.load(dy + rowStride)
    let bottomRight = T.load(dy + rowStride + pixelStride)
    putCotangent(topLeft, topRight, d, stride)
    putCotangent(topLeft + bottomLeft, topRight + bottomRight, d + 4 &* stride, stride)
    putCotangent(topLeft - bottomLeft, topRight - bottomRight, d + 8 &* stride, stride)
    let zero = T(repeating: 0)
    putCotangent(zero - bottomLeft, zero - bottomRight, d + 12 &* stride, stride)
  }

  /// Writes g Gᵀ of a row g.
  @inline(__always) private static func putFilter<T: Lanes>(
    _ g0: T, _ g1: T, _ g2: T, _ u: Output, _ stride: Int
  ) {
    let half = T(repeating: 0.5)
    let outer = g0 + g2
    g0.store(u)
    (half * (outer + g1)).store(u + stride)
    (half * (outer - g1)).store(u + 2 &* stride)
    g2.store(u + 3 &* stride)
  }

  @inline(never) static func filter<T: Lanes>(
    _: T.Type, _ w: Input, tapStride: Int, _ u: Output, stride: Int
  ) {
    let row = 3 &* tapStride
    @inline(__always) func tap(_ i: Int, _ j: Int) -> T { T.load(w + i &* row + j &* tapStride) }
    @inline(__always) func sum(_ j: Int) -> T {
      T(repeating: 0.5) * ((tap(0, j) + tap(2, j)) + tap(1, j))
    }
    @inline(__always) func difference(_ j: Int) -> T {
      T(repeating: 0.5) * ((tap(0, j) + tap(2, j)) - tap(1, j))
    }
    putFilter(tap(0, 0), tap(0, 1), tap(0, 2), u, stride)
    putFilter(sum(0), sum(1), sum(2), u + 4 &* stride, stride)
    putFilter(difference(0), difference(1), difference(2), u + 8 &* stride, stride)
    putFilter(tap(2, 0), tap(2, 1), tap(2, 2), u + 12 &* stride, stride)
  }

  /// Adds s G of a row s.
  @inline(__always) private static func addTaps<T: Lanes>(
    _ s0: T, _ s1: T, _ s2: T, _ s3: T, _ w: Output, _ tapStride: Int
  ) {
    let half = T(repeating: 0.5)
    let mean = half * (s1 + s2)
    putTile(s0 + mean, true, w)
    putTile(half * (s1 - s2), true, w + tapStride)
    putTile(mean + s3, true, w + 2 &* tapStride)
  }

  @inline(never) static func addFilterGradient<T: Lanes>(
    _: T.Type, _ s: Input, stride: Int, _ w: Output, tapStride: Int
  ) {
    let row = 4 &* stride
    let s1 = s + stride
    let s2 = s + 2 &* stride
    let s3 = s + 3 &* stride
    @inline(__always) func half(_ sum: T) -> T { T(repeating: 0.5) * sum }
    @inline(__always) func mean(_ p: Input) -> T { half(T.load(p + row) + T.load(p + 2 &* row)) }
    @inline(__always) func top(_ p: Input) -> T { T.load(p) + mean(p) }
    @inline(__always) func middle(_ p: Input) -> T {
      half(T.load(p + row) - T.load(p + 2 &* row))
    }
    @inline(__always) func bottom(_ p: Input) -> T { mean(p) + T.load(p + 3 &* row) }
    addTaps(top(s), top(s1), top(s2), top(s3), w, tapStride)
    addTaps(middle(s), middle(s1), middle(s2), middle(s3), w + 3 &* tapStride, tapStride)
    addTaps(bottom(s), bottom(s1), bottom(s2), bottom(s3), w + 6 &* tapStride, tapStride)
  }
}

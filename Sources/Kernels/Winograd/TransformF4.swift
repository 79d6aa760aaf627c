import CIntrinsics
import KernelTable

/// F(4×4, 3×3) with the points 0, ±1, ±2, ∞: a 6×6 patch gives a 4×4 tile with a quarter of the multiplications.
enum TransformF4: WinogradTransform {
  // Values of a column of a product with Bᵀ, Aᵀ, A, G or Gᵀ from the left; `p` is the column's first value. Parts
  // are what two rows are the sum and the difference of.

  /// Row 0 of Bᵀ d, and row 5 of the column that begins one lower.
  @inline(__always) private static func patchEnd<T: Lanes>(_ p: Input, _ row: Int) -> T {
    T.fused(
      T(repeating: 4), T.load(p),
      T.fused(T(repeating: -5), T.load(p + 2 &* row), T.load(p + 4 &* row)))
  }

  /// Parts of the rows 1 and 2 of Bᵀ d.
  @inline(__always) private static func patchNear<T: Lanes>(_ p: Input, _ row: Int) -> (T, T) {
    (
      T.fused(T(repeating: -4), T.load(p + 2 &* row), T.load(p + 4 &* row)),
      T.fused(T(repeating: -4), T.load(p + row), T.load(p + 3 &* row))
    )
  }

  /// Parts of the rows 3 and 4 of Bᵀ d.
  @inline(__always) private static func patchFar<T: Lanes>(_ p: Input, _ row: Int) -> (T, T) {
    let odd = T.load(p + 3 &* row) - T.load(p + row)
    return (T.load(p + 4 &* row) - T.load(p + 2 &* row), odd + odd)
  }

  /// Asks for the lines behind a row of six values, where the next channels or the next tile's are written: so many streams are more than
  /// the processor follows.
  @inline(__always) private static func fetchBehind(_ v: Input, _ stride: Int) {
    let next = v + 16
    prefetchNear(next)
    prefetchNear(next + stride)
    prefetchNear(next + 2 &* stride)
    prefetchNear(next + 3 &* stride)
    prefetchNear(next + 4 &* stride)
    prefetchNear(next + 5 &* stride)
  }

  /// Writes d B of a row d.
  @inline(__always) private static func putPatch<T: Lanes>(
    _ d0: T, _ d1: T, _ d2: T, _ d3: T, _ d4: T, _ d5: T, _ v: Output, _ stride: Int
  ) {
    fetchBehind(v, stride)
    T.fused(T(repeating: 4), d0, T.fused(T(repeating: -5), d2, d4)).store(v)
    let nearEven = T.fused(T(repeating: -4), d2, d4)
    let nearOdd = T.fused(T(repeating: -4), d1, d3)
    (nearEven + nearOdd).store(v + stride)
    (nearEven - nearOdd).store(v + 2 &* stride)
    let farEven = d4 - d2
    let farOdd = (d3 - d1) + (d3 - d1)
    (farEven + farOdd).store(v + 3 &* stride)
    (farEven - farOdd).store(v + 4 &* stride)
    T.fused(T(repeating: 4), d1, T.fused(T(repeating: -5), d3, d5)).store(v + 5 &* stride)
  }

  @inline(__always) private static func putPatchPair<T: Lanes>(
    _ c0: (T, T), _ c1: (T, T), _ c2: (T, T), _ c3: (T, T), _ c4: (T, T), _ c5: (T, T),
    _ v: Output, _ stride: Int
  ) {
    putPatch(
      c0.0 + c0.1, c1.0 + c1.1, c2.0 + c2.1, c3.0 + c3.1, c4.0 + c4.1, c5.0 + c5.1, v, stride)
    putPatch(
      c0.0 - c0.1, c1.0 - c1.1, c2.0 - c2.1, c3.0 - c3.1, c4.0 - c4.1, c5.0 - c5.1,
      v + 6 &* stride, stride)
  }

  @inline(never) static func patch<T: Lanes>(
    _: T.Type, _ x: Input, rowStride: Int, pixelStride: Int, _ v: Output, stride: Int
  ) {
    let x1 = x + pixelStride
    let x2 = x + 2 &* pixelStride
    let x3 = x + 3 &* pixelStride
    let x4 = x + 4 &* pixelStride
    let x5 = x + 5 &* pixelStride
    @inline(__always) func end(_ p: Input) -> T { patchEnd(p, rowStride) }
    @inline(__always) func near(_ p: Input) -> (T, T) { patchNear(p, rowStride) }
    @inline(__always) func far(_ p: Input) -> (T, T) { patchFar(p, rowStride) }
    putPatch(end(x), end(x1), end(x2), end(x3), end(x4), end(x5), v, stride)
    putPatchPair(
      near(x), near(x1), near(x2), near(x3), near(x4), near(x5), v + 6 &* stride, stride)
    putPatchPair(far(x), far(x1), far(x2), far(x3), far(x4), far(x5), v + 18 &* stride, stride)
    putPatch(
      end(x + rowStride), end(x1 + rowStride), end(x2 + rowStride), end(x3 + rowStride),
      end(x4 + rowStride), end(x5 + rowStride), v + 30 &* stride, stride)
  }

  /// Rows 0 and 2 of Aᵀ m.
  @inline(__always) private static func productsEven<T: Lanes>(_ p: Input, _ row: Int) -> (T, T) {
    let near: T = T.load(p + row) + T.load(p + 2 &* row)
    let far: T = T.load(p + 3 &* row) + T.load(p + 4 &* row)
    return (T.load(p) + near + far, T.fused(T(repeating: 4), far, near))
  }

  /// Rows 1 and 3 of Aᵀ m.
  @inline(__always) private static func productsOdd<T: Lanes>(_ p: Input, _ row: Int) -> (T, T) {
    let near: T = T.load(p + row) - T.load(p + 2 &* row)
    let far: T = T.load(p + 3 &* row) - T.load(p + 4 &* row)
    return (
      T.fused(T(repeating: 2), far, near),
      T.fused(T(repeating: 8), far, near) + T.load(p + 5 &* row)
    )
  }

  /// Writes m A + bias of a row m.
  @inline(__always) private static func putProducts<T: Lanes>(
    _ m0: T, _ m1: T, _ m2: T, _ m3: T, _ m4: T, _ m5: T, _ bias: T, _ adds: Bool, _ y: Output,
    _ pixel: Int
  ) {
    let (a, b) = (m1 + m2, m1 - m2)
    let (c, d) = (m3 + m4, m3 - m4)
    putTile(m0 + a + c + bias, adds, y)
    putTile(T.fused(T(repeating: 2), d, b) + bias, adds, y + pixel)
    putTile(T.fused(T(repeating: 4), c, a) + bias, adds, y + 2 &* pixel)
    putTile(T.fused(T(repeating: 8), d, b) + m5 + bias, adds, y + 3 &* pixel)
  }

  @inline(__always) private static func putProductsPair<T: Lanes>(
    _ c0: (T, T), _ c1: (T, T), _ c2: (T, T), _ c3: (T, T), _ c4: (T, T), _ c5: (T, T), _ bias: T,
    _ adds: Bool, _ y: Output, _ row: Int, _ pixel: Int
  ) {
    putProducts(c0.0, c1.0, c2.0, c3.0, c4.0, c5.0, bias, adds, y, pixel)
    putProducts(c0.1, c1.1, c2.1, c3.1, c4.1, c5.1, bias, adds, y + 2 &* row, pixel)
  }

  @inline(never) static func products<T: Lanes>(
    _: T.Type, _ bias: Input?, _ m: Input, stride: Int, adds: Bool, _ y: Output, rowStride: Int,
    pixelStride: Int
  ) {
    let shift: T
    if let bias { shift = T.load(bias) } else { shift = T(repeating: 0) }
    let row = 6 &* stride
    let m1 = m + stride
    let m2 = m + 2 &* stride
    let m3 = m + 3 &* stride
    let m4 = m + 4 &* stride
    let m5 = m + 5 &* stride
    @inline(__always) func even(_ p: Input) -> (T, T) { productsEven(p, row) }
    @inline(__always) func odd(_ p: Input) -> (T, T) { productsOdd(p, row) }
    putProductsPair(
      even(m), even(m1), even(m2), even(m3), even(m4), even(m5), shift, adds, y, rowStride,
      pixelStride)
    putProductsPair(
      odd(m), odd(m1), odd(m2), odd(m3), odd(m4), odd(m5), shift, adds, y + rowStride, rowStride,
      pixelStride)
  }

  /// Parts of the rows 1 and 2 of A y.
  @inline(__always) private static func cotangentNear<T: Lanes>(_ p: Input, _ row: Int) -> (T, T) {
    (T.load(p) + T.load(p + 2 &* row), T.load(p + row) + T.load(p + 3 &* row))
  }

  /// Parts of the rows 3 and 4 of A y.
  @inline(__always) private static func cotangentFar<T: Lanes>(_ p: Input, _ row: Int) -> (T, T) {
    let half: T = T.fused(T(repeating: 4), T.load(p + 3 &* row), T.load(p + row))
    return (T.fused(T(repeating: 4), T.load(p + 2 &* row), T.load(p)), half + half)
  }

  /// Writes y Aᵀ of a row y.
  @inline(__always) private static func putCotangent<T: Lanes>(
    _ y0: T, _ y1: T, _ y2: T, _ y3: T, _ d: Output, _ stride: Int
  ) {
    fetchBehind(d, stride)
    y0.store(d)
    let even = y0 + y2
    let odd = y1 + y3
    (even + odd).store(d + stride)
    (even - odd).store(d + 2 &* stride)
    let farEven = T.fused(T(repeating: 4), y2, y0)
    let half = T.fused(T(repeating: 4), y3, y1)
    let farOdd = half + half
    (farEven + farOdd).store(d + 3 &* stride)
    (farEven - farOdd).store(d + 4 &* stride)
    y3.store(d + 5 &* stride)
  }

  @inline(__always) private static func putCotangentPair<T: Lanes>(
    _ c0: (T, T), _ c1: (T, T), _ c2: (T, T), _ c3: (T, T), _ d: Output, _ stride: Int
  ) {
    putCotangent(c0.0 + c0.1, c1.0 + c1.1, c2.0 + c2.1, c3.0 + c3.1, d, stride)
    putCotangent(
      c0.0 - c0.1, c1.0 - c1.1, c2.0 - c2.1, c3.0 - c3.1, d + 6 &* stride, stride)
  }

  @inline(never) static func cotangent<T: Lanes>(
    _: T.Type, _ dy: Input, rowStride: Int, pixelStride: Int, _ d: Output, stride: Int
  ) {
    let y1 = dy + pixelStride
    let y2 = dy + 2 &* pixelStride
    let y3 = dy + 3 &* pixelStride
    @inline(__always) func near(_ p: Input) -> (T, T) { cotangentNear(p, rowStride) }
    @inline(__always) func far(_ p: Input) -> (T, T) { cotangentFar(p, rowStride) }
    @inline(__always) func copied(_ row: Int, _ d: Output) {
      putCotangent(
        T.load(dy + row), T.load(y1 + row), T.load(y2 + row), T.load(y3 + row), d, stride)
    }
    copied(0, d)
    putCotangentPair(near(dy), near(y1), near(y2), near(y3), d + 6 &* stride, stride)
    putCotangentPair(far(dy), far(y1), far(y2), far(y3), d + 18 &* stride, stride)
    copied(3 &* rowStride, d + 30 &* stride)
  }

  /// Rows 1 and 2 of G g.
  @inline(__always) private static func filterNear<T: Lanes>(_ p: Input, _ row: Int) -> (T, T) {
    let sixth = T(repeating: -1 / 6)
    let outer: T = T.load(p) + T.load(p + 2 &* row)
    return (sixth * (outer + T.load(p + row)), sixth * (outer - T.load(p + row)))
  }

  /// Rows 3 and 4 of G g.
  @inline(__always) private static func filterFar<T: Lanes>(_ p: Input, _ row: Int) -> (T, T) {
    let far = T.fused(T(repeating: 1 / 6), T.load(p + 2 &* row), T(repeating: 1 / 24) * T.load(p))
    let near = T(repeating: 1 / 12) * T.load(p + row)
    return (far + near, far - near)
  }

  /// Writes g Gᵀ of a row g.
  @inline(__always) private static func putFilter<T: Lanes>(
    _ g0: T, _ g1: T, _ g2: T, _ u: Output, _ stride: Int
  ) {
    (T(repeating: 1 / 4) * g0).store(u)
    let sixth = T(repeating: -1 / 6)
    let outer = g0 + g2
    (sixth * (outer + g1)).store(u + stride)
    (sixth * (outer - g1)).store(u + 2 &* stride)
    let far = T.fused(T(repeating: 1 / 6), g2, T(repeating: 1 / 24) * g0)
    let near = T(repeating: 1 / 12) * g1
    (far + near).store(u + 3 &* stride)
    (far - near).store(u + 4 &* stride)
    g2.store(u + 5 &* stride)
  }

  @inline(never) static func filter<T: Lanes>(
    _: T.Type, _ w: Input, tapStride: Int, _ u: Output, stride: Int
  ) {
    let w1 = w + tapStride
    let w2 = w + 2 &* tapStride
    let row = 3 &* tapStride
    @inline(__always) func first(_ p: Input) -> T { T(repeating: 1 / 4) * T.load(p) }
    @inline(__always) func pair(_ c0: (T, T), _ c1: (T, T), _ c2: (T, T), _ u: Output) {
      putFilter(c0.0, c1.0, c2.0, u, stride)
      putFilter(c0.1, c1.1, c2.1, u + 6 &* stride, stride)
    }
    putFilter(first(w), first(w1), first(w2), u, stride)
    pair(filterNear(w, row), filterNear(w1, row), filterNear(w2, row), u + 6 &* stride)
    pair(filterFar(w, row), filterFar(w1, row), filterFar(w2, row), u + 18 &* stride)
    putFilter(
      T.load(w + 2 &* row), T.load(w1 + 2 &* row), T.load(w2 + 2 &* row), u + 30 &* stride, stride)
  }

  /// Row 0 of Gᵀ s.
  @inline(__always) private static func gradientTop<T: Lanes>(_ p: Input, _ row: Int) -> T {
    let a: T = T.load(p + row) + T.load(p + 2 &* row)
    let c: T = T.load(p + 3 &* row) + T.load(p + 4 &* row)
    return T.fused(
      T(repeating: 1 / 4), T.load(p),
      T.fused(T(repeating: -1 / 6), a, T(repeating: 1 / 24) * c))
  }

  /// Row 1 of Gᵀ s.
  @inline(__always) private static func gradientMiddle<T: Lanes>(_ p: Input, _ row: Int) -> T {
    let b: T = T.load(p + row) - T.load(p + 2 &* row)
    let d: T = T.load(p + 3 &* row) - T.load(p + 4 &* row)
    return T.fused(T(repeating: -1 / 6), b, T(repeating: 1 / 12) * d)
  }

  /// Row 2 of Gᵀ s.
  @inline(__always) private static func gradientBottom<T: Lanes>(_ p: Input, _ row: Int) -> T {
    let a: T = T.load(p + row) + T.load(p + 2 &* row)
    let c: T = T.load(p + 3 &* row) + T.load(p + 4 &* row)
    return T.fused(
      T(repeating: -1 / 6), a, T.fused(T(repeating: 1 / 6), c, T.load(p + 5 &* row)))
  }

  /// Adds s G of a row s.
  @inline(__always) private static func addTaps<T: Lanes>(
    _ s0: T, _ s1: T, _ s2: T, _ s3: T, _ s4: T, _ s5: T, _ w: Output, _ tapStride: Int
  ) {
    let sixth = T(repeating: -1 / 6)
    let (a, b) = (s1 + s2, s1 - s2)
    let (c, d) = (s3 + s4, s3 - s4)
    putTile(
      T.fused(T(repeating: 1 / 4), s0, T.fused(sixth, a, T(repeating: 1 / 24) * c)), true, w)
    putTile(T.fused(sixth, b, T(repeating: 1 / 12) * d), true, w + tapStride)
    putTile(T.fused(sixth, a, T.fused(T(repeating: 1 / 6), c, s5)), true, w + 2 &* tapStride)
  }

  @inline(never) static func addFilterGradient<T: Lanes>(
    _: T.Type, _ s: Input, stride: Int, _ w: Output, tapStride: Int
  ) {
    let row = 6 &* stride
    let s1 = s + stride
    let s2 = s + 2 &* stride
    let s3 = s + 3 &* stride
    let s4 = s + 4 &* stride
    let s5 = s + 5 &* stride
    @inline(__always) func top(_ p: Input) -> T { gradientTop(p, row) }
    @inline(__always) func middle(_ p: Input) -> T { gradientMiddle(p, row) }
    @inline(__always) func bottom(_ p: Input) -> T { gradientBottom(p, row) }
    addTaps(top(s), top(s1), top(s2), top(s3), top(s4), top(s5), w, tapStride)
    addTaps(
      middle(s), middle(s1), middle(s2), middle(s3), middle(s4), middle(s5), w + 3 &* tapStride,
      tapStride)
    addTaps(
      bottom(s), bottom(s1), bottom(s2), bottom(s3), bottom(s4), bottom(s5), w + 6 &* tapStride,
      tapStride)
  }
}

/// Sets values, or adds to them.
@inline(__always) func putTile<T: Lanes>(_ value: T, _ adds: Bool, _ y: Output) {
  (adds ? T.load(y) + value : value).store(y)
}

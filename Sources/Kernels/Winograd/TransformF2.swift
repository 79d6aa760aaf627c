import KernelTable

/// F(2×2, 3×3) with the points 0, ±1, ∞: a 4×4 patch gives a 2×2 tile. More multiplications than F(4×4, 3×3), fewer lost
/// digits, less wasted at borders.
enum TransformF2: WinogradTransform {
  typealias Four<T> = (T, T, T, T)

  /// Bᵀ d
  @inline(__always) private static func input<T: Lanes>(_ d: Four<T>) -> Four<T> {
    (d.0 - d.2, d.1 + d.2, d.2 - d.1, d.1 - d.3)
  }

  /// Aᵀ m
  @inline(__always) private static func output<T: Lanes>(_ m: Four<T>) -> (T, T) {
    (m.0 + m.1 + m.2, m.1 - m.2 - m.3)
  }

  /// A y
  @inline(__always) private static func outputTransposed<T: Lanes>(_ y: (T, T)) -> Four<T> {
    (y.0, y.0 + y.1, y.0 - y.1, T(repeating: 0) - y.1)
  }

  /// G g
  @inline(__always) private static func weight(_ g: (V, V, V)) -> Four<V> {
    let half = V(repeating: 0.5)
    let outer = g.0 + g.2
    return (g.0, half * (outer + g.1), half * (outer - g.1), g.2)
  }

  /// Gᵀ s
  @inline(__always) private static func weightTransposed(_ s: Four<V>) -> (V, V, V) {
    let half = V(repeating: 0.5)
    let mean = half * (s.1 + s.2)
    return (s.0 + mean, half * (s.1 - s.2), mean + s.3)
  }

  @inline(__always) private static func get<T: Lanes>(_ p: Input, _ step: Int) -> Four<T> {
    (T.load(p), T.load(p + step), T.load(p + 2 &* step), T.load(p + 3 &* step))
  }

  @inline(__always) private static func put<T: Lanes>(_ r: Four<T>, _ p: Output, _ stride: Int) {
    r.0.store(p)
    r.1.store(p + stride)
    r.2.store(p + 2 &* stride)
    r.3.store(p + 3 &* stride)
  }

  @inline(__always) static func patch<M: LaneMap, T: Lanes>(
    _: M.Type, _ lanes: MapLanes<T>, _ x: Input, rowStride: Int, pixelStride: Int, _ v: Output,
    stride: Int
  ) {
    @inline(__always) func map(_ v: T) -> T { M.apply(v, lanes) }
    @inline(__always) func column(_ j: Int) -> Four<T> {
      let q = x + j &* pixelStride
      return input(
        (
          map(T.load(q)),
          map(T.load(q + rowStride)),
          map(T.load(q + 2 &* rowStride)),
          map(T.load(q + 3 &* rowStride))
        ))
    }
    let c0 = column(0)
    let c1 = column(1)
    let c2 = column(2)
    let c3 = column(3)
    put(input((c0.0, c1.0, c2.0, c3.0)), v, stride)
    put(input((c0.1, c1.1, c2.1, c3.1)), v + 4 &* stride, stride)
    put(input((c0.2, c1.2, c2.2, c3.2)), v + 8 &* stride, stride)
    put(input((c0.3, c1.3, c2.3, c3.3)), v + 12 &* stride, stride)
  }

  @inline(__always) static func products<T: Lanes>(
    _ bias: T, _ m: Input, stride: Int, adds: Bool, _ y: Output, rowStride: Int, pixelStride: Int
  ) {
    let step = 4 &* stride
    let c0: (T, T) = output(get(m, step))
    let c1: (T, T) = output(get(m + stride, step))
    let c2: (T, T) = output(get(m + 2 &* stride, step))
    let c3: (T, T) = output(get(m + 3 &* stride, step))
    let top = output((c0.0, c1.0, c2.0, c3.0))
    let bottom = output((c0.1, c1.1, c2.1, c3.1))
    putTile(top.0 + bias, adds, y)
    putTile(top.1 + bias, adds, y + pixelStride)
    putTile(bottom.0 + bias, adds, y + rowStride)
    putTile(bottom.1 + bias, adds, y + rowStride + pixelStride)
  }

  @inline(__always) static func cotangent<T: Lanes>(
    _: T.Type, _ dy: Input, rowStride: Int, pixelStride: Int, _ d: Output, stride: Int
  ) {
    let c0 = outputTransposed((T.load(dy), T.load(dy + rowStride)))
    let right = dy + pixelStride
    let c1 = outputTransposed((T.load(right), T.load(right + rowStride)))
    put(outputTransposed((c0.0, c1.0)), d, stride)
    put(outputTransposed((c0.1, c1.1)), d + 4 &* stride, stride)
    put(outputTransposed((c0.2, c1.2)), d + 8 &* stride, stride)
    put(outputTransposed((c0.3, c1.3)), d + 12 &* stride, stride)
  }

  @inline(__always) static func filter(_ tap: (Int, Int) -> V, _ u: Output, stride: Int) {
    let c0 = weight((tap(0, 0), tap(1, 0), tap(2, 0)))
    let c1 = weight((tap(0, 1), tap(1, 1), tap(2, 1)))
    let c2 = weight((tap(0, 2), tap(1, 2), tap(2, 2)))
    put(weight((c0.0, c1.0, c2.0)), u, stride)
    put(weight((c0.1, c1.1, c2.1)), u + 4 &* stride, stride)
    put(weight((c0.2, c1.2, c2.2)), u + 8 &* stride, stride)
    put(weight((c0.3, c1.3, c2.3)), u + 12 &* stride, stride)
  }

  @inline(__always) static func addFilterGradient(
    _ s: Input, stride: Int, _ w: Output, tapStride: Int
  ) {
    let step = 4 &* stride
    let c0 = weightTransposed(get(s, step))
    let c1 = weightTransposed(get(s + stride, step))
    let c2 = weightTransposed(get(s + 2 &* stride, step))
    let c3 = weightTransposed(get(s + 3 &* stride, step))
    addTaps(weightTransposed((c0.0, c1.0, c2.0, c3.0)), w, tapStride)
    addTaps(weightTransposed((c0.1, c1.1, c2.1, c3.1)), w + 3 &* tapStride, tapStride)
    addTaps(weightTransposed((c0.2, c1.2, c2.2, c3.2)), w + 6 &* tapStride, tapStride)
  }
}

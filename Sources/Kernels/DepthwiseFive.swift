import KernelTable

// Depthwise convolution, 5×5 with a padding of 2, any stride. Twenty-five weights do not fit into the registers of every
// instruction set: a line of outputs is summed by one row of the filter after the other, whose five weights do.

/// One row of a filter's weights, or of their sums.
private typealias Five<T> = (T, T, T, T, T)

/// Output columns whose windows lie within the line.
@inline(__always) private func inside(_ window: Window) -> Range<Int> {
  let first = min((1 &+ window.stride) / window.stride, window.outputWidth)
  let end = window.image.width < 3 ? 0 : (window.image.width &- 3) / window.stride &+ 1
  return first..<max(first, min(end, window.outputWidth))
}

/// Calls with every output column: those whose windows lie within the line, and the others before and behind them.
@inline(__always) private func forEachColumn(
  _ window: Window, edge: (Int) -> Void, inner: (Int) -> Void
) {
  let within = inside(window)
  var column = 0
  while column < within.lowerBound {
    edge(column)
    column &+= 1
  }
  while column < within.upperBound {
    inner(column)
    column &+= 1
  }
  while column < window.outputWidth {
    edge(column)
    column &+= 1
  }
}

/// y of the frames `frames` is set, or added to: Σ over taps of x w.
func correlateFive(
  _ window: Window, _ frames: Range<Int>, _ x: Input, _ w: Input, flipped: Bool, adds: Bool,
  _ y: Output
) {
  for frame in frames {
    for line in 0..<window.outputHeight {
      forEachLanes(0..<window.image.channels) { c in
        correlateLine(Wide.self, window, frame, line, c, x, w, flipped, adds, y)
      } narrow: { c in
        correlateLine(V.self, window, frame, line, c, x, w, flipped, adds, y)
      } single: { c in
        correlateLine(Float.self, window, frame, line, c, x, w, flipped, adds, y)
      }
    }
  }
}

@inline(__always) private func correlateLine<T: Lanes>(
  _: T.Type, _ window: Window, _ frame: Int, _ line: Int, _ c: Int, _ x: Input, _ w: Input,
  _ flipped: Bool, _ adds: Bool, _ y: Output
) {
  let (image, channels) = (window.image, window.image.channels)
  let target = y + (frame &* window.outputHeight &+ line) &* window.outputWidth &* channels + c
  var holds = adds
  for i in 0..<5 {
    let row = line &* window.stride &+ i &- 2
    guard row >= 0, row < image.height else { continue }
    @inline(__always) func weight(_ j: Int) -> T {
      let tap = 5 &* i &+ j
      return T.load(w + (flipped ? 24 &- tap : tap) &* channels + c)
    }
    addRow(
      T.self, window, x + (frame &* image.height &+ row) &* image.width &* channels + c,
      (weight(0), weight(1), weight(2), weight(3), weight(4)), holds, target)
    holds = true
  }
}

/// Adds what one row of the filter makes of one line of x to a line of outputs, or begins it.
@inline(__always) private func addRow<T: Lanes>(
  _: T.Type, _ window: Window, _ x: Input, _ w: Five<T>, _ holds: Bool, _ target: Output
) {
  let channels = window.image.channels
  let step = window.stride &* channels
  @inline(__always) func begun(_ column: Int) -> T {
    holds ? T.load(target + column &* channels) : T(repeating: 0)
  }
  forEachColumn(window) { column in
    let (middle, p) = (column &* window.stride, x + column &* step)
    var v = begun(column)
    if middle >= 2 { v = T.fused(T.load(p - 2 &* channels), w.0, v) }
    if middle >= 1 { v = T.fused(T.load(p - channels), w.1, v) }
    v = T.fused(T.load(p), w.2, v)
    if middle &+ 1 < window.image.width { v = T.fused(T.load(p + channels), w.3, v) }
    if middle &+ 2 < window.image.width { v = T.fused(T.load(p + 2 &* channels), w.4, v) }
    v.store(target + column &* channels)
  } inner: { column in
    let p = x + column &* step
    var v = T.fused(T.load(p - 2 &* channels), w.0, begun(column))
    v = T.fused(T.load(p - channels), w.1, v)
    v = T.fused(T.load(p), w.2, v)
    v = T.fused(T.load(p + channels), w.3, v)
    T.fused(T.load(p + 2 &* channels), w.4, v).store(target + column &* channels)
  }
}

/// Adds one line of output cotangents to the pixels that their windows reached.
@inline(__always) func scatterFive<T: Lanes>(
  _: T.Type, _ window: Window, _ frame: Int, _ line: Int, _ c: Int, _ dy: Input, _ w: Input,
  _ dx: Output
) {
  let (image, channels) = (window.image, window.image.channels)
  let source = dy + (frame &* window.outputHeight &+ line) &* window.outputWidth &* channels + c
  for i in 0..<5 {
    let row = line &* window.stride &+ i &- 2
    guard row >= 0, row < image.height else { continue }
    let target = dx + (frame &* image.height &+ row) &* image.width &* channels + c
    @inline(__always) func weight(_ j: Int) -> T { T.load(w + (5 &* i &+ j) &* channels + c) }
    let (w0, w1, w2, w3, w4) = (weight(0), weight(1), weight(2), weight(3), weight(4))
    @inline(__always) func add(_ g: T, _ weight: T, _ p: Output) {
      T.fused(g, weight, T.load(p)).store(p)
    }
    forEachColumn(window) { column in
      let (middle, g) = (column &* window.stride, T.load(source + column &* channels))
      let p = target + middle &* channels
      if middle >= 2 { add(g, w0, p - 2 &* channels) }
      if middle >= 1 { add(g, w1, p - channels) }
      add(g, w2, p)
      if middle &+ 1 < image.width { add(g, w3, p + channels) }
      if middle &+ 2 < image.width { add(g, w4, p + 2 &* channels) }
    } inner: { column in
      let g = T.load(source + column &* channels)
      let p = target + column &* window.stride &* channels
      add(g, w0, p - 2 &* channels)
      add(g, w1, p - channels)
      add(g, w2, p)
      add(g, w3, p + channels)
      add(g, w4, p + 2 &* channels)
    }
  }
}

/// The gradients of the twenty-five weights over a block of output lines.
@inline(__always) func addFiveTaps<T: Lanes>(
  _: T.Type, _ window: Window, _ block: Range<Int>, _ c: Int, _ x: Input, _ dy: Input,
  _ sums: UnsafeMutablePointer<Double>
) {
  for i in 0..<5 {
    let s = rowSums(T.self, window, block, i, c, x, dy)
    @inline(__always) func add(_ j: Int, _ v: T) {
      let place = sums + (5 &* i &+ j) &* window.image.channels + c
      for lane in 0..<T.width { place[lane] += Double(v[lane]) }
    }
    add(0, s.0)
    add(1, s.1)
    add(2, s.2)
    add(3, s.3)
    add(4, s.4)
  }
}

/// Σ dy x of the five taps of a filter's row `i`.
@inline(__always) private func rowSums<T: Lanes>(
  _: T.Type, _ window: Window, _ block: Range<Int>, _ i: Int, _ c: Int, _ x: Input, _ dy: Input
) -> Five<T> {
  let (image, channels) = (window.image, window.image.channels)
  let zero = T(repeating: 0)
  var (s0, s1, s2, s3, s4) = (zero, zero, zero, zero, zero)
  for line in block {
    let row = (line % window.outputHeight) &* window.stride &+ i &- 2
    guard row >= 0, row < image.height else { continue }
    let frame = line / window.outputHeight
    let source = x + (frame &* image.height &+ row) &* image.width &* channels + c
    let gradient = dy + line &* window.outputWidth &* channels + c
    forEachColumn(window) { column in
      let (middle, g) = (column &* window.stride, T.load(gradient + column &* channels))
      let p = source + middle &* channels
      if middle >= 2 { s0 = T.fused(g, T.load(p - 2 &* channels), s0) }
      if middle >= 1 { s1 = T.fused(g, T.load(p - channels), s1) }
      s2 = T.fused(g, T.load(p), s2)
      if middle &+ 1 < image.width { s3 = T.fused(g, T.load(p + channels), s3) }
      if middle &+ 2 < image.width { s4 = T.fused(g, T.load(p + 2 &* channels), s4) }
    } inner: { column in
      let g = T.load(gradient + column &* channels)
      let p = source + column &* window.stride &* channels
      s0 = T.fused(g, T.load(p - 2 &* channels), s0)
      s1 = T.fused(g, T.load(p - channels), s1)
      s2 = T.fused(g, T.load(p), s2)
      s3 = T.fused(g, T.load(p + channels), s3)
      s4 = T.fused(g, T.load(p + 2 &* channels), s4)
    }
  }
  return (s0, s1, s2, s3, s4)
}

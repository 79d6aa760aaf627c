import KernelTable

// Depthwise convolution, 3×3 with a padding of 1, any stride: every channel has a filter of its own, [3, 3, 1, channels].
// Channels go by registers; the last few of a count that is no multiple of eight go one by one. `DepthwiseFive.swift` has
// what a line takes of a filter of 5×5, with a padding of 2.

/// Pixels summed in single precision before they are added in double: long float chains lose digits.
private let pixelsInBlock = 128

/// y of the frames `frames` is set.
func depthwiseForward(_ window: Window, _ frames: Range<Int>, _ x: Input, _ w: Input, _ y: Output) {
  if window.size == 5 {
    return correlateFive(window, frames, x, w, flipped: false, adds: false, y)
  }
  correlate(window, frames, x, w, flipped: false, adds: false, y)
}

/// dx of the frames `frames` is set or added to.
func depthwiseBackward(
  _ window: Window, _ frames: Range<Int>, _ dy: Input, _ w: Input, _ adds: Bool, _ dx: Output
) {
  // At stride 1 the transpose is the same sum with the filter turned around.
  if window.stride == 1 {
    return window.size == 5
      ? correlateFive(window, frames, dy, w, flipped: true, adds: adds, dx)
      : correlate(window, frames, dy, w, flipped: true, adds: adds, dx)
  }
  let image = window.image
  let frameFloats = image.height &* image.width &* image.channels
  for frame in frames {
    if !adds { clear(frameFloats, dx + frame &* frameFloats) }
    for line in 0..<window.outputHeight {
      forEachLanes(0..<image.channels) { c in
        scatter(Wide.self, window, frame, line, c, dy, w, dx)
      } narrow: { c in
        scatter(V.self, window, frame, line, c, dy, w, dx)
      } single: { c in
        scatter(Float.self, window, frame, line, c, dy, w, dx)
      }
    }
  }
}

@inline(__always) private func scatter<T: Lanes>(
  _: T.Type, _ window: Window, _ frame: Int, _ line: Int, _ c: Int, _ dy: Input, _ w: Input,
  _ dx: Output
) {
  window.size == 5
    ? scatterFive(T.self, window, frame, line, c, dy, w, dx)
    : scatterLine(T.self, window, frame, line, c, dy, w, dx)
}

/// Adds to dw of the channels `channels`; needs a double of work space for every weight.
func depthwiseGradient(
  _ window: Window, _ channels: Range<Int>, _ x: Input, _ dy: Input, _ dw: Output,
  _ sums: UnsafeMutablePointer<Double>
) {
  let all = window.image.channels
  let taps = window.size &* window.size
  for tap in 0..<taps { for c in channels { sums[tap &* all &+ c] = 0 } }
  let lines = max(1, pixelsInBlock / window.outputWidth)
  var start = 0
  while start < window.lines {
    let block = start..<min(start &+ lines, window.lines)
    forEachLanes(channels) { c in
      addGradients(Wide.self, window, block, c, x, dy, sums)
    } narrow: { c in
      addGradients(V.self, window, block, c, x, dy, sums)
    } single: { c in
      addGradients(Float.self, window, block, c, x, dy, sums)
    }
    start = block.upperBound
  }
  for tap in 0..<taps { for c in channels { dw[tap &* all &+ c] += Float(sums[tap &* all &+ c]) } }
}

@inline(__always) private func addGradients<T: Lanes>(
  _: T.Type, _ window: Window, _ block: Range<Int>, _ c: Int, _ x: Input, _ dy: Input,
  _ sums: UnsafeMutablePointer<Double>
) {
  window.size == 5
    ? addFiveTaps(T.self, window, block, c, x, dy, sums)
    : addTaps(T.self, window, block, c, x, dy, sums)
}

@inline(__always) func forEachLanes(
  _ channels: Range<Int>, wide: (Int) -> Void, narrow: (Int) -> Void, single: (Int) -> Void
) {
  var c = channels.lowerBound
  while c &+ Wide.width <= channels.upperBound {
    wide(c)
    c &+= Wide.width
  }
  while c &+ 8 <= channels.upperBound {
    narrow(c)
    c &+= 8
  }
  while c < channels.upperBound {
    single(c)
    c &+= 1
  }
}

/// Σ over taps of x w, set or added to.
@inline(__always) private func correlate(
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

/// Output columns whose window has a right neighbour inside the image.
@inline(__always) private func interior(_ window: Window) -> Int {
  (window.image.width &- 2 &+ window.stride) / window.stride
}

/// One line of output pixels of one register of channels, the nine weights in registers.
@inline(__always) private func correlateLine<T: Lanes>(
  _: T.Type, _ window: Window, _ frame: Int, _ line: Int, _ c: Int, _ x: Input, _ w: Input,
  _ flipped: Bool, _ adds: Bool, _ y: Output
) {
  let image = window.image
  let channels = image.channels
  let stride = image.width &* channels
  let row = line &* window.stride
  // A row outside the image has no weight, and points at one inside.
  let above = row > 0
  let below = row &+ 1 < image.height
  @inline(__always) func weight(_ tap: Int, _ exists: Bool) -> T {
    exists ? T.load(w + (flipped ? 8 &- tap : tap) &* channels + c) : T(repeating: 0)
  }
  let (w00, w01, w02) = (weight(0, above), weight(1, above), weight(2, above))
  let (w10, w11, w12) = (weight(3, true), weight(4, true), weight(5, true))
  let (w20, w21, w22) = (weight(6, below), weight(7, below), weight(8, below))
  var middle = x + (frame &* image.height &+ row) &* stride + c
  var top = above ? middle - stride : middle
  var bottom = below ? middle + stride : middle
  let step = window.stride &* channels
  var target = y + (frame &* window.outputHeight &+ line) &* window.outputWidth &* channels + c
  let inner = interior(window)
  @inline(__always) func centre() -> T {
    T.fused(T.load(bottom), w21, T.fused(T.load(middle), w11, T.load(top) * w01))
  }
  @inline(__always) func left(_ v: T) -> T {
    T.fused(
      T.load(bottom - channels), w20,
      T.fused(T.load(middle - channels), w10, T.fused(T.load(top - channels), w00, v)))
  }
  @inline(__always) func right(_ v: T) -> T {
    T.fused(
      T.load(bottom + channels), w22,
      T.fused(T.load(middle + channels), w12, T.fused(T.load(top + channels), w02, v)))
  }
  @inline(__always) func put(_ v: T) {
    (adds ? T.load(target) + v : v).store(target)
    top += step
    middle += step
    bottom += step
    target += channels
  }
  put(inner > 0 ? right(centre()) : centre())
  var column = 1
  while column < inner {
    put(right(left(centre())))
    column &+= 1
  }
  while column < window.outputWidth {
    put(left(centre()))
    column &+= 1
  }
}

/// Adds one line of output cotangents to the pixels that their windows reached.
@inline(__always) private func scatterLine<T: Lanes>(
  _: T.Type, _ window: Window, _ frame: Int, _ line: Int, _ c: Int, _ dy: Input, _ w: Input,
  _ dx: Output
) {
  let image = window.image
  let channels = image.channels
  let source = dy + (frame &* window.outputHeight &+ line) &* window.outputWidth &* channels + c
  let inner = interior(window)
  for i in 0..<3 {
    let row = line &* window.stride &+ i &- 1
    guard row >= 0, row < image.height else { continue }
    let w0 = T.load(w + 3 &* i &* channels + c)
    let w1 = T.load(w + (3 &* i &+ 1) &* channels + c)
    let w2 = T.load(w + (3 &* i &+ 2) &* channels + c)
    var p = dx + (frame &* image.height &+ row) &* image.width &* channels + c
    for column in 0..<window.outputWidth {
      let g = T.load(source + column &* channels)
      if column > 0 { T.fused(g, w0, T.load(p - channels)).store(p - channels) }
      T.fused(g, w1, T.load(p)).store(p)
      if column < inner { T.fused(g, w2, T.load(p + channels)).store(p + channels) }
      p += window.stride &* channels
    }
  }
}

/// The gradients of the nine weights over a block of output lines.
@inline(__always) private func addTaps<T: Lanes>(
  _: T.Type, _ window: Window, _ block: Range<Int>, _ c: Int, _ x: Input, _ dy: Input,
  _ sums: UnsafeMutablePointer<Double>
) {
  let image = window.image
  let channels = image.channels
  let stride = image.width &* channels
  let step = window.stride &* channels
  let inner = interior(window)
  let zero = T(repeating: 0)
  var (s00, s01, s02) = (zero, zero, zero)
  var (s10, s11, s12) = (zero, zero, zero)
  var (s20, s21, s22) = (zero, zero, zero)
  for line in block {
    let row = (line % window.outputHeight) &* window.stride
    let above = row > 0
    let below = row &+ 1 < image.height
    var middle = x + ((line / window.outputHeight) &* image.height &+ row) &* stride + c
    var top = above ? middle - stride : middle
    var bottom = below ? middle + stride : middle
    var q = dy + line &* window.outputWidth &* channels + c
    for column in 0..<window.outputWidth {
      let g = T.load(q)
      let gTop = above ? g : zero
      let gBottom = below ? g : zero
      s01 = T.fused(gTop, T.load(top), s01)
      s11 = T.fused(g, T.load(middle), s11)
      s21 = T.fused(gBottom, T.load(bottom), s21)
      if column > 0 {
        s00 = T.fused(gTop, T.load(top - channels), s00)
        s10 = T.fused(g, T.load(middle - channels), s10)
        s20 = T.fused(gBottom, T.load(bottom - channels), s20)
      }
      if column < inner {
        s02 = T.fused(gTop, T.load(top + channels), s02)
        s12 = T.fused(g, T.load(middle + channels), s12)
        s22 = T.fused(gBottom, T.load(bottom + channels), s22)
      }
      top += step
      middle += step
      bottom += step
      q += channels
    }
  }
  @inline(__always) func add(_ tap: Int, _ v: T) {
    for lane in 0..<T.width { sums[tap &* channels &+ c &+ lane] += Double(v[lane]) }
  }
  add(0, s00)
  add(1, s01)
  add(2, s02)
  add(3, s10)
  add(4, s11)
  add(5, s12)
  add(6, s20)
  add(7, s21)
  add(8, s22)
}

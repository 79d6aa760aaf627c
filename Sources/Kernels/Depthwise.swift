import KernelTable

// Depthwise convolution, 3×3 with a padding of 1, any stride: every channel has a filter of its own,
// [3, 3, 1, channels]. Eight channels at a time; the last few of a count that is no multiple of eight are
// loaded one by one.

/// Pixels summed in single precision before they are added in double: long float chains lose digits.
private let pixelsInBlock = 128

func depthwiseForward(_ window: Window, _ x: Input, _ w: Input, _ y: Output) {
  correlate(window, x, w, flipped: false, adds: false, y)
}

func depthwiseBackward(_ window: Window, _ dy: Input, _ w: Input, _ adds: Bool, _ dx: Output) {
  // At stride 1 the transpose is the same sum with the filter turned around.
  if window.stride == 1 {
    correlate(window, dy, w, flipped: true, adds: adds, dx)
  } else {
    gather(window, dy, w, adds, dx)
  }
}

/// Adds to dw; needs 9 × channels doubles of scratch.
func depthwiseGradient(
  _ window: Window, _ x: Input, _ dy: Input, _ dw: Output, _ sums: UnsafeMutablePointer<Double>
) {
  let channels = window.image.channels
  for i in 0..<9 &* channels { sums[i] = 0 }
  let lines = max(1, pixelsInBlock / window.outputWidth)
  var start = 0
  while start < window.lines {
    let block = start..<min(start &+ lines, window.lines)
    for tap in 0..<3 {
      forEachVector(channels) { c, lanes in
        if lanes == 8 {
          addTapRow(window, x, dy, block, tap, c, 8, sums)
        } else {
          addTapRow(window, x, dy, block, tap, c, lanes, sums)
        }
      }
    }
    start = block.upperBound
  }
  for i in 0..<9 &* channels { dw[i] += Float(sums[i]) }
}

/// The gradients of the three weights in one row of the filter, over a block of output lines.
@inline(__always) private func addTapRow(
  _ window: Window, _ x: Input, _ dy: Input, _ block: Range<Int>, _ tap: Int, _ c: Int,
  _ lanes: Int, _ sums: UnsafeMutablePointer<Double>
) {
  let image = window.image
  let channels = image.channels
  let step = window.stride &* channels
  var (left, middle, right) = (V.zero, V.zero, V.zero)
  // Of the columns, the first has no left neighbour and the last perhaps no right one.
  let interior = (image.width &- 2 &+ window.stride) / window.stride
  for line in block {
    let row = (line % window.outputHeight) &* window.stride &+ tap &- 1
    guard row >= 0, row < image.height else { continue }
    var p = x + ((line / window.outputHeight) &* image.height &+ row) &* image.width &* channels + c
    var q = dy + line &* window.outputWidth &* channels + c
    for column in 0..<window.outputWidth {
      let g = load(q, lanes)
      if column > 0 { left = fma(g, load(p - channels, lanes), left) }
      middle = fma(g, load(p, lanes), middle)
      if column < interior { right = fma(g, load(p + channels, lanes), right) }
      p += step
      q += channels
    }
  }
  let target = sums + 3 &* tap &* channels + c
  for lane in 0..<lanes {
    target[lane] += Double(left[lane])
    target[channels &+ lane] += Double(middle[lane])
    target[2 &* channels &+ lane] += Double(right[lane])
  }
}

/// y = Σ over taps of x w, set or added to.
@inline(__always) private func correlate(
  _ window: Window, _ x: Input, _ w: Input, flipped: Bool, adds: Bool, _ y: Output
) {
  for line in 0..<window.lines {
    forEachVector(window.image.channels) { c, lanes in
      if lanes == 8 {
        correlateLine(window, line, x, w, flipped, adds, c, 8, y)
      } else {
        correlateLine(window, line, x, w, flipped, adds, c, lanes, y)
      }
    }
  }
}

/// One line of output pixels of a few channels, their nine weights in registers.
@inline(__always) private func correlateLine(
  _ window: Window, _ line: Int, _ x: Input, _ w: Input, _ flipped: Bool, _ adds: Bool, _ c: Int,
  _ lanes: Int, _ y: Output
) {
  let image = window.image
  let channels = image.channels
  let stride = image.width &* channels
  let frame = (line / window.outputHeight) &* image.height
  let row = (line % window.outputHeight) &* window.stride
  // A row outside the image has no weight, and points at one inside.
  let above = row > 0
  let below = row &+ 1 < image.height
  func weight(_ tap: Int, _ exists: Bool) -> V {
    exists ? load(w + (flipped ? 8 &- tap : tap) &* channels + c, lanes) : V.zero
  }
  let w00 = weight(0, above)
  let w01 = weight(1, above)
  let w02 = weight(2, above)
  let w10 = weight(3, true)
  let w11 = weight(4, true)
  let w12 = weight(5, true)
  let w20 = weight(6, below)
  let w21 = weight(7, below)
  let w22 = weight(8, below)
  let middle = x + (frame &+ row) &* stride + c
  let top = above ? middle - stride : middle
  let bottom = below ? middle + stride : middle
  let interior = (image.width &- 2 &+ window.stride) / window.stride
  let step = window.stride &* channels
  var target = y + line &* window.outputWidth &* channels + c
  var at = 0
  for column in 0..<window.outputWidth {
    var total = load(top + at, lanes) * w01
    total = fma(load(middle + at, lanes), w11, total)
    total = fma(load(bottom + at, lanes), w21, total)
    if column > 0 {
      let beside = at &- channels
      total = fma(load(top + beside, lanes), w00, total)
      total = fma(load(middle + beside, lanes), w10, total)
      total = fma(load(bottom + beside, lanes), w20, total)
    }
    if column < interior {
      let beside = at &+ channels
      total = fma(load(top + beside, lanes), w02, total)
      total = fma(load(middle + beside, lanes), w12, total)
      total = fma(load(bottom + beside, lanes), w22, total)
    }
    store(adds ? load(UnsafePointer(target), lanes) + total : total, target, lanes)
    at &+= step
    target += channels
  }
}

/// dx at a stride: every pixel gathers the one, two or four output pixels whose windows reach it.
private func gather(_ window: Window, _ dy: Input, _ w: Input, _ adds: Bool, _ dx: Output) {
  let image = window.image
  for line in 0..<image.batch &* image.height {
    forEachVector(image.channels) { c, lanes in
      if lanes == 8 {
        gatherLine(window, line, dy, w, adds, c, 8, dx)
      } else {
        gatherLine(window, line, dy, w, adds, c, lanes, dx)
      }
    }
  }
}

@inline(__always) private func gatherLine(
  _ window: Window, _ line: Int, _ dy: Input, _ w: Input, _ adds: Bool, _ c: Int, _ lanes: Int,
  _ dx: Output
) {
  let image = window.image
  let channels = image.channels
  let stride = window.stride
  let row = line % image.height
  // Of the taps, those whose distance is a multiple of the stride reach the pixel.
  let firstTap = (row &+ 1) % stride
  let firstLine = (line / image.height) &* window.outputHeight
  var across = 0
  var phase = 1
  if phase == stride { (across, phase) = (1, 0) }
  for column in 0..<image.width {
    var total = V.zero
    var i = firstTap
    var down = (row &+ 1) / stride
    while i < 3, down >= 0 {
      if down < window.outputHeight {
        let from = dy + (firstLine &+ down) &* window.outputWidth &* channels + c
        var j = phase
        var beside = across
        while j < 3, beside >= 0 {
          if beside < window.outputWidth {
            total = fma(
              load(from + beside &* channels, lanes),
              load(w + (3 &* i &+ j) &* channels + c, lanes), total)
          }
          j &+= stride
          beside &-= 1
        }
      }
      i &+= stride
      down &-= 1
    }
    let target = dx + (line &* image.width &+ column) &* channels + c
    store(adds ? load(UnsafePointer(target), lanes) + total : total, target, lanes)
    // (column + 2) divided by the stride: quotient and remainder.
    phase &+= 1
    if phase == stride { (across, phase) = (across &+ 1, 0) }
  }
}

/// Calls with the first channel of every vector and with how many there are in it.
@inline(__always) private func forEachVector(_ channels: Int, _ body: (Int, Int) -> Void) {
  var c = 0
  while c < channels {
    body(c, min(8, channels &- c))
    c &+= 8
  }
}

/// The first `lanes` floats, then zeros.
@inline(__always) private func load(_ p: UnsafePointer<Float>, _ lanes: Int) -> V {
  if lanes == 8 { return load(p) }
  var v = V.zero
  for lane in 0..<lanes { v[lane] = p[lane] }
  return v
}

@inline(__always) private func store(_ v: V, _ p: UnsafeMutablePointer<Float>, _ lanes: Int) {
  if lanes == 8 { return store(v, p) }
  for lane in 0..<lanes { p[lane] = v[lane] }
}

import KernelTable

/// Rows that are summed in single precision before they are added in double: long float chains lose digits.
private let block = 128

/// Calls one of the three for every group of channels: as wide as registers are, eight, or one.
@inline(__always) private func forEachGroup(
  _ channels: Int, wide: (Int) -> Void, narrow: (Int) -> Void, single: (Int) -> Void
) {
  var c = 0
  while c &+ Wide.width <= channels {
    wide(c)
    c &+= Wide.width
  }
  if c &+ 8 <= channels {
    narrow(c)
    c &+= 8
  }
  while c < channels {
    single(c)
    c &+= 1
  }
}

@inline(__always) private func addSums<T: Lanes>(_ v: T, _ sums: UnsafeMutablePointer<Double>) {
  for lane in 0..<T.width { sums[lane] += Double(v[lane]) }
}

/// Σ over `rows` rows, in four chains.
@inline(__always) private func columnSum<T: Lanes>(
  _: T.Type, _ rows: Int, _ stride: Int, _ x: Input
) -> T {
  let zero = T(repeating: 0)
  var (s0, s1, s2, s3) = (zero, zero, zero, zero)
  var p = x
  var row = 0
  while row &+ 4 <= rows {
    s0 = s0 + T.load(p)
    s1 = s1 + T.load(p + stride)
    s2 = s2 + T.load(p + 2 &* stride)
    s3 = s3 + T.load(p + 3 &* stride)
    p += 4 &* stride
    row &+= 4
  }
  while row < rows {
    s0 = s0 + T.load(p)
    p += stride
    row &+= 1
  }
  return (s0 + s1) + (s2 + s3)
}

/// Σ (x − centre)² over `rows` rows, in four chains.
@inline(__always) private func columnSquares<T: Lanes>(
  _: T.Type, _ rows: Int, _ stride: Int, _ x: Input, _ centre: T
) -> T {
  let zero = T(repeating: 0)
  var (s0, s1, s2, s3) = (zero, zero, zero, zero)
  var p = x
  var row = 0
  while row &+ 4 <= rows {
    let d0 = T.load(p) - centre
    let d1 = T.load(p + stride) - centre
    let d2 = T.load(p + 2 &* stride) - centre
    let d3 = T.load(p + 3 &* stride) - centre
    s0 = T.fused(d0, d0, s0)
    s1 = T.fused(d1, d1, s1)
    s2 = T.fused(d2, d2, s2)
    s3 = T.fused(d3, d3, s3)
    p += 4 &* stride
    row &+= 4
  }
  while row < rows {
    let d = T.load(p) - centre
    s0 = T.fused(d, d, s0)
    p += stride
    row &+= 1
  }
  return (s0 + s1) + (s2 + s3)
}

func channelSums(_ rows: Int, _ channels: Int, _ x: Input, _ sums: UnsafeMutablePointer<Double>) {
  for c in 0..<channels { sums[c] = 0 }
  var start = 0
  while start < rows {
    let count = min(block, rows &- start)
    let p = x + start &* channels
    forEachGroup(channels) { c in
      addSums(columnSum(Wide.self, count, channels, p + c), sums + c)
    } narrow: { c in
      addSums(columnSum(V.self, count, channels, p + c), sums + c)
    } single: { c in
      addSums(columnSum(Float.self, count, channels, p + c), sums + c)
    }
    start &+= count
  }
}

/// Mean and Σ (x − mean)² of every channel, in one pass over memory: block by block, the second sum about the block's own mean
/// while the block is in cache, merged as Chan, Golub and LeVeque (1983) do.
func channelMoments(
  _ rows: Int, _ channels: Int, _ x: Input, _ moments: UnsafeMutablePointer<Double>
) {
  for c in 0..<2 &* channels { moments[c] = 0 }
  var start = 0
  while start < rows {
    let count = min(block, rows &- start)
    let p = x + start &* channels
    forEachGroup(channels) { c in
      blockMoments(Wide.self, start, count, channels, p + c, moments + c)
    } narrow: { c in
      blockMoments(V.self, start, count, channels, p + c, moments + c)
    } single: { c in
      blockMoments(Float.self, start, count, channels, p + c, moments + c)
    }
    start &+= count
  }
}

@inline(__always) private func blockMoments<T: Lanes>(
  _: T.Type, _ before: Int, _ count: Int, _ channels: Int, _ x: Input,
  _ moments: UnsafeMutablePointer<Double>
) {
  let total = columnSum(T.self, count, channels, x)
  let centre = total * T(repeating: 1 / Float(count))
  let squares = columnSquares(T.self, count, channels, x, centre)
  for lane in 0..<T.width {
    merge(before, count, total[lane], centre[lane], squares[lane], channels, moments + lane)
  }
}

/// Adds a block's sum and squares about `centre` to the mean and squares of the `before` rows.
@inline(__always) private func merge(
  _ before: Int, _ count: Int, _ total: Float, _ centre: Float, _ squares: Float, _ channels: Int,
  _ moments: UnsafeMutablePointer<Double>
) {
  let n = Double(count)
  let mean = Double(total) / n
  let offset = mean - Double(centre)
  let all = Double(before &+ count)
  let distance = mean - moments[0]
  moments[0] += distance * n / all
  moments[channels] +=
    Double(squares) - n * offset * offset + distance * distance * Double(before) * n / all
}

/// Calls with ranges of rows that stay in the first-level cache while the groups of channels go by.
@inline(__always) private func forEachBlock(_ rows: Int, _ body: (Int, Int) -> Void) {
  var start = 0
  while start < rows {
    let count = min(block, rows &- start)
    body(start, count)
    start &+= count
  }
}

func channelAffine(
  _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ relu: Bool,
  _ y: Output
) {
  @inline(__always) func group<T: Lanes>(_: T.Type, _ count: Int, _ offset: Int, _ c: Int) {
    let (factor, addend) = (T.load(scale + c), T.load(shift + c))
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    var i = offset &+ c
    for _ in 0..<count {
      T.fused(T.load(x + i), factor, addend).raised(to: floor).store(y + i)
      i &+= channels
    }
  }
  forEachBlock(rows) { start, count in
    let offset = start &* channels
    forEachGroup(channels) { c in
      group(Wide.self, count, offset, c)
    } narrow: { c in
      group(V.self, count, offset, c)
    } single: { c in
      group(Float.self, count, offset, c)
    }
  }
}

func normSums(
  _ rows: Int, _ channels: Int, _ dy: Input, _ y: Input, _ x: Input, _ mean: Input, _ relu: Bool,
  _ sums: UnsafeMutablePointer<Double>
) {
  @inline(__always) func group<T: Lanes>(_: T.Type, _ count: Int, _ offset: Int, _ c: Int) {
    let zero = T(repeating: 0)
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    let centre = T.load(mean + c)
    var (total, moment, total2, moment2) = (zero, zero, zero, zero)
    var i = offset &+ c
    var row = 0
    while row &+ 2 <= count {
      let g = T.load(dy + i).kept(where: T.load(y + i), above: floor)
      total = total + g
      moment = T.fused(g, T.load(x + i) - centre, moment)
      i &+= channels
      let g2 = T.load(dy + i).kept(where: T.load(y + i), above: floor)
      total2 = total2 + g2
      moment2 = T.fused(g2, T.load(x + i) - centre, moment2)
      i &+= channels
      row &+= 2
    }
    if row < count {
      let g = T.load(dy + i).kept(where: T.load(y + i), above: floor)
      total = total + g
      moment = T.fused(g, T.load(x + i) - centre, moment)
    }
    addSums(total + total2, sums + c)
    addSums(moment + moment2, sums + channels + c)
  }
  for c in 0..<2 &* channels { sums[c] = 0 }
  forEachBlock(rows) { start, count in
    let offset = start &* channels
    forEachGroup(channels) { c in
      group(Wide.self, count, offset, c)
    } narrow: { c in
      group(V.self, count, offset, c)
    } single: { c in
      group(Float.self, count, offset, c)
    }
  }
}

func normGradient(
  _ rows: Int, _ channels: Int, _ dy: Input, _ y: Input, _ x: Input, _ a: Input, _ b: Input,
  _ d: Input, _ relu: Bool, _ dx: Output
) {
  @inline(__always) func group<T: Lanes>(_: T.Type, _ count: Int, _ offset: Int, _ c: Int) {
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    let (va, vb, vd) = (T.load(a + c), T.load(b + c), T.load(d + c))
    var i = offset &+ c
    for _ in 0..<count {
      let g = T.load(dy + i).kept(where: T.load(y + i), above: floor)
      T.fused(va, g, T.fused(vb, T.load(x + i), vd)).store(dx + i)
      i &+= channels
    }
  }
  forEachBlock(rows) { start, count in
    let offset = start &* channels
    forEachGroup(channels) { c in
      group(Wide.self, count, offset, c)
    } narrow: { c in
      group(V.self, count, offset, c)
    } single: { c in
      group(Float.self, count, offset, c)
    }
  }
}

func addToRows(_ rows: Int, _ channels: Int, _ v: Input, _ y: Output) {
  @inline(__always) func group<T: Lanes>(_: T.Type, _ count: Int, _ offset: Int, _ c: Int) {
    let addend = T.load(v + c)
    var q = y + offset + c
    for _ in 0..<count {
      (T.load(q) + addend).store(q)
      q += channels
    }
  }
  forEachBlock(rows) { start, count in
    let offset = start &* channels
    forEachGroup(channels) { c in
      group(Wide.self, count, offset, c)
    } narrow: { c in
      group(V.self, count, offset, c)
    } single: { c in
      group(Float.self, count, offset, c)
    }
  }
}

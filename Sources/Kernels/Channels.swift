import CIntrinsics
import KernelTable

/// Rows that are summed in single precision before they are added in double: long float chains lose digits.
private let block = 128

/// Up to so many channels, sums over a block stay in registers, group of channels after group. Rows of more are read from end to
/// end, with the sums in memory.
private let narrowChannels = 64

/// Rows that element-wise passes take before the next group of channels: of several groups about as many as follow each other in a few
/// lines of memory, for the processor's prefetch follows what goes straight on.
@inline(__always) private func rowsAtOnce(_ channels: Int) -> Int {
  channels <= Wide.width ? block : max(1, 128 / channels)
}

/// What a group of channels fetches while it sums its columns of a block, which is not straight on: its share of the next block.
@inline(__always) private func nextBlock(_ x: Input, _ channels: Int, _ c: Int) -> Input {
  x + block &* (channels &+ c)
}

/// Asks for four vectors, which are one line where they are single floats.
@inline(__always) private func fetchFour<T: Lanes>(_: T.Type, _ place: inout Input) {
  prefetch(place)
  if T.width > 1 {
    prefetch(place + T.width)
    prefetch(place + 2 &* T.width)
    prefetch(place + 3 &* T.width)
  }
  place += 4 &* T.width
}

/// Calls with every group of channels of every row of a block.
@inline(__always) private func forEachRowGroup(
  _ rows: Int, _ channels: Int, wide: (_ i: Int, _ c: Int) -> Void,
  narrow: (_ i: Int, _ c: Int) -> Void, single: (_ i: Int, _ c: Int) -> Void
) {
  var offset = 0
  for _ in 0..<rows {
    forEachGroup(channels) { c in
      wide(offset &+ c, c)
    } narrow: { c in
      narrow(offset &+ c, c)
    } single: { c in
      single(offset &+ c, c)
    }
    offset &+= channels
  }
}

/// partial[c] = Σ over `rows` rows
private func partialSums(_ rows: Int, _ channels: Int, _ x: Input, _ partial: Output) {
  @inline(__always) func add<T: Lanes>(_: T.Type, _ i: Int, _ c: Int) {
    (T.load(partial + c) + T.load(x + i)).store(partial + c)
  }
  clear(channels, partial)
  forEachRowGroup(rows, channels) { i, c in
    add(Wide.self, i, c)
  } narrow: { i, c in
    add(V.self, i, c)
  } single: { i, c in
    add(Float.self, i, c)
  }
}

/// partial[c] = Σ over `rows` rows of (x − centre[c])²
private func partialSquares(
  _ rows: Int, _ channels: Int, _ x: Input, _ centre: Input, _ partial: Output
) {
  @inline(__always) func add<T: Lanes>(_: T.Type, _ i: Int, _ c: Int) {
    let d = T.load(x + i) - T.load(centre + c)
    T.fused(d, d, T.load(partial + c)).store(partial + c)
  }
  clear(channels, partial)
  forEachRowGroup(rows, channels) { i, c in
    add(Wide.self, i, c)
  } narrow: { i, c in
    add(V.self, i, c)
  } single: { i, c in
    add(Float.self, i, c)
  }
}

/// Calls one of the three for every group of channels: as wide as registers are, eight, or one.
@inline(__always) func forEachGroup(
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

/// Σ over `rows` rows, in four chains; fetches as many vectors from `next` on.
@inline(__always) private func columnSum<T: Lanes>(
  _: T.Type, _ rows: Int, _ stride: Int, _ x: Input, _ next: Input
) -> T {
  var soon = next
  let zero = T(repeating: 0)
  var (s0, s1, s2, s3) = (zero, zero, zero, zero)
  var p = x
  var row = 0
  while row &+ 4 <= rows {
    fetchFour(T.self, &soon)
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
    start &+= count
    if channels > narrowChannels {
      let partial = scratch(sums, after: channels)
      partialSums(count, channels, p, partial)
      for c in 0..<channels { sums[c] += Double(partial[c]) }
      continue
    }
    if channels > 8, channels % 8 != 0 {
      // What eights leave over, in the last eight, which overlap those before.
      let c = channels &- 8
      let last = columnSum(V.self, count, channels, p + c, nextBlock(p, channels, c))
      for lane in (8 &- channels % 8)..<8 { sums[c &+ lane] += Double(last[lane]) }
    }
    forEachGroup(channels < 8 ? channels : channels / 8 &* 8) { c in
      addSums(columnSum(Wide.self, count, channels, p + c, nextBlock(p, channels, c)), sums + c)
    } narrow: { c in
      addSums(columnSum(V.self, count, channels, p + c, nextBlock(p, channels, c)), sums + c)
    } single: { c in
      addSums(columnSum(Float.self, count, channels, p + c, nextBlock(p, channels, c)), sums + c)
    }
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
    if channels > narrowChannels {
      wideMoments(start, count, channels, p, moments)
      start &+= count
      continue
    }
    forEachGroup(channels) { c in
      blockMoments(
        Wide.self, start, count, channels, p + c, nextBlock(p, channels, c), moments + c)
    } narrow: { c in
      blockMoments(
        V.self, start, count, channels, p + c, nextBlock(p, channels, c), moments + c)
    } single: { c in
      blockMoments(
        Float.self, start, count, channels, p + c, nextBlock(p, channels, c), moments + c)
    }
    start &+= count
  }
}

/// The same for many channels.
private func wideMoments(
  _ before: Int, _ count: Int, _ channels: Int, _ x: Input,
  _ moments: UnsafeMutablePointer<Double>
) {
  let total = scratch(moments, after: 2 &* channels)
  let centre = total + channels
  let squares = centre + channels
  partialSums(count, channels, x, total)
  for c in 0..<channels { centre[c] = total[c] * (1 / Float(count)) }
  partialSquares(count, channels, x, centre, squares)
  for c in 0..<channels {
    merge(before, count, total[c], centre[c], squares[c], channels, moments + c)
  }
}

/// Work space for floats behind doubles.
@inline(__always) private func scratch(_ sums: UnsafeMutablePointer<Double>, after count: Int)
  -> Output
{
  UnsafeMutableRawPointer(sums + count).assumingMemoryBound(to: Float.self)
}

@inline(__always) private func blockMoments<T: Lanes>(
  _: T.Type, _ before: Int, _ count: Int, _ channels: Int, _ x: Input, _ next: Input,
  _ moments: UnsafeMutablePointer<Double>
) {
  let total = columnSum(T.self, count, channels, x, next)
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
@inline(__always) private func forEachBlock(
  _ rows: Int, _ size: Int, _ body: (Int, Int) -> Void
) {
  var start = 0
  while start < rows {
    let count = min(size, rows &- start)
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
  forEachBlock(rows, rowsAtOnce(channels)) { start, count in
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
  _ rows: Int, _ channels: Int, _ dy: Input, _ x: Input, _ scale: Input, _ shift: Input,
  _ mean: Input, _ relu: Bool,
  _ sums: UnsafeMutablePointer<Double>
) {
  @inline(__always) func group<T: Lanes>(_: T.Type, _ count: Int, _ offset: Int, _ c: Int) {
    let zero = T(repeating: 0)
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    let (factor, addend) = (T.load(scale + c), T.load(shift + c))
    let centre = T.load(mean + c)
    var (total, moment, total2, moment2) = (zero, zero, zero, zero)
    var i = offset &+ c
    var soon = offset &+ block &* (channels &+ c)
    var row = 0
    while row &+ 2 <= count {
      prefetch(x + soon)
      prefetch(x + soon + T.width)
      prefetch(dy + soon)
      prefetch(dy + soon + T.width)
      soon &+= 2 &* T.width
      let v = T.load(x + i)
      let g = T.load(dy + i).kept(where: T.fused(v, factor, addend), above: floor)
      total = total + g
      moment = T.fused(g, v - centre, moment)
      i &+= channels
      let v2 = T.load(x + i)
      let g2 = T.load(dy + i).kept(where: T.fused(v2, factor, addend), above: floor)
      total2 = total2 + g2
      moment2 = T.fused(g2, v2 - centre, moment2)
      i &+= channels
      row &+= 2
    }
    if row < count {
      let v = T.load(x + i)
      let g = T.load(dy + i).kept(where: T.fused(v, factor, addend), above: floor)
      total = total + g
      moment = T.fused(g, v - centre, moment)
    }
    addSums(total + total2, sums + c)
    addSums(moment + moment2, sums + channels + c)
  }
  for c in 0..<2 &* channels { sums[c] = 0 }
  forEachBlock(rows, block) { start, count in
    let offset = start &* channels
    if channels > narrowChannels {
      wideSums(
        count, channels, dy + offset, x + offset, scale, shift, mean, relu, sums)
      return
    }
    forEachGroup(channels) { c in
      group(Wide.self, count, offset, c)
    } narrow: { c in
      group(V.self, count, offset, c)
    } single: { c in
      group(Float.self, count, offset, c)
    }
  }
}

/// The sums of a block of rows of many channels.
private func wideSums(
  _ rows: Int, _ channels: Int, _ dy: Input, _ x: Input, _ scale: Input, _ shift: Input,
  _ mean: Input, _ relu: Bool, _ sums: UnsafeMutablePointer<Double>
) {
  let total = scratch(sums, after: 2 &* channels)
  let moment = total + channels
  @inline(__always) func add<T: Lanes>(_: T.Type, _ i: Int, _ c: Int) {
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    let v = T.load(x + i)
    let g = T.load(dy + i).kept(
      where: T.fused(v, T.load(scale + c), T.load(shift + c)), above: floor)
    (T.load(total + c) + g).store(total + c)
    T.fused(g, v - T.load(mean + c), T.load(moment + c)).store(moment + c)
  }
  clear(2 &* channels, total)
  forEachRowGroup(rows, channels) { i, c in
    add(Wide.self, i, c)
  } narrow: { i, c in
    add(V.self, i, c)
  } single: { i, c in
    add(Float.self, i, c)
  }
  for c in 0..<2 &* channels { sums[c] += Double(total[c]) }
}

func normGradient(
  _ rows: Int, _ channels: Int, _ dy: Input, _ x: Input, _ scale: Input, _ shift: Input,
  _ a: Input, _ b: Input, _ d: Input, _ relu: Bool, _ dx: Output
) {
  @inline(__always) func group<T: Lanes>(_: T.Type, _ count: Int, _ offset: Int, _ c: Int) {
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    let (factor, addend) = (T.load(scale + c), T.load(shift + c))
    let (va, vb, vd) = (T.load(a + c), T.load(b + c), T.load(d + c))
    var i = offset &+ c
    for _ in 0..<count {
      let v = T.load(x + i)
      let g = T.load(dy + i).kept(where: T.fused(v, factor, addend), above: floor)
      T.fused(va, g, T.fused(vb, v, vd)).store(dx + i)
      i &+= channels
    }
  }
  forEachBlock(rows, rowsAtOnce(channels)) { start, count in
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
  forEachBlock(rows, rowsAtOnce(channels)) { start, count in
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

import KernelTable

/// Up to so many channels, group after group goes by, its rows summed in several chains. Of more, every sum is one chain and four groups
/// go by together: one would read too little of a row for the processor to fetch ahead.
let narrowChannels = 64

/// What a group of channels fetches while it sums its columns of a block, which is not straight on: its share of the next block.
@inline(__always) private func nextBlock(_ x: Input, _ channels: Int, _ c: Int) -> Input {
  x + rowsOfSums &* (channels &+ c)
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
    fetchFour(soon, T.width)
    s0 = s0 + T.load(p)
    s1 = s1 + T.load(p + stride)
    s2 = s2 + T.load(p + 2 &* stride)
    s3 = s3 + T.load(p + 3 &* stride)
    p += 4 &* stride
    soon += 4 &* T.width
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

/// partial[c] = Σ over `rows` rows, in one chain
private func partialSums(_ rows: Int, _ channels: Int, _ x: Input, _ partial: Output) {
  @inline(__always) func slab<T: Lanes>(_: T.Type, _ c: Int) {
    let zero = T(repeating: 0)
    var (s0, s1, s2, s3) = (zero, zero, zero, zero)
    var p = x + c
    var soon = nextBlock(x, channels, c)
    for _ in 0..<rows {
      fetchFour(soon, T.width)
      s0 = s0 + T.load(p)
      s1 = s1 + T.load(p + T.width)
      s2 = s2 + T.load(p + 2 &* T.width)
      s3 = s3 + T.load(p + 3 &* T.width)
      p += channels
      soon += 4 &* T.width
    }
    s0.store(partial + c)
    s1.store(partial + c + T.width)
    s2.store(partial + c + 2 &* T.width)
    s3.store(partial + c + 3 &* T.width)
  }
  @inline(__always) func group<T: Lanes>(_: T.Type, _ c: Int) {
    var s = T(repeating: 0)
    var p = x + c
    for _ in 0..<rows {
      s = s + T.load(p)
      p += channels
    }
    s.store(partial + c)
  }
  forEachSlab(channels) { c in
    slab(Wide.self, c)
  } wide: { c in
    group(Wide.self, c)
  } narrow: { c in
    group(V.self, c)
  } single: { c in
    group(Float.self, c)
  }
}

/// partial[c] = Σ over `rows` rows of (x − centre[c])², in one chain
private func partialSquares(
  _ rows: Int, _ channels: Int, _ x: Input, _ centre: Input, _ partial: Output
) {
  @inline(__always) func slab<T: Lanes>(_: T.Type, _ c: Int) {
    let zero = T(repeating: 0)
    var (s0, s1, s2, s3) = (zero, zero, zero, zero)
    let (m0, m1) = (T.load(centre + c), T.load(centre + c + T.width))
    let (m2, m3) = (T.load(centre + c + 2 &* T.width), T.load(centre + c + 3 &* T.width))
    var p = x + c
    for _ in 0..<rows {
      let d0 = T.load(p) - m0
      let d1 = T.load(p + T.width) - m1
      let d2 = T.load(p + 2 &* T.width) - m2
      let d3 = T.load(p + 3 &* T.width) - m3
      s0 = T.fused(d0, d0, s0)
      s1 = T.fused(d1, d1, s1)
      s2 = T.fused(d2, d2, s2)
      s3 = T.fused(d3, d3, s3)
      p += channels
    }
    s0.store(partial + c)
    s1.store(partial + c + T.width)
    s2.store(partial + c + 2 &* T.width)
    s3.store(partial + c + 3 &* T.width)
  }
  @inline(__always) func group<T: Lanes>(_: T.Type, _ c: Int) {
    let m = T.load(centre + c)
    var s = T(repeating: 0)
    var p = x + c
    for _ in 0..<rows {
      let d = T.load(p) - m
      s = T.fused(d, d, s)
      p += channels
    }
    s.store(partial + c)
  }
  forEachSlab(channels) { c in
    slab(Wide.self, c)
  } wide: { c in
    group(Wide.self, c)
  } narrow: { c in
    group(V.self, c)
  } single: { c in
    group(Float.self, c)
  }
}

func channelSums(_ rows: Int, _ channels: Int, _ x: Input, _ sums: UnsafeMutablePointer<Double>) {
  @inline(__always) func put<T: Lanes>(_: T.Type, _ count: Int, _ p: Input, _ c: Int) {
    let total = columnSum(T.self, count, channels, p + c, nextBlock(p, channels, c))
    for lane in 0..<T.width { sums[c &+ lane] += Double(total[lane]) }
  }
  for c in 0..<channels { sums[c] = 0 }
  forEachBlock(rows) { start, count in
    let p = x + start &* channels
    if channels > narrowChannels {
      let partial = floats(sums, after: channels)
      partialSums(count, channels, p, partial)
      addDoubles(channels, partial, sums)
      return
    }
    if channels > 8, channels % 8 != 0 {
      // What eights leave over, in the last eight, which overlap those before.
      let c = channels &- 8
      let last = columnSum(V.self, count, channels, p + c, nextBlock(p, channels, c))
      for lane in (8 &- channels % 8)..<8 { sums[c &+ lane] += Double(last[lane]) }
    }
    forEachGroup(channels < 8 ? channels : channels / 8 &* 8) { c in
      put(Wide.self, count, p, c)
    } narrow: { c in
      put(V.self, count, p, c)
    } single: { c in
      put(Float.self, count, p, c)
    }
  }
}

/// Mean and Σ (x − mean)² of every channel, in one pass over memory: block by block, the second sum about the block's own mean
/// while the block is in cache, merged as Chan, Golub and LeVeque (1983) do.
func channelMoments(
  _ rows: Int, _ channels: Int, _ x: Input, _ moments: UnsafeMutablePointer<Double>
) {
  let total = floats(moments, after: 2 &* channels)
  let centre = total + channels
  let squares = centre + channels
  @inline(__always) func put<T: Lanes>(_: T.Type, _ count: Int, _ p: Input, _ c: Int) {
    let s = columnSum(T.self, count, channels, p + c, nextBlock(p, channels, c))
    let m = s * T(repeating: 1 / Float(count))
    s.store(total + c)
    m.store(centre + c)
    columnSquares(T.self, count, channels, p + c, m).store(squares + c)
  }
  for c in 0..<2 &* channels { moments[c] = 0 }
  forEachBlock(rows) { start, count in
    let p = x + start &* channels
    if channels > narrowChannels {
      partialSums(count, channels, p, total)
      for c in 0..<channels { centre[c] = total[c] * (1 / Float(count)) }
      partialSquares(count, channels, p, centre, squares)
    } else {
      forEachGroup(channels) { c in
        put(Wide.self, count, p, c)
      } narrow: { c in
        put(V.self, count, p, c)
      } single: { c in
        put(Float.self, count, p, c)
      }
    }
    merge(start, count, channels, total, centre, squares, moments)
  }
}

/// Adds a block's sums and squares about `centre` to the means and squares of the `before` rows.
private func merge(
  _ before: Int, _ count: Int, _ channels: Int, _ total: Input, _ centre: Input, _ squares: Input,
  _ moments: UnsafeMutablePointer<Double>
) {
  let n = Double(count)
  let all = Double(before &+ count)
  for c in 0..<channels {
    let mean = Double(total[c]) / n
    let offset = mean - Double(centre[c])
    let distance = mean - moments[c]
    moments[c] += distance * n / all
    moments[channels &+ c] +=
      Double(squares[c]) - n * offset * offset + distance * distance * Double(before) * n / all
  }
}

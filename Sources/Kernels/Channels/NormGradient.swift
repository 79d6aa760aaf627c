import CIntrinsics
import KernelTable

func normSums(
  _ rows: Int, _ channels: Int, _ dy: Input, _ x: Input, _ scale: Input, _ shift: Input,
  _ mean: Input, _ relu: Bool,
  _ sums: UnsafeMutablePointer<Double>
) {
  let total = floats(sums, after: 2 &* channels)
  let moment = total + channels
  for c in 0..<2 &* channels { sums[c] = 0 }
  forEachBlock(rows) { start, count in
    let offset = start &* channels
    let blockSums = channels > narrowChannels ? slabSums : groupSums
    blockSums(
      count, channels, dy + offset, x + offset, scale, shift, mean, relu, total, moment)
    addDoubles(2 &* channels, total, sums)
  }
}

/// Of a block of rows, Σ g and Σ g (x − mean), in two chains each.
private func groupSums(
  _ rows: Int, _ channels: Int, _ dy: Input, _ x: Input, _ scale: Input, _ shift: Input,
  _ mean: Input, _ relu: Bool, _ total: Output, _ moment: Output
) {
  @inline(__always) func group<T: Lanes>(_: T.Type, _ c: Int) {
    let zero = T(repeating: 0)
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    let (factor, addend) = (T.load(scale + c), T.load(shift + c))
    let centre = T.load(mean + c)
    var (s0, m0, s1, m1) = (zero, zero, zero, zero)
    var i = c
    var soon = rowsOfSums &* (channels &+ c)
    var row = 0
    while row &+ 2 <= rows {
      prefetch(x + soon)
      prefetch(x + soon + T.width)
      prefetch(dy + soon)
      prefetch(dy + soon + T.width)
      soon &+= 2 &* T.width
      let v = T.load(x + i)
      let g = T.load(dy + i).kept(where: T.fused(v, factor, addend), above: floor)
      s0 = s0 + g
      m0 = T.fused(g, v - centre, m0)
      i &+= channels
      let v2 = T.load(x + i)
      let g2 = T.load(dy + i).kept(where: T.fused(v2, factor, addend), above: floor)
      s1 = s1 + g2
      m1 = T.fused(g2, v2 - centre, m1)
      i &+= channels
      row &+= 2
    }
    if row < rows {
      let v = T.load(x + i)
      let g = T.load(dy + i).kept(where: T.fused(v, factor, addend), above: floor)
      s0 = s0 + g
      m0 = T.fused(g, v - centre, m0)
    }
    (s0 + s1).store(total + c)
    (m0 + m1).store(moment + c)
  }
  forEachGroup(channels) { c in
    group(Wide.self, c)
  } narrow: { c in
    group(V.self, c)
  } single: { c in
    group(Float.self, c)
  }
}

/// The same of many channels, in one chain each.
private func slabSums(
  _ rows: Int, _ channels: Int, _ dy: Input, _ x: Input, _ scale: Input, _ shift: Input,
  _ mean: Input, _ relu: Bool, _ total: Output, _ moment: Output
) {
  @inline(__always) func add<T: Lanes>(_ i: Int, _ c: Int, _ sum: inout T, _ product: inout T) {
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    let v = T.load(x + i)
    let g = T.load(dy + i).kept(
      where: T.fused(v, T.load(scale + c), T.load(shift + c)), above: floor)
    sum = sum + g
    product = T.fused(g, v - T.load(mean + c), product)
  }
  @inline(__always) func slab<T: Lanes>(_: T.Type, _ c: Int) {
    let zero = T(repeating: 0)
    var (s0, s1, s2, s3) = (zero, zero, zero, zero)
    var (m0, m1, m2, m3) = (zero, zero, zero, zero)
    let (c1, c2, c3) = (c &+ T.width, c &+ 2 &* T.width, c &+ 3 &* T.width)
    var offset = 0
    var soon = rowsOfSums &* (channels &+ c)
    for _ in 0..<rows {
      fetchFour(x + soon, T.width)
      fetchFour(dy + soon, T.width)
      add(offset &+ c, c, &s0, &m0)
      add(offset &+ c1, c1, &s1, &m1)
      add(offset &+ c2, c2, &s2, &m2)
      add(offset &+ c3, c3, &s3, &m3)
      offset &+= channels
      soon &+= 4 &* T.width
    }
    s0.store(total + c)
    s1.store(total + c1)
    s2.store(total + c2)
    s3.store(total + c3)
    m0.store(moment + c)
    m1.store(moment + c1)
    m2.store(moment + c2)
    m3.store(moment + c3)
  }
  @inline(__always) func group<T: Lanes>(_: T.Type, _ c: Int) {
    var (s, m) = (T(repeating: 0), T(repeating: 0))
    var i = c
    for _ in 0..<rows {
      add(i, c, &s, &m)
      i &+= channels
    }
    s.store(total + c)
    m.store(moment + c)
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

func normGradient(
  _ rows: Int, _ channels: Int, _ dy: Input, _ x: Input, _ scale: Input, _ shift: Input,
  _ a: Input, _ b: Input, _ d: Input, _ relu: Bool, _ dx: Output
) {
  @inline(__always) func put<T: Lanes>(
    _ i: Int, _ factor: T, _ addend: T, _ a: T, _ b: T, _ d: T
  ) {
    if T.width > 1 {
      prefetch(x + i + floatsAhead)
      prefetch(dy + i + floatsAhead)
    }
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    let v = T.load(x + i)
    let g = T.load(dy + i).kept(where: T.fused(v, factor, addend), above: floor)
    T.fused(a, g, T.fused(b, v, d)).store(dx + i)
  }
  @inline(__always) func column<T: Lanes>(_: T.Type) {
    let (factor, addend) = (T.load(scale), T.load(shift))
    let (va, vb, vd) = (T.load(a), T.load(b), T.load(d))
    var i = 0
    for _ in 0..<rows {
      put(i, factor, addend, va, vb, vd)
      i &+= channels
    }
  }
  @inline(__always) func one<T: Lanes>(_: T.Type, _ i: Int, _ c: Int) {
    put(
      i, T.load(scale + c), T.load(shift + c), T.load(a + c), T.load(b + c), T.load(d + c))
  }
  if channels == Wide.width { return column(Wide.self) }
  if channels == 8 { return column(V.self) }
  forEachRowGroup(rows, channels) { i, c in
    one(Wide.self, i, c)
  } narrow: { i, c in
    one(V.self, i, c)
  } single: { i, c in
    one(Float.self, i, c)
  }
}

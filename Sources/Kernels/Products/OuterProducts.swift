import CIntrinsics
import KernelTable

// C += Aᵀ B over `depth` rows of A and B: summed from zero before it is added, so that no chain is longer than the depth.

/// C [4, 2 × width]
@inline(__always) private func outer4x2<T: Lanes>(
  _: T.Type, _ depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ bStride: Int, _ c: Output,
  _ cStride: Int, _ ahead: Stretch
) {
  let zero = T(repeating: 0)
  var (x00, x01, x10, x11) = (zero, zero, zero, zero)
  var (x20, x21, x30, x31) = (zero, zero, zero, zero)
  var ap = a
  var bp = b
  var soon = ahead.place
  for _ in 0..<depth {
    let b0 = T.load(bp)
    let b1 = T.load(bp + T.width)
    var t = T(repeating: ap[0])
    x00 = T.fused(t, b0, x00)
    x01 = T.fused(t, b1, x01)
    t = T(repeating: ap[1])
    x10 = T.fused(t, b0, x10)
    x11 = T.fused(t, b1, x11)
    t = T(repeating: ap[2])
    x20 = T.fused(t, b0, x20)
    x21 = T.fused(t, b1, x21)
    t = T(repeating: ap[3])
    x30 = T.fused(t, b0, x30)
    x31 = T.fused(t, b1, x31)
    ap += aStride
    bp += bStride
    fetch(&soon, ahead)
  }
  @inline(__always) func add(_ row: Int, _ left: T, _ right: T) {
    let q = c + row &* cStride
    (T.load(q) + left).store(q)
    (T.load(q + T.width) + right).store(q + T.width)
  }
  add(0, x00, x01)
  add(1, x10, x11)
  add(2, x20, x21)
  add(3, x30, x31)
}

/// C [8, width]
@inline(__always) private func outer8x1<T: Lanes>(
  _: T.Type, _ depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ bStride: Int, _ c: Output,
  _ cStride: Int, _ ahead: Stretch
) {
  let zero = T(repeating: 0)
  var (x0, x1, x2, x3) = (zero, zero, zero, zero)
  var (x4, x5, x6, x7) = (zero, zero, zero, zero)
  var ap = a
  var bp = b
  var soon = ahead.place
  for _ in 0..<depth {
    let v = T.load(bp)
    x0 = T.fused(T(repeating: ap[0]), v, x0)
    x1 = T.fused(T(repeating: ap[1]), v, x1)
    x2 = T.fused(T(repeating: ap[2]), v, x2)
    x3 = T.fused(T(repeating: ap[3]), v, x3)
    x4 = T.fused(T(repeating: ap[4]), v, x4)
    x5 = T.fused(T(repeating: ap[5]), v, x5)
    x6 = T.fused(T(repeating: ap[6]), v, x6)
    x7 = T.fused(T(repeating: ap[7]), v, x7)
    ap += aStride
    bp += bStride
    fetch(&soon, ahead)
  }
  @inline(__always) func add(_ row: Int, _ x: T) {
    let q = c + row &* cStride
    (T.load(q) + x).store(q)
  }
  add(0, x0)
  add(1, x1)
  add(2, x2)
  add(3, x3)
  add(4, x4)
  add(5, x5)
  add(6, x6)
  add(7, x7)
}

#if KERNEL_512
  /// C [8, 2 × width]; fetches the next eight columns of A.
  @inline(__always) private func outer8x2<T: Lanes>(
    _: T.Type, _ depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ bStride: Int,
    _ c: Output, _ cStride: Int, _ ahead: Stretch
  ) {
    let zero = T(repeating: 0)
    var (x00, x01, x10, x11) = (zero, zero, zero, zero)
    var (x20, x21, x30, x31) = (zero, zero, zero, zero)
    var (x40, x41, x50, x51) = (zero, zero, zero, zero)
    var (x60, x61, x70, x71) = (zero, zero, zero, zero)
    var ap = a
    var bp = b
    var soon = ahead.place
    for _ in 0..<depth {
      prefetchNear(ap + 8)
      let b0 = T.load(bp)
      let b1 = T.load(bp + T.width)
      var t = T(repeating: ap[0])
      x00 = T.fused(t, b0, x00)
      x01 = T.fused(t, b1, x01)
      t = T(repeating: ap[1])
      x10 = T.fused(t, b0, x10)
      x11 = T.fused(t, b1, x11)
      t = T(repeating: ap[2])
      x20 = T.fused(t, b0, x20)
      x21 = T.fused(t, b1, x21)
      t = T(repeating: ap[3])
      x30 = T.fused(t, b0, x30)
      x31 = T.fused(t, b1, x31)
      t = T(repeating: ap[4])
      x40 = T.fused(t, b0, x40)
      x41 = T.fused(t, b1, x41)
      t = T(repeating: ap[5])
      x50 = T.fused(t, b0, x50)
      x51 = T.fused(t, b1, x51)
      t = T(repeating: ap[6])
      x60 = T.fused(t, b0, x60)
      x61 = T.fused(t, b1, x61)
      t = T(repeating: ap[7])
      x70 = T.fused(t, b0, x70)
      x71 = T.fused(t, b1, x71)
      ap += aStride
      bp += bStride
      fetch(&soon, ahead)
    }
    @inline(__always) func add(_ row: Int, _ left: T, _ right: T) {
      let q = c + row &* cStride
      (T.load(q) + left).store(q)
      (T.load(q + T.width) + right).store(q + T.width)
    }
    add(0, x00, x01)
    add(1, x10, x11)
    add(2, x20, x21)
    add(3, x30, x31)
    add(4, x40, x41)
    add(5, x50, x51)
    add(6, x60, x61)
    add(7, x70, x71)
  }

  /// C [16, width]: as many chains as keep the arithmetic busy while each waits for itself. Fetches A and B eight links ahead.
  @inline(__always) private func outer16x1<T: Lanes>(
    _: T.Type, _ depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ bStride: Int, _ c: Output,
    _ cStride: Int, _ ahead: Stretch
  ) {
    let zero = T(repeating: 0)
    var (x0, x1, x2, x3) = (zero, zero, zero, zero)
    var (x4, x5, x6, x7) = (zero, zero, zero, zero)
    var (x8, x9, x10, x11) = (zero, zero, zero, zero)
    var (x12, x13, x14, x15) = (zero, zero, zero, zero)
    var ap = a
    var bp = b
    var soon = ahead.place
    for _ in 0..<depth {
      prefetchNear(ap + 8 &* aStride)
      prefetchNear(bp + 8 &* bStride)
      let v = T.load(bp)
      x0 = T.fused(T(repeating: ap[0]), v, x0)
      x1 = T.fused(T(repeating: ap[1]), v, x1)
      x2 = T.fused(T(repeating: ap[2]), v, x2)
      x3 = T.fused(T(repeating: ap[3]), v, x3)
      x4 = T.fused(T(repeating: ap[4]), v, x4)
      x5 = T.fused(T(repeating: ap[5]), v, x5)
      x6 = T.fused(T(repeating: ap[6]), v, x6)
      x7 = T.fused(T(repeating: ap[7]), v, x7)
      x8 = T.fused(T(repeating: ap[8]), v, x8)
      x9 = T.fused(T(repeating: ap[9]), v, x9)
      x10 = T.fused(T(repeating: ap[10]), v, x10)
      x11 = T.fused(T(repeating: ap[11]), v, x11)
      x12 = T.fused(T(repeating: ap[12]), v, x12)
      x13 = T.fused(T(repeating: ap[13]), v, x13)
      x14 = T.fused(T(repeating: ap[14]), v, x14)
      x15 = T.fused(T(repeating: ap[15]), v, x15)
      ap += aStride
      bp += bStride
      fetch(&soon, ahead)
    }
    @inline(__always) func add(_ row: Int, _ x: T) {
      let q = c + row &* cStride
      (T.load(q) + x).store(q)
    }
    add(0, x0)
    add(1, x1)
    add(2, x2)
    add(3, x3)
    add(4, x4)
    add(5, x5)
    add(6, x6)
    add(7, x7)
    add(8, x8)
    add(9, x9)
    add(10, x10)
    add(11, x11)
    add(12, x12)
    add(13, x13)
    add(14, x14)
    add(15, x15)
  }
#endif

/// Rows of C that a tile of a panel of this width takes, where there are so many.
@inline(__always) private func outerRows(_ width: Int) -> Int {
  #if KERNEL_512
    width == 16 ? 16 : 8
  #else
    8
  #endif
}

/// Tiles of C [rows, columns].
@inline(__always) func outerTiles(_ rows: Int, _ columns: Int) -> Int {
  var tiles = 0
  forEachPanel(panelColumns(columns)) { _, width in
    tiles &+= (rows &+ outerRows(width) &- 1) / outerRows(width)
  }
  return tiles
}

/// Where a result is when it is added to: in the first-level cache, in the second, or beyond.
private enum Distance {
  case here
  case near
  case far
}

@inline(__always) private func distance(_ rows: Int, _ columns: Int) -> Distance {
  let count = rows &* columns
  return count < 1 << 12 ? .here : count < 1 << 16 ? .near : .far
}

/// One tile: C [rows, width] += Aᵀ B; rows are eight or `outerRows`, width is a panel's. Eight fetch C from
/// its distance.
@inline(__always) private func outerTile(
  _ distance: Distance, _ rows: Int, _ width: Int, _ depth: Int, _ a: Input, _ aStride: Int,
  _ b: Input, _ bStride: Int, _ c: Output, _ cStride: Int, _ ahead: Stretch
) {
  #if KERNEL_512
    if rows == 16 {
      return outer16x1(SIMD16<Float>.self, depth, a, aStride, b, bStride, c, cStride, ahead)
    }
  #endif
  switch distance {
  case .here: break
  case .near: fetchTile(8, width, c, cStride, isNear: true)
  case .far: fetchTile(8, width, c, cStride)
  }
  #if KERNEL_512
    if width == 32 {
      outer8x2(SIMD16<Float>.self, depth, a, aStride, b, bStride, c, cStride, ahead)
    } else if width == 16 {
      outer8x1(SIMD16<Float>.self, depth, a, aStride, b, bStride, c, cStride, ahead)
    } else {
      outer8x1(SIMD8<Float>.self, depth, a, aStride, b, bStride, c, cStride, ahead)
    }
  #else
    if width == 16 {
      outer4x2(SIMD8<Float>.self, depth, a, aStride, b, bStride, c, cStride, ahead)
      outer4x2(
        SIMD8<Float>.self, depth, a + 4, aStride, b, bStride, c + 4 &* cStride, cStride,
        nothing(b))
    } else {
      outer8x1(SIMD8<Float>.self, depth, a, aStride, b, bStride, c, cStride, ahead)
    }
  #endif
}

/// C [rows, columns] += Aᵀ B over `depth` rows of A, `aStride` apart, and of B, `bStride` apart; rows and columns are
/// multiples of 8.
@inline(__always) func addOuterProduct(
  rows: Int, columns: Int, depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ bStride: Int,
  _ c: Output, _ cStride: Int, fetching ahead: inout Ahead
) {
  let distance = distance(rows, columns)
  forEachPanel(columns) { start, width in
    addOuterRows(
      distance, 0..<rows, start, width, depth, a, aStride, b, bStride, c, cStride, fetching: &ahead)
  }
}

/// The rows `rows` of a panel of C from column `start` on.
@inline(__always) private func addOuterRows(
  _ distance: Distance, _ rows: Range<Int>, _ start: Int, _ width: Int, _ depth: Int, _ a: Input,
  _ aStride: Int, _ b: Input, _ bStride: Int, _ c: Output, _ cStride: Int,
  fetching ahead: inout Ahead
) {
  var row = rows.lowerBound
  while row < rows.upperBound {
    let count = width == 16 && rows.upperBound &- row >= outerRows(16) ? outerRows(16) : 8
    outerTile(
      distance, count, width, depth, a + row, aStride, b + start, bStride,
      c + row &* cStride + start, cStride, ahead.now)
    pass(&ahead)
    row &+= count
  }
}

/// The same for few rows of A and B: C is what moves, and is walked row by row from end to end.
@inline(__always) func addShallowOuterProduct(
  rows: Int, columns: Int, depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ bStride: Int,
  _ c: Output, _ cStride: Int, fetching ahead: inout Ahead
) {
  let distance = distance(rows, columns)
  var row = 0
  while row < rows {
    let end = min(row &+ 16, rows)
    forEachPanel(columns) { start, width in
      addOuterRows(
        distance, row..<end, start, width, depth, a, aStride, b, bStride, c, cStride,
        fetching: &ahead)
    }
    row = end
  }
}

/// The same for many: at strides of a power of two, rows of A and B would push each other out of the cache, so both are
/// packed, A in columns of eight and B panel by panel. Any number of rows and columns; needs `outerProductScratch`.
@inline(__always) func addPackedOuterProduct(
  rows: Int, columns: Int, depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ bStride: Int,
  _ c: Output, _ cStride: Int, _ scratch: Output, fetching ahead: inout Ahead
) {
  let distance = distance(rows, columns)
  let packed = scratch
  let panel = packed + outerProductChain &* outerProductRows
  let edge = panel + outerProductChain &* 32
  var first = 0
  while first < rows {
    let count = min(outerProductRows, rows &- first)
    packEights(count, depth, a + first, aStride, packed)
    forEachPanel(panelColumns(columns)) { start, width in
      let valid = min(width, columns &- start)
      packPanel(valid, width, depth, b + start, bStride, panel)
      var row = 0
      while row < count {
        let target = c + (first &+ row) &* cStride + start
        let validRows = min(8, count &- row)
        if valid == width && validRows == 8 {
          outerTile(
            distance, 8, width, depth, packed + row &* depth, 8, panel, width, target, cStride,
            ahead.now)
        } else {
          clear(8 &* width, edge)
          outerTile(
            .here, 8, width, depth, packed + row &* depth, 8, panel, width, edge, width, ahead.now)
          moveTile(validRows, valid, edge, width, true, target, cStride)
        }
        pass(&ahead)
        row &+= 8
      }
    }
    first &+= count
  }
}

/// Eight columns of A after eight, each [depth, 8]; the last are filled up with zeros.
@inline(__always) private func packEights(
  _ columns: Int, _ depth: Int, _ a: Input, _ aStride: Int, _ packed: Output
) {
  for k in 0..<depth {
    let source = a + k &* aStride
    var target = packed + 8 &* k
    var column = 0
    while column &+ 8 <= columns {
      store(load(source + column), target)
      column &+= 8
      target += 8 &* depth
    }
    if column < columns {
      copy(columns &- column, source + column, target)
      clear(8 &- (columns &- column), target + (columns &- column))
    }
  }
}

/// [depth, width] with zeros behind the valid columns.
@inline(__always) private func packPanel(
  _ valid: Int, _ width: Int, _ depth: Int, _ b: Input, _ bStride: Int, _ panel: Output
) {
  for k in 0..<depth {
    let target = panel + k &* width
    copy(valid, b + k &* bStride, target)
    clear(width &- valid, target + valid)
  }
}

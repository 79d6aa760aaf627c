import KernelTable

// Products of few rows: packing the right factor would cost more than multiplying by it.

/// Rows of B that go by at a time: few streams for memory to follow, and few enough to stay in the first-level cache.
private let slab = 32

/// C [rows, columns] of the columns `range` (from a multiple of 32) = A [rows, depth] B [depth, columns]; columns are a
/// multiple of 8. B is read once, some rows at a time from end to end. Needs `productScratch(depth:)`.
func thinProduct(
  _ range: Range<Int>, _ rows: Int, _ columns: Int, _ depth: Int, _ a: Input, _ b: Input,
  _ c: Output, _ scratch: Output
) {
  var k = 0
  while k < depth {
    let count = min(slab, depth &- k)
    forEachPanel(range.upperBound, from: range.lowerBound) { start, width in
      let left: LeftFactor = (
        values: a + k, stride: depth, depth: count, runs: 1, runStride: 0
      )
      let next =
        start &+ width < range.upperBound
        ? b + k &* columns + start + width : b + (k &+ count) &* columns + range.lowerBound
      thinPanel(
        rows, width, left, b + k &* columns + start, columns, c + start, columns,
        (place: next, size: 16, step: columns), before: k > 0 ? .continued : .replaced, scratch)
    }
    k &+= count
  }
}

/// C [rows, width] = A B, or going on from what C holds. Needs `productScratch(depth:)`.
@inline(__always) func thinPanel(
  _ rows: Int, _ width: Int, _ a: LeftFactor, _ b: Input, _ bStride: Int, _ c: Output,
  _ cStride: Int, _ ahead: Stretch, before: Before, _ scratch: Output
) {
  var left = a
  var target = c
  var rest = rows
  var soon = ahead
  @inline(__always) func pass(_ count: Int) {
    left.values += count &* a.stride
    target += count &* cStride
    rest &-= count
    soon.place += ahead.size
  }
  #if KERNEL_512
    // Twelves, and eights where they come out even.
    while width == 32, rest == 8 || rest == 16 {
      tile8x2(SIMD16<Float>.self, left, b, bStride, target, cStride, before: before)
      pass(8)
    }
  #endif
  let whole = tileRows(width)
  while rest >= whole {
    tile(width, left, b, bStride, target, cStride, soon, before: before)
    pass(whole)
    #if KERNEL_512
      while width == 32, rest == 8 || rest == 16 {
        tile8x2(SIMD16<Float>.self, left, b, bStride, target, cStride, before: before)
        pass(8)
      }
    #endif
  }
  guard rest > 0 else { return }
  let edge = scratch
  let tail = scratch + 12 &* 32
  for row in 0..<rest { copy(a.depth, left.values + row &* a.stride, tail + row &* a.depth) }
  clear((12 &- rest) &* a.depth, tail + rest &* a.depth)
  if before == .continued { copyTile(rest, width, target, cStride, edge, width) }
  tile(
    width, rowsOf(tail, depth: a.depth), b, bStride, edge, width, soon, before: before)
  copyTile(rest, width, edge, width, target, cStride)
}

@inline(__always) private func copyTile(
  _ rows: Int, _ columns: Int, _ source: Input, _ sourceStride: Int, _ target: Output,
  _ targetStride: Int
) {
  for row in 0..<rows { copy(columns, source + row &* sourceStride, target + row &* targetStride) }
}

/// C [rows, columns] of the columns `range` = A [rows, depth] Bᵀ, B [columns, depth], set or added to: scalar products of
/// rows, eight partial sums each.
func rowProducts(
  _ range: Range<Int>, _ rows: Int, _ columns: Int, _ depth: Int, _ a: Input, _ b: Input,
  _ adds: Bool, _ c: Output
) {
  var column = range.lowerBound
  while column < range.upperBound {
    let columnCount = min(4, range.upperBound &- column)
    var row = 0
    while row < rows {
      let rowCount = min(4, rows &- row)
      if rowCount == 4 && columnCount == 4 {
        fourByFour(
          depth, columns, a + row &* depth, b + column &* depth, adds, c + row &* columns + column)
      } else {
        for i in row..<row &+ rowCount {
          for j in column..<column &+ columnCount {
            let value = rowProduct(depth, a + i &* depth, b + j &* depth)
            c[i &* columns &+ j] = adds ? c[i &* columns &+ j] + value : value
          }
        }
      }
      row &+= rowCount
    }
    column &+= columnCount
  }
}

@inline(__always) private func rowProduct(_ depth: Int, _ a: Input, _ b: Input) -> Float {
  var total = V.zero
  var i = 0
  while i &+ 8 <= depth {
    total = fma(load(a + i), load(b + i), total)
    i &+= 8
  }
  var last = sum(total)
  while i < depth {
    last = Float.fused(a[i], b[i], last)
    i &+= 1
  }
  return last
}

/// Sixteen of the same sums side by side.
@inline(__always) private func fourByFour(
  _ depth: Int, _ columns: Int, _ a: Input, _ b: Input, _ adds: Bool, _ c: Output
) {
  let zero = V.zero
  var (x00, x01, x02, x03) = (zero, zero, zero, zero)
  var (x10, x11, x12, x13) = (zero, zero, zero, zero)
  var (x20, x21, x22, x23) = (zero, zero, zero, zero)
  var (x30, x31, x32, x33) = (zero, zero, zero, zero)
  var i = 0
  while i &+ 8 <= depth {
    let b0 = load(b + i)
    let b1 = load(b + depth + i)
    let b2 = load(b + 2 &* depth + i)
    let b3 = load(b + 3 &* depth + i)
    var v = load(a + i)
    x00 = fma(v, b0, x00)
    x01 = fma(v, b1, x01)
    x02 = fma(v, b2, x02)
    x03 = fma(v, b3, x03)
    v = load(a + depth + i)
    x10 = fma(v, b0, x10)
    x11 = fma(v, b1, x11)
    x12 = fma(v, b2, x12)
    x13 = fma(v, b3, x13)
    v = load(a + 2 &* depth + i)
    x20 = fma(v, b0, x20)
    x21 = fma(v, b1, x21)
    x22 = fma(v, b2, x22)
    x23 = fma(v, b3, x23)
    v = load(a + 3 &* depth + i)
    x30 = fma(v, b0, x30)
    x31 = fma(v, b1, x31)
    x32 = fma(v, b2, x32)
    x33 = fma(v, b3, x33)
    i &+= 8
  }
  let whole = i
  @inline(__always) func put(_ row: Int, _ column: Int, _ total: V) {
    var value = sum(total)
    var i = whole
    while i < depth {
      value = Float.fused(a[row &* depth &+ i], b[column &* depth &+ i], value)
      i &+= 1
    }
    let target = c + row &* columns + column
    target[0] = adds ? target[0] + value : value
  }
  put(0, 0, x00)
  put(0, 1, x01)
  put(0, 2, x02)
  put(0, 3, x03)
  put(1, 0, x10)
  put(1, 1, x11)
  put(1, 2, x12)
  put(1, 3, x13)
  put(2, 0, x20)
  put(2, 1, x21)
  put(2, 2, x22)
  put(2, 3, x23)
  put(3, 0, x30)
  put(3, 1, x31)
  put(3, 2, x32)
  put(3, 3, x33)
}

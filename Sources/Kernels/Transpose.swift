import KernelTable

/// y [columns, rows] = x [rows, columns] transposed; rows of x are `xStride` apart, those of y `yStride`.
@inline(__always) func transpose(
  _ rows: Int, _ columns: Int, _ x: Input, _ xStride: Int, _ y: Output, _ yStride: Int
) {
  var row = 0
  while row &+ 8 <= rows {
    var column = 0
    while column &+ 8 <= columns {
      transpose8(x + row &* xStride + column, xStride, y + column &* yStride + row, yStride)
      column &+= 8
    }
    while column < columns {
      for r in row..<row &+ 8 { y[column &* yStride &+ r] = x[r &* xStride &+ column] }
      column &+= 1
    }
    row &+= 8
  }
  while row < rows {
    for column in 0..<columns { y[column &* yStride &+ row] = x[row &* xStride &+ column] }
    row &+= 1
  }
}

/// y [columns, 8] = x [8, columns] transposed, columns at least 8: where eights do not divide them, the last two overlap.
@inline(__always) func transposeEightRows(_ columns: Int, _ x: Input, _ y: Output) {
  var column = 0
  while column < columns {
    let start = min(column, columns &- 8)
    transpose8(x + start, columns, y + 8 &* start, 8)
    column &+= 8
  }
}

/// y [8, rows] = x [rows, 8] transposed, in the same way.
@inline(__always) func transposeEightColumns(_ rows: Int, _ x: Input, _ y: Output) {
  var row = 0
  while row < rows {
    let start = min(row, rows &- 8)
    transpose8(x + 8 &* start, 8, y + start, rows)
    row &+= 8
  }
}

/// Eight rows of eight, by three perfect shuffles in registers.
@inline(__always) private func transpose8(_ x: Input, _ xStride: Int, _ y: Output, _ yStride: Int) {
  let a0 = load(x)
  let a1 = load(x + xStride)
  let a2 = load(x + 2 &* xStride)
  let a3 = load(x + 3 &* xStride)
  let a4 = load(x + 4 &* xStride)
  let a5 = load(x + 5 &* xStride)
  let a6 = load(x + 6 &* xStride)
  let a7 = load(x + 7 &* xStride)
  let (b0, b1, b2, b3) = (low(a0, a4), high(a0, a4), low(a1, a5), high(a1, a5))
  let (b4, b5, b6, b7) = (low(a2, a6), high(a2, a6), low(a3, a7), high(a3, a7))
  let (c0, c1, c2, c3) = (low(b0, b4), high(b0, b4), low(b1, b5), high(b1, b5))
  let (c4, c5, c6, c7) = (low(b2, b6), high(b2, b6), low(b3, b7), high(b3, b7))
  store(low(c0, c4), y)
  store(high(c0, c4), y + yStride)
  store(low(c1, c5), y + 2 &* yStride)
  store(high(c1, c5), y + 3 &* yStride)
  store(low(c2, c6), y + 4 &* yStride)
  store(high(c2, c6), y + 5 &* yStride)
  store(low(c3, c7), y + 6 &* yStride)
  store(high(c3, c7), y + 7 &* yStride)
}

/// The first halves of two vectors, value by value in turn.
@inline(__always) private func low(_ a: V, _ b: V) -> V {
  var v = V()
  v.evenHalf = a.lowHalf
  v.oddHalf = b.lowHalf
  return v
}

/// The second halves.
@inline(__always) private func high(_ a: V, _ b: V) -> V {
  var v = V()
  v.evenHalf = a.highHalf
  v.oddHalf = b.highHalf
  return v
}

import KernelTable

// Register-blocked products. Accumulators are variables of their own: an array of them would live in memory.

/// C [6, 16] = A B. Every row of A is `runs` pieces of `depth` values, pieces `runStride` apart, rows `aStride`
/// apart; rows may overlap, as the windows of a convolution do. B is packed as [runs × depth, 16].
@inline(__always) func product6x16(
  _ a: Input, _ aStride: Int, _ depth: Int, _ runs: Int, _ runStride: Int, _ b: Input,
  _ c: Output, _ cStride: Int
) {
  var x00 = V.zero
  var x01 = V.zero
  var x10 = V.zero
  var x11 = V.zero
  var x20 = V.zero
  var x21 = V.zero
  var x30 = V.zero
  var x31 = V.zero
  var x40 = V.zero
  var x41 = V.zero
  var x50 = V.zero
  var x51 = V.zero
  var bp = b
  for run in 0..<runs {
    var a0 = a + run &* runStride
    var a3 = a0 + 3 &* aStride
    for _ in 0..<depth {
      let b0 = load(bp)
      let b1 = load(bp + 8)
      bp += 16
      var t = V(repeating: a0[0])
      x00 = fma(t, b0, x00)
      x01 = fma(t, b1, x01)
      t = V(repeating: a0[aStride])
      x10 = fma(t, b0, x10)
      x11 = fma(t, b1, x11)
      t = V(repeating: a0[2 &* aStride])
      x20 = fma(t, b0, x20)
      x21 = fma(t, b1, x21)
      t = V(repeating: a3[0])
      x30 = fma(t, b0, x30)
      x31 = fma(t, b1, x31)
      t = V(repeating: a3[aStride])
      x40 = fma(t, b0, x40)
      x41 = fma(t, b1, x41)
      t = V(repeating: a3[2 &* aStride])
      x50 = fma(t, b0, x50)
      x51 = fma(t, b1, x51)
      a0 += 1
      a3 += 1
    }
  }
  var q = c
  store(x00, q)
  store(x01, q + 8)
  q += cStride
  store(x10, q)
  store(x11, q + 8)
  q += cStride
  store(x20, q)
  store(x21, q + 8)
  q += cStride
  store(x30, q)
  store(x31, q + 8)
  q += cStride
  store(x40, q)
  store(x41, q + 8)
  q += cStride
  store(x50, q)
  store(x51, q + 8)
}

/// C [12, 8] = A B, in the same way; B is packed as [runs × depth, 8].
@inline(__always) func product12x8(
  _ a: Input, _ aStride: Int, _ depth: Int, _ runs: Int, _ runStride: Int, _ b: Input,
  _ c: Output, _ cStride: Int
) {
  var x0 = V.zero
  var x1 = V.zero
  var x2 = V.zero
  var x3 = V.zero
  var x4 = V.zero
  var x5 = V.zero
  var x6 = V.zero
  var x7 = V.zero
  var x8 = V.zero
  var x9 = V.zero
  var x10 = V.zero
  var x11 = V.zero
  var bp = b
  for run in 0..<runs {
    var a0 = a + run &* runStride
    var a3 = a0 + 3 &* aStride
    var a6 = a0 + 6 &* aStride
    var a9 = a0 + 9 &* aStride
    for _ in 0..<depth {
      let v = load(bp)
      bp += 8
      x0 = fma(V(repeating: a0[0]), v, x0)
      x1 = fma(V(repeating: a0[aStride]), v, x1)
      x2 = fma(V(repeating: a0[2 &* aStride]), v, x2)
      x3 = fma(V(repeating: a3[0]), v, x3)
      x4 = fma(V(repeating: a3[aStride]), v, x4)
      x5 = fma(V(repeating: a3[2 &* aStride]), v, x5)
      x6 = fma(V(repeating: a6[0]), v, x6)
      x7 = fma(V(repeating: a6[aStride]), v, x7)
      x8 = fma(V(repeating: a6[2 &* aStride]), v, x8)
      x9 = fma(V(repeating: a9[0]), v, x9)
      x10 = fma(V(repeating: a9[aStride]), v, x10)
      x11 = fma(V(repeating: a9[2 &* aStride]), v, x11)
      a0 += 1
      a3 += 1
      a6 += 1
      a9 += 1
    }
  }
  store(x0, c)
  store(x1, c + cStride)
  store(x2, c + 2 &* cStride)
  store(x3, c + 3 &* cStride)
  store(x4, c + 4 &* cStride)
  store(x5, c + 5 &* cStride)
  store(x6, c + 6 &* cStride)
  store(x7, c + 7 &* cStride)
  store(x8, c + 8 &* cStride)
  store(x9, c + 9 &* cStride)
  store(x10, c + 10 &* cStride)
  store(x11, c + 11 &* cStride)
}

/// C [rows, columns] = A [rows, depth] B: rows a multiple of 12, columns of 8. B is packed in blocks of 16
/// columns (the last may have 8), each [depth, width].
@inline(__always) func packedProduct(
  rows: Int, columns: Int, depth: Int, _ a: Input, _ b: Input, _ c: Output, _ cStride: Int
) {
  var column = 0
  while column < columns {
    let block = b + column &* depth
    var row = 0
    if columns &- column >= 16 {
      while row < rows {
        product6x16(
          a + row &* depth, depth, depth, 1, 0, block,
          c + row &* cStride + column, cStride)
        row &+= 6
      }
      column &+= 16
    } else {
      while row < rows {
        product12x8(
          a + row &* depth, depth, depth, 1, 0, block,
          c + row &* cStride + column, cStride)
        row &+= 12
      }
      column &+= 8
    }
  }
}

/// C [4, 16] += Aᵀ B over `depth` rows, summed from zero before it is added.
@inline(__always) private func outer4x16(
  _ depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ bStride: Int, _ c: Output, _ cStride: Int
) {
  var x00 = V.zero
  var x01 = V.zero
  var x10 = V.zero
  var x11 = V.zero
  var x20 = V.zero
  var x21 = V.zero
  var x30 = V.zero
  var x31 = V.zero
  var ap = a
  var bp = b
  for _ in 0..<depth {
    let b0 = load(bp)
    let b1 = load(bp + 8)
    var t = V(repeating: ap[0])
    x00 = fma(t, b0, x00)
    x01 = fma(t, b1, x01)
    t = V(repeating: ap[1])
    x10 = fma(t, b0, x10)
    x11 = fma(t, b1, x11)
    t = V(repeating: ap[2])
    x20 = fma(t, b0, x20)
    x21 = fma(t, b1, x21)
    t = V(repeating: ap[3])
    x30 = fma(t, b0, x30)
    x31 = fma(t, b1, x31)
    ap += aStride
    bp += bStride
  }
  var q = c
  store(load(q) + x00, q)
  store(load(q + 8) + x01, q + 8)
  q += cStride
  store(load(q) + x10, q)
  store(load(q + 8) + x11, q + 8)
  q += cStride
  store(load(q) + x20, q)
  store(load(q + 8) + x21, q + 8)
  q += cStride
  store(load(q) + x30, q)
  store(load(q + 8) + x31, q + 8)
}

/// C [8, 8] += Aᵀ B over `depth` rows, summed from zero before it is added.
@inline(__always) private func outer8x8(
  _ depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ bStride: Int, _ c: Output, _ cStride: Int
) {
  var x0 = V.zero
  var x1 = V.zero
  var x2 = V.zero
  var x3 = V.zero
  var x4 = V.zero
  var x5 = V.zero
  var x6 = V.zero
  var x7 = V.zero
  var ap = a
  var bp = b
  for _ in 0..<depth {
    let v = load(bp)
    x0 = fma(V(repeating: ap[0]), v, x0)
    x1 = fma(V(repeating: ap[1]), v, x1)
    x2 = fma(V(repeating: ap[2]), v, x2)
    x3 = fma(V(repeating: ap[3]), v, x3)
    x4 = fma(V(repeating: ap[4]), v, x4)
    x5 = fma(V(repeating: ap[5]), v, x5)
    x6 = fma(V(repeating: ap[6]), v, x6)
    x7 = fma(V(repeating: ap[7]), v, x7)
    ap += aStride
    bp += bStride
  }
  @inline(__always) func add(_ x: V, _ row: Int) {
    let q = c + row &* cStride
    store(load(q) + x, q)
  }
  add(x0, 0)
  add(x1, 1)
  add(x2, 2)
  add(x3, 3)
  add(x4, 4)
  add(x5, 5)
  add(x6, 6)
  add(x7, 7)
}

/// C [rows, columns] += Aᵀ B over `depth` rows of A, `aStride` apart, and B [depth, columns]; rows and columns
/// are multiples of 8.
@inline(__always) func addOuterProduct(
  rows: Int, columns: Int, depth: Int, _ a: Input, _ aStride: Int, _ b: Input, _ c: Output
) {
  var column = 0
  while column < columns {
    var row = 0
    if columns &- column >= 16 {
      while row < rows {
        outer4x16(
          depth, a + row, aStride, b + column, columns, c + row &* columns + column, columns)
        row &+= 4
      }
      column &+= 16
    } else {
      while row < rows {
        outer8x8(
          depth, a + row, aStride, b + column, columns, c + row &* columns + column, columns)
        row &+= 8
      }
      column &+= 8
    }
  }
}

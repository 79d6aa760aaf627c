import CIntrinsics
import KernelTable

// Register-blocked products. Accumulators are variables of their own: an array of them would live in memory.
// Every element is one chain of multiply–adds in the order of the depth, whatever the tile it lies in, so that tables
// with the same instructions agree to the last bit.

/// The left factor: rows `stride` apart, each of `runs` pieces of `depth` values, pieces `runStride` apart. Rows may
/// overlap, as the windows of a convolution do. (A tuple: a structure would bring helper functions of the compiler's that
/// have one name in all three modules.)
typealias LeftFactor = (values: Input, stride: Int, depth: Int, runs: Int, runStride: Int)

/// Rows of a panel between the one in use and the one asked for: its rows are a stream from the second or third level.
private let panelReach = 16

/// Asks for two vectors in the first-level cache.
@inline(__always) private func fetchPair<T: Lanes>(_: T.Type, _ place: Input) {
  prefetchNear(place)
  if T.width == 16 { prefetchNear(place + 16) }
}

/// What an accumulator begins with: zero, or what C holds, so that a chain goes on where an earlier call left it.
@inline(__always) private func beginning<T: Lanes>(_ before: Before, _ c: Output) -> T {
  before == .continued ? T.load(c) : T(repeating: 0)
}

/// Writes what an accumulator ends with, or adds it.
@inline(__always) private func end<T: Lanes>(_ x: T, _ before: Before, _ c: Output) {
  (before == .added ? T.load(c) + x : x).store(c)
}

/// Two links of a chain. Taken two at a time, each row's place is computed half as often.
@inline(__always) private func two<T: Lanes>(_ x: T, _ a: Input, _ v0: T, _ v1: T) -> T {
  T.fused(T(repeating: a[1]), v1, T.fused(T(repeating: a[0]), v0, x))
}

/// Rows that lie one after the other.
@inline(__always) func rowsOf(_ values: Input, depth: Int) -> LeftFactor {
  (values: values, stride: depth, depth: depth, runs: 1, runStride: 0)
}

/// C [6, 2 × width] = A B; B is [runs × depth, 2 × width], rows `bStride` apart.
@inline(__always) func tile6x2<T: Lanes>(
  _: T.Type, _ a: LeftFactor, _ b: Input, _ bStride: Int, _ c: Output,
  _ cStride: Int, _ ahead: Stretch, before: Before
) {
  @inline(__always) func start(_ row: Int) -> (T, T) {
    let q = c + row &* cStride
    return (beginning(before, q), beginning(before, q + T.width))
  }
  var (x00, x01) = start(0)
  var (x10, x11) = start(1)
  var (x20, x21) = start(2)
  var (x30, x31) = start(3)
  var (x40, x41) = start(4)
  var (x50, x51) = start(5)
  var bp = b
  var soon = ahead.place
  for run in 0..<a.runs {
    var a0 = a.values + run &* a.runStride
    var a3 = a0 + 3 &* a.stride
    for _ in 0..<a.depth {
      let b0 = T.load(bp)
      let b1 = T.load(bp + T.width)
      bp += bStride
      fetchPair(T.self, bp + panelReach &* bStride)
      fetch(&soon, ahead)
      var t = T(repeating: a0[0])
      x00 = T.fused(t, b0, x00)
      x01 = T.fused(t, b1, x01)
      t = T(repeating: a0[a.stride])
      x10 = T.fused(t, b0, x10)
      x11 = T.fused(t, b1, x11)
      t = T(repeating: a0[2 &* a.stride])
      x20 = T.fused(t, b0, x20)
      x21 = T.fused(t, b1, x21)
      t = T(repeating: a3[0])
      x30 = T.fused(t, b0, x30)
      x31 = T.fused(t, b1, x31)
      t = T(repeating: a3[a.stride])
      x40 = T.fused(t, b0, x40)
      x41 = T.fused(t, b1, x41)
      t = T(repeating: a3[2 &* a.stride])
      x50 = T.fused(t, b0, x50)
      x51 = T.fused(t, b1, x51)
      a0 += 1
      a3 += 1
    }
  }
  @inline(__always) func put(_ row: Int, _ left: T, _ right: T) {
    end(left, before, c + row &* cStride)
    end(right, before, c + row &* cStride + T.width)
  }
  put(0, x00, x01)
  put(1, x10, x11)
  put(2, x20, x21)
  put(3, x30, x31)
  put(4, x40, x41)
  put(5, x50, x51)
}

/// C [12, width] = A B; B is [runs × depth, width], rows `bStride` apart.
@inline(__always) func tile12x1<T: Lanes>(
  _: T.Type, _ a: LeftFactor, _ b: Input, _ bStride: Int, _ c: Output,
  _ cStride: Int, _ ahead: Stretch, before: Before
) {
  @inline(__always) func start(_ row: Int) -> T { beginning(before, c + row &* cStride) }
  var (x0, x1, x2, x3) = (start(0), start(1), start(2), start(3))
  var (x4, x5, x6, x7) = (start(4), start(5), start(6), start(7))
  var (x8, x9, x10, x11) = (start(8), start(9), start(10), start(11))
  var bp = b
  var soon = ahead.place
  for run in 0..<a.runs {
    var a0 = a.values + run &* a.runStride
    var a3 = a0 + 3 &* a.stride
    var a6 = a0 + 6 &* a.stride
    var a9 = a0 + 9 &* a.stride
    var k = 0
    while k &+ 2 <= a.depth {
      let v0 = T.load(bp)
      let v1 = T.load(bp + bStride)
      bp += 2 &* bStride
      fetch(&soon, ahead)
      fetch(&soon, ahead)
      x0 = two(x0, a0, v0, v1)
      x1 = two(x1, a0 + a.stride, v0, v1)
      x2 = two(x2, a0 + 2 &* a.stride, v0, v1)
      x3 = two(x3, a3, v0, v1)
      x4 = two(x4, a3 + a.stride, v0, v1)
      x5 = two(x5, a3 + 2 &* a.stride, v0, v1)
      x6 = two(x6, a6, v0, v1)
      x7 = two(x7, a6 + a.stride, v0, v1)
      x8 = two(x8, a6 + 2 &* a.stride, v0, v1)
      x9 = two(x9, a9, v0, v1)
      x10 = two(x10, a9 + a.stride, v0, v1)
      x11 = two(x11, a9 + 2 &* a.stride, v0, v1)
      a0 += 2
      a3 += 2
      a6 += 2
      a9 += 2
      k &+= 2
    }
    while k < a.depth {
      let v = T.load(bp)
      bp += bStride
      x0 = T.fused(T(repeating: a0[0]), v, x0)
      x1 = T.fused(T(repeating: a0[a.stride]), v, x1)
      x2 = T.fused(T(repeating: a0[2 &* a.stride]), v, x2)
      x3 = T.fused(T(repeating: a3[0]), v, x3)
      x4 = T.fused(T(repeating: a3[a.stride]), v, x4)
      x5 = T.fused(T(repeating: a3[2 &* a.stride]), v, x5)
      x6 = T.fused(T(repeating: a6[0]), v, x6)
      x7 = T.fused(T(repeating: a6[a.stride]), v, x7)
      x8 = T.fused(T(repeating: a6[2 &* a.stride]), v, x8)
      x9 = T.fused(T(repeating: a9[0]), v, x9)
      x10 = T.fused(T(repeating: a9[a.stride]), v, x10)
      x11 = T.fused(T(repeating: a9[2 &* a.stride]), v, x11)
      a0 += 1
      a3 += 1
      a6 += 1
      a9 += 1
      k &+= 1
    }
  }
  end(x0, before, c)
  end(x1, before, c + cStride)
  end(x2, before, c + 2 &* cStride)
  end(x3, before, c + 3 &* cStride)
  end(x4, before, c + 4 &* cStride)
  end(x5, before, c + 5 &* cStride)
  end(x6, before, c + 6 &* cStride)
  end(x7, before, c + 7 &* cStride)
  end(x8, before, c + 8 &* cStride)
  end(x9, before, c + 9 &* cStride)
  end(x10, before, c + 10 &* cStride)
  end(x11, before, c + 11 &* cStride)
}

#if KERNEL_512
  /// C [12, 2 × width] = A B: 24 accumulators, for the 32 registers of AVX-512.
  @inline(__always) func tile12x2<T: Lanes>(
    _: T.Type, _ a: LeftFactor, _ b: Input, _ bStride: Int, _ c: Output,
    _ cStride: Int, _ ahead: Stretch, before: Before
  ) {
    @inline(__always) func start(_ row: Int) -> (T, T) {
      let q = c + row &* cStride
      return (beginning(before, q), beginning(before, q + T.width))
    }
    var (x00, x01) = start(0)
    var (x10, x11) = start(1)
    var (x20, x21) = start(2)
    var (x30, x31) = start(3)
    var (x40, x41) = start(4)
    var (x50, x51) = start(5)
    var (y00, y01) = start(6)
    var (y10, y11) = start(7)
    var (y20, y21) = start(8)
    var (y30, y31) = start(9)
    var (y40, y41) = start(10)
    var (y50, y51) = start(11)
    var bp = b
    var soon = ahead.place
    for run in 0..<a.runs {
      var a0 = a.values + run &* a.runStride
      var a3 = a0 + 3 &* a.stride
      var a6 = a0 + 6 &* a.stride
      var a9 = a0 + 9 &* a.stride
      for _ in 0..<a.depth {
        let b0 = T.load(bp)
        let b1 = T.load(bp + T.width)
        bp += bStride
        fetchPair(T.self, bp + panelReach &* bStride)
        fetch(&soon, ahead)
        var t = T(repeating: a0[0])
        x00 = T.fused(t, b0, x00)
        x01 = T.fused(t, b1, x01)
        t = T(repeating: a0[a.stride])
        x10 = T.fused(t, b0, x10)
        x11 = T.fused(t, b1, x11)
        t = T(repeating: a0[2 &* a.stride])
        x20 = T.fused(t, b0, x20)
        x21 = T.fused(t, b1, x21)
        t = T(repeating: a3[0])
        x30 = T.fused(t, b0, x30)
        x31 = T.fused(t, b1, x31)
        t = T(repeating: a3[a.stride])
        x40 = T.fused(t, b0, x40)
        x41 = T.fused(t, b1, x41)
        t = T(repeating: a3[2 &* a.stride])
        x50 = T.fused(t, b0, x50)
        x51 = T.fused(t, b1, x51)
        t = T(repeating: a6[0])
        y00 = T.fused(t, b0, y00)
        y01 = T.fused(t, b1, y01)
        t = T(repeating: a6[a.stride])
        y10 = T.fused(t, b0, y10)
        y11 = T.fused(t, b1, y11)
        t = T(repeating: a6[2 &* a.stride])
        y20 = T.fused(t, b0, y20)
        y21 = T.fused(t, b1, y21)
        t = T(repeating: a9[0])
        y30 = T.fused(t, b0, y30)
        y31 = T.fused(t, b1, y31)
        t = T(repeating: a9[a.stride])
        y40 = T.fused(t, b0, y40)
        y41 = T.fused(t, b1, y41)
        t = T(repeating: a9[2 &* a.stride])
        y50 = T.fused(t, b0, y50)
        y51 = T.fused(t, b1, y51)
        a0 += 1
        a3 += 1
        a6 += 1
        a9 += 1
      }
    }
    @inline(__always) func put(_ row: Int, _ left: T, _ right: T) {
      end(left, before, c + row &* cStride)
      end(right, before, c + row &* cStride + T.width)
    }
    put(0, x00, x01)
    put(1, x10, x11)
    put(2, x20, x21)
    put(3, x30, x31)
    put(4, x40, x41)
    put(5, x50, x51)
    put(6, y00, y01)
    put(7, y10, y11)
    put(8, y20, y21)
    put(9, y30, y31)
    put(10, y40, y41)
    put(11, y50, y51)
  }

  /// C [8, 2 × width] = A B, for what is left of rows that twelve do not divide.
  @inline(__always) func tile8x2<T: Lanes>(
    _: T.Type, _ a: LeftFactor, _ b: Input, _ bStride: Int, _ c: Output,
    _ cStride: Int, before: Before
  ) {
    @inline(__always) func start(_ row: Int) -> (T, T) {
      let q = c + row &* cStride
      return (beginning(before, q), beginning(before, q + T.width))
    }
    var (x00, x01) = start(0)
    var (x10, x11) = start(1)
    var (x20, x21) = start(2)
    var (x30, x31) = start(3)
    var (x40, x41) = start(4)
    var (x50, x51) = start(5)
    var (y00, y01) = start(6)
    var (y10, y11) = start(7)
    var bp = b
    for run in 0..<a.runs {
      var a0 = a.values + run &* a.runStride
      var a3 = a0 + 3 &* a.stride
      var a6 = a0 + 6 &* a.stride
      for _ in 0..<a.depth {
        let b0 = T.load(bp)
        let b1 = T.load(bp + T.width)
        bp += bStride
        var t = T(repeating: a0[0])
        x00 = T.fused(t, b0, x00)
        x01 = T.fused(t, b1, x01)
        t = T(repeating: a0[a.stride])
        x10 = T.fused(t, b0, x10)
        x11 = T.fused(t, b1, x11)
        t = T(repeating: a0[2 &* a.stride])
        x20 = T.fused(t, b0, x20)
        x21 = T.fused(t, b1, x21)
        t = T(repeating: a3[0])
        x30 = T.fused(t, b0, x30)
        x31 = T.fused(t, b1, x31)
        t = T(repeating: a3[a.stride])
        x40 = T.fused(t, b0, x40)
        x41 = T.fused(t, b1, x41)
        t = T(repeating: a3[2 &* a.stride])
        x50 = T.fused(t, b0, x50)
        x51 = T.fused(t, b1, x51)
        t = T(repeating: a6[0])
        y00 = T.fused(t, b0, y00)
        y01 = T.fused(t, b1, y01)
        t = T(repeating: a6[a.stride])
        y10 = T.fused(t, b0, y10)
        y11 = T.fused(t, b1, y11)
        a0 += 1
        a3 += 1
        a6 += 1
      }
    }
    @inline(__always) func put(_ row: Int, _ left: T, _ right: T) {
      end(left, before, c + row &* cStride)
      end(right, before, c + row &* cStride + T.width)
    }
    put(0, x00, x01)
    put(1, x10, x11)
    put(2, x20, x21)
    put(3, x30, x31)
    put(4, x40, x41)
    put(5, x50, x51)
    put(6, y00, y01)
    put(7, y10, y11)
  }
#endif

import CIntrinsics
import KernelTable

func relu(_ count: Int, _ x: Input, _ y: Output) {
  var i = 0
  while i &+ 8 <= count {
    store(positive(load(x + i)), y + i)
    i &+= 8
  }
  while i < count {
    y[i] = x[i] < 0 ? 0 : x[i]
    i &+= 1
  }
}

func reluGradient(_ count: Int, _ a: Input, _ b: Input, _ y: Output) {
  var i = 0
  while i &+ 8 <= count {
    prefetch(a + i + floatsAhead)
    prefetch(b + i + floatsAhead)
    store(V.zero.replacing(with: load(a + i), where: load(b + i) .> 0), y + i)
    i &+= 8
  }
  while i < count {
    y[i] = b[i] > 0 ? a[i] : 0
    i &+= 1
  }
}

func sigmoid(_ count: Int, _ x: Input, _ y: Output) {
  @inline(__always) func put<T: Lanes>(_: T.Type, _ i: Int) {
    // Constants are made vectors, for operators with a scalar go lane by lane.
    let one = T(repeating: 1)
    (one / (one + exponential(T(repeating: 0) - T.load(x + i)))).store(y + i)
  }
  forEachGroup(count) { i in
    put(Wide.self, i)
  } narrow: { i in
    put(V.self, i)
  } single: { i in
    put(Float.self, i)
  }
}

func sigmoidGradient(_ count: Int, _ a: Input, _ b: Input, _ y: Output) {
  @inline(__always) func put<T: Lanes>(_: T.Type, _ i: Int) {
    let s = T.load(b + i)
    (T.load(a + i) * (s * (T(repeating: 1) - s))).store(y + i)
  }
  forEachGroup(count) { i in
    put(Wide.self, i)
  } narrow: { i in
    put(V.self, i)
  } single: { i in
    put(Float.self, i)
  }
}

func multiply(_ count: Int, _ a: Input, _ b: Input, _ y: Output) {
  var i = 0
  while i &+ 8 <= count {
    store(load(a + i) * load(b + i), y + i)
    i &+= 8
  }
  while i < count {
    y[i] = a[i] * b[i]
    i &+= 1
  }
}

/// y may be a or b.
func add(_ count: Int, _ a: Input, _ b: Input, _ y: Output) {
  var i = 0
  while i &+ 8 <= count {
    store(load(a + i) + load(b + i), y + i)
    i &+= 8
  }
  while i < count {
    y[i] = a[i] + b[i]
    i &+= 1
  }
}

func addReLU(_ count: Int, _ a: Input, _ b: Input, _ y: Output) {
  var i = 0
  while i &+ 8 <= count {
    store(positive(load(a + i) + load(b + i)), y + i)
    i &+= 8
  }
  while i < count {
    let v = a[i] + b[i]
    y[i] = v < 0 ? 0 : v
    i &+= 1
  }
}

func accumulate(_ count: Int, _ factor: Float, _ x: Input, _ y: Output) {
  let f = V(repeating: factor)
  var i = 0
  while i &+ 8 <= count {
    store(fma(f, load(x + i), load(y + i)), y + i)
    i &+= 8
  }
  while i < count {
    y[i] += factor * x[i]
    i &+= 1
  }
}

/// y may be x.
func scale(_ count: Int, _ factor: Float, _ x: Input, _ y: Output) {
  let f = V(repeating: factor)
  var i = 0
  while i &+ 8 <= count {
    store(f * load(x + i), y + i)
    i &+= 8
  }
  while i < count {
    y[i] = factor * x[i]
    i &+= 1
  }
}

func dot(_ count: Int, _ a: Input, _ b: Input) -> Double {
  var s0 = SIMD8<Double>.zero
  var s1 = SIMD8<Double>.zero
  var i = 0
  while i &+ 16 <= count {
    s0 = addingProducts8(s0, load(a + i), load(b + i))
    s1 = addingProducts8(s1, load(a + i + 8), load(b + i + 8))
    i &+= 16
  }
  var total = sum(s0) + sum(s1)
  while i < count {
    total += Double(a[i]) * Double(b[i])
    i &+= 1
  }
  return total
}

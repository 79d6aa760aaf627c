import KernelTable

// n / (1 + e⁻ⁿ) of n = x scale[c] + shift[c]: a norm and the activation behind it in one pass. The gradient makes n and its
// sigmoid again from x, for keeping them would write and read two more passes.

@inline(__always) private func logistic<T: Lanes>(_ n: T) -> T {
  let one = T(repeating: 1)
  return one / (one + exponential(T(repeating: 0) - n))
}

func siluAffine(
  _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ y: Output
) {
  @inline(__always) func put<T: Lanes>(_: T.Type, _ i: Int, _ c: Int) {
    let n = T.fused(T.load(x + i), T.load(scale + c), T.load(shift + c))
    (n * logistic(n)).store(y + i)
  }
  forEachRowGroup(rows, channels) { i, c in
    put(Wide.self, i, c)
  } narrow: { i, c in
    put(V.self, i, c)
  } single: { i, c in
    put(Float.self, i, c)
  }
}

/// dy becomes dy s (1 + n (1 − s)), s the sigmoid of n.
func siluGradient(
  _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ dy: Output
) {
  @inline(__always) func put<T: Lanes>(_: T.Type, _ i: Int, _ c: Int) {
    let one = T(repeating: 1)
    let n = T.fused(T.load(x + i), T.load(scale + c), T.load(shift + c))
    let s = logistic(n)
    (T.load(dy + i) * (s * T.fused(n, one - s, one))).store(dy + i)
  }
  forEachRowGroup(rows, channels) { i, c in
    put(Wide.self, i, c)
  } narrow: { i, c in
    put(V.self, i, c)
  } single: { i, c in
    put(Float.self, i, c)
  }
}

import KernelTable

func channelAffine(
  _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ relu: Bool,
  _ y: Output
) {
  @inline(__always) func column<T: Lanes>(_: T.Type) {
    let (factor, addend) = (T.load(scale), T.load(shift))
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    var i = 0
    for _ in 0..<rows {
      T.fused(T.load(x + i), factor, addend).raised(to: floor).store(y + i)
      i &+= channels
    }
  }
  @inline(__always) func put<T: Lanes>(_: T.Type, _ i: Int, _ c: Int) {
    let floor = T(repeating: relu ? 0 : -Float.infinity)
    T.fused(T.load(x + i), T.load(scale + c), T.load(shift + c)).raised(to: floor).store(y + i)
  }
  if channels == Wide.width { return column(Wide.self) }
  if channels == 8 { return column(V.self) }
  forEachRowGroup(rows, channels) { i, c in
    put(Wide.self, i, c)
  } narrow: { i, c in
    put(V.self, i, c)
  } single: { i, c in
    put(Float.self, i, c)
  }
}

func addToRows(_ rows: Int, _ channels: Int, _ v: Input, _ y: Output) {
  @inline(__always) func column<T: Lanes>(_: T.Type) {
    let addend = T.load(v)
    var q = y
    for _ in 0..<rows {
      (T.load(q) + addend).store(q)
      q += channels
    }
  }
  @inline(__always) func put<T: Lanes>(_: T.Type, _ i: Int, _ c: Int) {
    (T.load(y + i) + T.load(v + c)).store(y + i)
  }
  if channels == Wide.width { return column(Wide.self) }
  if channels == 8 { return column(V.self) }
  forEachRowGroup(rows, channels) { i, c in
    put(Wide.self, i, c)
  } narrow: { i, c in
    put(V.self, i, c)
  } single: { i, c in
    put(Float.self, i, c)
  }
}

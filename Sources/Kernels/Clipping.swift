import CIntrinsics
import KernelTable

func clippedAffine(
  _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ ceiling: Float,
  _ y: Output
) {
  let top = V(repeating: ceiling)
  for row in 0..<rows {
    let p = x + row &* channels
    let q = y + row &* channels
    var c = 0
    while c &+ 8 <= channels {
      let v = positive(fma(load(p + c), load(scale + c), load(shift + c)))
      store(v.replacing(with: top, where: v .> top), q + c)
      c &+= 8
    }
    while c < channels {
      let v = p[c] * scale[c] + shift[c]
      q[c] = v < 0 ? 0 : v > ceiling ? ceiling : v
      c &+= 1
    }
  }
}

/// g may be dy.
func clippedGradient(_ count: Int, _ ceiling: Float, _ dy: Input, _ y: Input, _ g: Output) {
  let top = V(repeating: ceiling)
  var i = 0
  while i &+ 8 <= count {
    prefetch(y + i + floatsAhead)
    prefetch(dy + i + floatsAhead)
    let v = load(y + i)
    store(V.zero.replacing(with: load(dy + i), where: (v .> 0) .& (v .< top)), g + i)
    i &+= 8
  }
  while i < count {
    g[i] = y[i] > 0 && y[i] < ceiling ? dy[i] : 0
    i &+= 1
  }
}

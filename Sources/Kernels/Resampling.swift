import KernelTable

/// Output pixel i of n reads source i (m − 1) / (n − 1): the corners coincide.
@inline(__always) private func source(_ index: Int, _ from: Int, _ to: Int) -> (Int, Int, Float) {
  let position = to > 1 ? Float(index) * (Float(from &- 1) / Float(to &- 1)) : 0
  let low = min(Int(position), from &- 1)
  return (low, min(low &+ 1, from &- 1), position - Float(low))
}

func upsample2(_ image: Extent, _ x: Input, _ y: Output) {
  let channels = image.channels
  let width = 2 &* image.width
  let height = 2 &* image.height
  for frame in 0..<image.batch {
    let p = x + frame &* image.height &* image.width &* channels
    for row in 0..<height {
      let (top, bottom, fy) = source(row, image.height, height)
      let q = y + (frame &* height &+ row) &* width &* channels
      for column in 0..<width {
        let (left, right, fx) = source(column, image.width, width)
        blend(
          channels, p + (top &* image.width &+ left) &* channels,
          p + (top &* image.width &+ right) &* channels,
          p + (bottom &* image.width &+ left) &* channels,
          p + (bottom &* image.width &+ right) &* channels, fx, fy, q + column &* channels)
      }
    }
  }
}

@inline(__always) private func blend(
  _ channels: Int, _ a: Input, _ b: Input, _ c: Input, _ d: Input, _ fx: Float, _ fy: Float,
  _ y: Output
) {
  let wa = (1 - fy) * (1 - fx)
  let wb = (1 - fy) * fx
  let wc = fy * (1 - fx)
  let wd = fy * fx
  var i = 0
  while i &+ 8 <= channels {
    let top = fma(V(repeating: wb), load(b + i), V(repeating: wa) * load(a + i))
    store(fma(V(repeating: wd), load(d + i), fma(V(repeating: wc), load(c + i), top)), y + i)
    i &+= 8
  }
  while i < channels {
    y[i] = wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i]
    i &+= 1
  }
}

func upsample2Gradient(_ image: Extent, _ dy: Input, _ dx: Output) {
  clear(image.count, dx)
  let channels = image.channels
  let width = 2 &* image.width
  let height = 2 &* image.height
  for frame in 0..<image.batch {
    let p = dx + frame &* image.height &* image.width &* channels
    for row in 0..<height {
      let (top, bottom, fy) = source(row, image.height, height)
      let q = dy + (frame &* height &+ row) &* width &* channels
      for column in 0..<width {
        let (left, right, fx) = source(column, image.width, width)
        let g = q + column &* channels
        let corners = (top &* image.width, bottom &* image.width)
        accumulate(channels, (1 - fy) * (1 - fx), g, p + (corners.0 &+ left) &* channels)
        accumulate(channels, (1 - fy) * fx, g, p + (corners.0 &+ right) &* channels)
        accumulate(channels, fy * (1 - fx), g, p + (corners.1 &+ left) &* channels)
        accumulate(channels, fy * fx, g, p + (corners.1 &+ right) &* channels)
      }
    }
  }
}

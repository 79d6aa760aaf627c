import KernelTable

/// Where the pixels of one axis read: output pixel i of n reads source i (m − 1) / (n − 1) where the corners' centres
/// coincide, else (i + ½) m / n − ½, but no less than 0.
private struct Axis {
  let from: Int
  let step: Float
  let alignsCorners: Bool

  @inline(__always) init(_ from: Int, _ to: Int, _ alignsCorners: Bool) {
    self.from = from
    self.alignsCorners = alignsCorners
    if alignsCorners {
      step = to > 1 ? Float(from &- 1) / Float(to &- 1) : 0
    } else {
      step = Float(from) / Float(to)
    }
  }

  /// The pixels before and behind, and the share of the second.
  @inline(__always) subscript(index: Int) -> (Int, Int, Float) {
    let position =
      alignsCorners ? Float(index) * step : max((Float(index) + 0.5) * step - 0.5, 0)
    let low = min(Int(position), from &- 1)
    return (low, min(low &+ 1, from &- 1), position - Float(low))
  }
}

func resize(_ from: Extent, _ to: Extent, _ alignsCorners: Bool, _ x: Input, _ y: Output) {
  let channels = from.channels
  let rows = Axis(from.height, to.height, alignsCorners)
  let columns = Axis(from.width, to.width, alignsCorners)
  for frame in 0..<from.batch {
    let p = x + frame &* from.height &* from.width &* channels
    for row in 0..<to.height {
      let (top, bottom, fy) = rows[row]
      let q = y + (frame &* to.height &+ row) &* to.width &* channels
      for column in 0..<to.width {
        let (left, right, fx) = columns[column]
        blend(
          channels, p + (top &* from.width &+ left) &* channels,
          p + (top &* from.width &+ right) &* channels,
          p + (bottom &* from.width &+ left) &* channels,
          p + (bottom &* from.width &+ right) &* channels, fx, fy, q + column &* channels)
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

func resizeGradient(_ from: Extent, _ to: Extent, _ alignsCorners: Bool, _ dy: Input, _ dx: Output)
{
  clear(from.count, dx)
  let channels = from.channels
  let rows = Axis(from.height, to.height, alignsCorners)
  let columns = Axis(from.width, to.width, alignsCorners)
  for frame in 0..<from.batch {
    let p = dx + frame &* from.height &* from.width &* channels
    for row in 0..<to.height {
      let (top, bottom, fy) = rows[row]
      let q = dy + (frame &* to.height &+ row) &* to.width &* channels
      for column in 0..<to.width {
        let (left, right, fx) = columns[column]
        let g = q + column &* channels
        let corners = (top &* from.width, bottom &* from.width)
        accumulate(channels, (1 - fy) * (1 - fx), g, p + (corners.0 &+ left) &* channels)
        accumulate(channels, (1 - fy) * fx, g, p + (corners.0 &+ right) &* channels)
        accumulate(channels, fy * (1 - fx), g, p + (corners.1 &+ left) &* channels)
        accumulate(channels, fy * fx, g, p + (corners.1 &+ right) &* channels)
      }
    }
  }
}

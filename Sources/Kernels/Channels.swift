import KernelTable

/// Rows summed in single precision before they are added in double: long float chains lose digits.
private let block = 128

func channelSums(_ rows: Int, _ channels: Int, _ x: Input, _ sums: UnsafeMutablePointer<Double>) {
  for c in 0..<channels { sums[c] = 0 }
  var start = 0
  while start < rows {
    let end = min(rows, start &+ block)
    var c = 0
    while c &+ 8 <= channels {
      var total = V.zero
      var p = x + start * channels + c
      for _ in start..<end {
        total += load(p)
        p += channels
      }
      for lane in 0..<8 { sums[c &+ lane] += Double(total[lane]) }
      c &+= 8
    }
    while c < channels {
      var total: Float = 0
      for row in start..<end { total += x[row &* channels &+ c] }
      sums[c] += Double(total)
      c &+= 1
    }
    start = end
  }
}

func channelSquares(
  _ rows: Int, _ channels: Int, _ x: Input, _ mean: Input, _ sums: UnsafeMutablePointer<Double>
) {
  for c in 0..<channels { sums[c] = 0 }
  var start = 0
  while start < rows {
    let end = min(rows, start &+ block)
    var c = 0
    while c &+ 8 <= channels {
      var total = V.zero
      let centre = load(mean + c)
      var p = x + start * channels + c
      for _ in start..<end {
        let d = load(p) - centre
        total = fma(d, d, total)
        p += channels
      }
      for lane in 0..<8 { sums[c &+ lane] += Double(total[lane]) }
      c &+= 8
    }
    while c < channels {
      var total: Float = 0
      for row in start..<end {
        let d = x[row &* channels &+ c] - mean[c]
        total += d * d
      }
      sums[c] += Double(total)
      c &+= 1
    }
    start = end
  }
}

func channelAffine(
  _ rows: Int, _ channels: Int, _ x: Input, _ scale: Input, _ shift: Input, _ relu: Bool,
  _ y: Output
) {
  let floor = V(repeating: relu ? 0 : -Float.infinity)
  for row in 0..<rows {
    let p = x + row &* channels
    let q = y + row &* channels
    var c = 0
    while c &+ 8 <= channels {
      let v = fma(load(p + c), load(scale + c), load(shift + c))
      store(v.replacing(with: floor, where: v .< floor), q + c)
      c &+= 8
    }
    while c < channels {
      let v = p[c] * scale[c] + shift[c]
      q[c] = relu && v < 0 ? 0 : v
      c &+= 1
    }
  }
}

func normSums(
  _ rows: Int, _ channels: Int, _ dy: Input, _ y: Input, _ x: Input, _ mean: Input, _ relu: Bool,
  _ sums: UnsafeMutablePointer<Double>
) {
  for c in 0..<2 * channels { sums[c] = 0 }
  let floor = V(repeating: relu ? 0 : -Float.infinity)
  var start = 0
  while start < rows {
    let end = min(rows, start &+ block)
    var c = 0
    while c &+ 8 <= channels {
      var total = V.zero
      var moment = V.zero
      let centre = load(mean + c)
      var offset = start &* channels &+ c
      for _ in start..<end {
        let g = V.zero.replacing(with: load(dy + offset), where: load(y + offset) .> floor)
        total += g
        moment = fma(g, load(x + offset) - centre, moment)
        offset &+= channels
      }
      for lane in 0..<8 {
        sums[c &+ lane] += Double(total[lane])
        sums[channels &+ c &+ lane] += Double(moment[lane])
      }
      c &+= 8
    }
    while c < channels {
      var total: Float = 0
      var moment: Float = 0
      for row in start..<end {
        let i = row &* channels &+ c
        let g = !relu || y[i] > 0 ? dy[i] : 0
        total += g
        moment += g * (x[i] - mean[c])
      }
      sums[c] += Double(total)
      sums[channels &+ c] += Double(moment)
      c &+= 1
    }
    start = end
  }
}

func normGradient(
  _ rows: Int, _ channels: Int, _ dy: Input, _ y: Input, _ x: Input, _ a: Input, _ b: Input,
  _ d: Input, _ relu: Bool, _ dx: Output
) {
  let floor = V(repeating: relu ? 0 : -Float.infinity)
  for row in 0..<rows {
    let offset = row &* channels
    var c = 0
    while c &+ 8 <= channels {
      let i = offset &+ c
      let g = V.zero.replacing(with: load(dy + i), where: load(y + i) .> floor)
      store(fma(load(a + c), g, fma(load(b + c), load(x + i), load(d + c))), dx + i)
      c &+= 8
    }
    while c < channels {
      let i = offset &+ c
      let g = !relu || y[i] > 0 ? dy[i] : 0
      dx[i] = a[c] * g + (b[c] * x[i] + d[c])
      c &+= 1
    }
  }
}

func addToRows(_ rows: Int, _ channels: Int, _ v: Input, _ y: Output) {
  for row in 0..<rows {
    let q = y + row &* channels
    var c = 0
    while c &+ 8 <= channels {
      store(load(q + c) + load(v + c), q + c)
      c &+= 8
    }
    while c < channels {
      q[c] += v[c]
      c &+= 1
    }
  }
}

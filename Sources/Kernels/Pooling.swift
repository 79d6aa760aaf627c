import KernelTable

/// Where values tie, the first in row order wins, as in PyTorch. An odd last row or column is dropped.
func maxPool2(_ image: Extent, _ x: Input, _ y: Output, _ indices: UnsafeMutablePointer<UInt8>) {
  let channels = image.channels
  let stride = image.width &* channels
  var out = 0
  for frame in 0..<image.batch {
    for row in 0..<image.height / 2 {
      let line = x + (frame &* image.height &+ 2 &* row) &* stride
      for column in 0..<image.width / 2 {
        let p = line + 2 &* column &* channels
        pool(channels, p, p + channels, p + stride, p + stride + channels, y + out, indices + out)
        out &+= channels
      }
    }
  }
}

@inline(__always) private func pool(
  _ channels: Int, _ a: Input, _ b: Input, _ c: Input, _ d: Input, _ y: Output,
  _ indices: UnsafeMutablePointer<UInt8>
) {
  var i = 0
  while i &+ 8 <= channels {
    var best = load(a + i)
    var index = SIMD8<Int32>(repeating: 0)
    let vb = load(b + i)
    var larger = vb .> best
    best.replace(with: vb, where: larger)
    index.replace(with: 1, where: larger)
    let vc = load(c + i)
    larger = (vc .> best)
    best.replace(with: vc, where: larger)
    index.replace(with: 2, where: larger)
    let vd = load(d + i)
    larger = (vd .> best)
    best.replace(with: vd, where: larger)
    index.replace(with: 3, where: larger)
    store(best, y + i)
    for lane in 0..<8 { indices[i &+ lane] = UInt8(truncatingIfNeeded: index[lane]) }
    i &+= 8
  }
  while i < channels {
    var best = a[i]
    var index: UInt8 = 0
    if b[i] > best {
      best = b[i]
      index = 1
    }
    if c[i] > best {
      best = c[i]
      index = 2
    }
    if d[i] > best {
      best = d[i]
      index = 3
    }
    y[i] = best
    indices[i] = index
    i &+= 1
  }
}

func scatter2(_ image: Extent, _ x: Input, _ indices: UnsafePointer<UInt8>, _ y: Output) {
  clear(image.count, y)
  let channels = image.channels
  let stride = image.width &* channels
  var source = 0
  for frame in 0..<image.batch {
    for row in 0..<image.height / 2 {
      let line = y + (frame &* image.height &+ 2 &* row) &* stride
      for column in 0..<image.width / 2 {
        let p = line + 2 &* column &* channels
        for c in 0..<channels {
          let index = Int(indices[source &+ c])
          p[(index >> 1) &* stride &+ (index & 1) &* channels &+ c] = x[source &+ c]
        }
        source &+= channels
      }
    }
  }
}

func gather2(_ image: Extent, _ x: Input, _ indices: UnsafePointer<UInt8>, _ y: Output) {
  let channels = image.channels
  let stride = image.width &* channels
  var target = 0
  for frame in 0..<image.batch {
    for row in 0..<image.height / 2 {
      let line = x + (frame &* image.height &+ 2 &* row) &* stride
      for column in 0..<image.width / 2 {
        let p = line + 2 &* column &* channels
        for c in 0..<channels {
          let index = Int(indices[target &+ c])
          y[target &+ c] = p[(index >> 1) &* stride &+ (index & 1) &* channels &+ c]
        }
        target &+= channels
      }
    }
  }
}

func maxPool(_ window: Window, _ x: Input, _ y: Output, _ indices: UnsafeMutablePointer<Int32>) {
  let image = window.image
  let channels = image.channels
  var out = 0
  for line in 0..<window.lines {
    let frame = (line / window.outputHeight) &* image.height
    let top = (line % window.outputHeight) &* window.stride &- window.padding
    for column in 0..<window.outputWidth {
      let left = column &* window.stride &- window.padding
      let rows = max(0, top)..<min(image.height, top &+ window.size)
      let columns = max(0, left)..<min(image.width, left &+ window.size)
      var c = 0
      while c &+ 8 <= channels {
        let first = SIMD8<Int32>(0, 1, 2, 3, 4, 5, 6, 7) &+ Int32(truncatingIfNeeded: c)
        func place(_ row: Int, _ column: Int) -> Int {
          ((frame &+ row) &* image.width &+ column) &* channels
        }
        var best = V(repeating: -Float.infinity)
        var index =
          first
          &+ Int32(truncatingIfNeeded: place(rows.lowerBound, columns.lowerBound))
        for row in rows {
          for column in columns {
            let i = place(row, column)
            let v = load(x + i + c)
            let larger = v .> best
            best.replace(with: v, where: larger)
            index.replace(with: first &+ Int32(truncatingIfNeeded: i), where: larger)
          }
        }
        store(best, y + out)
        UnsafeMutableRawPointer(indices + out).storeBytes(of: index, as: SIMD8<Int32>.self)
        out &+= 8
        c &+= 8
      }
      while c < channels {
        var best = -Float.infinity
        var index =
          ((frame &+ rows.lowerBound) &* image.width &+ columns.lowerBound) &* channels &+ c
        for row in rows {
          for column in columns {
            let i = ((frame &+ row) &* image.width &+ column) &* channels &+ c
            if x[i] > best {
              best = x[i]
              index = i
            }
          }
        }
        y[out] = best
        indices[out] = Int32(truncatingIfNeeded: index)
        out &+= 1
        c &+= 1
      }
    }
  }
}

func maxPoolGradient(
  _ window: Window, _ count: Int, _ dy: Input, _ indices: UnsafePointer<Int32>, _ dx: Output
) {
  clear(window.image.count, dx)
  for i in 0..<count { dx[Int(indices[i])] += dy[i] }
}

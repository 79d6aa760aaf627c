import KernelTable

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

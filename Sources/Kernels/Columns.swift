import KernelTable

/// One line of output pixels becomes `outputWidth` rows of size × size × channels values.
/// `rows` counts such lines over the batch. Values are mapped where there is a `map`; borders are zero.
func columns(
  _ window: Window, _ x: Input, _ map: ChannelMap?, _ rows: Range<Int>, _ columns: Output
) {
  let image = window.image
  let channels = image.channels
  let outputHeight = window.outputHeight
  let outputWidth = window.outputWidth
  let span = window.size &* channels
  var out = columns
  for line in rows {
    let frame = x + (line / outputHeight) &* (image.height &* image.width &* channels)
    let top = (line % outputHeight) &* window.stride &- window.padding
    for column in 0..<outputWidth {
      let left = column &* window.stride &- window.padding
      let inside = left >= 0 && left &+ window.size <= image.width
      for dy in 0..<window.size {
        let row = top &+ dy
        if row < 0 || row >= image.height {
          clear(span, out)
        } else if inside {
          copyPixels(
            window.size, channels, frame + (row &* image.width &+ left) &* channels, map, out)
        } else {
          for dx in 0..<window.size {
            let target = out + dx &* channels
            if left &+ dx < 0 || left &+ dx >= image.width {
              clear(channels, target)
            } else {
              copyPixels(
                1, channels, frame + (row &* image.width &+ left &+ dx) &* channels, map, target)
            }
          }
        }
        out += span
      }
    }
  }
}

func addColumns(_ window: Window, _ columns: Input, _ rows: Range<Int>, _ dx: Output) {
  let image = window.image
  let channels = image.channels
  let outputHeight = window.outputHeight
  let outputWidth = window.outputWidth
  var source = columns
  for line in rows {
    let frame = dx + (line / outputHeight) &* (image.height &* image.width &* channels)
    let top = (line % outputHeight) &* window.stride &- window.padding
    for column in 0..<outputWidth {
      let left = column &* window.stride &- window.padding
      let first = max(0, -left)
      let last = min(window.size, image.width &- left)
      for dy in 0..<window.size {
        let row = top &+ dy
        if row >= 0 && row < image.height && last > first {
          let target = frame + (row &* image.width &+ left &+ first) &* channels
          let values = (last &- first) &* channels
          add(values, source + first &* channels, target, target)
        }
        source += window.size &* channels
      }
    }
  }
}

@inline(__always) func copy(_ count: Int, _ x: Input, _ y: Output) {
  forEachGroup(count) { i in
    Wide.load(x + i).store(y + i)
  } narrow: { i in
    V.load(x + i).store(y + i)
  } single: { i in
    y[i] = x[i]
  }
}

@inline(__always) func clear(_ count: Int, _ y: Output) {
  forEachGroup(count) { i in
    Wide(repeating: 0).store(y + i)
  } narrow: { i in
    V(repeating: 0).store(y + i)
  } single: { i in
    y[i] = 0
  }
}

import KernelTable

func directFilters(_ plan: DirectPlan, _ w: Input, _ u: Output) {
  let rows = plan.size &* plan.size &* plan.inputs
  forEachPanel(plan.outputs) { start, width in
    for row in 0..<rows {
      copy(width, w + row &* plan.outputs + start, u + start &* rows + row &* width)
    }
  }
}

/// `w` is [k, k, outputs, inputs] in the plan's terms: rotated by 180° and transposed on the way.
func directBackwardFilters(_ plan: DirectPlan, _ w: Input, _ u: Output) {
  let taps = plan.size &* plan.size
  let rows = taps &* plan.inputs
  forEachPanel(plan.outputs) { start, width in
    for tap in 0..<taps {
      let source = w + (taps &- 1 &- tap) &* plan.outputs &* plan.inputs
      for c in 0..<plan.inputs {
        let target = u + start &* rows + (tap &* plan.inputs &+ c) &* width
        for k in 0..<width { target[k] = source[(start &+ k) &* plan.inputs &+ c] }
      }
    }
  }
}

/// The windows of neighbouring pixels overlap in memory: a line of the padded image is the left factor as it is.
func directForward(
  _ plan: DirectPlan, _ x: Input, _ u: Input, _ adds: Bool, _ y: Output, _ scratch: Output
) {
  let image = plan.image
  let run = plan.size &* plan.inputs
  let rows = plan.size &* run
  let tile = scratch + plan.paddedFloats
  for frame in 0..<image.batch {
    pad(plan, x + frame &* image.height &* image.width &* plan.inputs, scratch)
    for line in 0..<image.height {
      let target = y + (frame &* image.height &+ line) &* image.width &* plan.outputs
      let windows = scratch + line &* plan.lineFloats
      forEachPanel(plan.outputs) { start, width in
        let step = width == 16 ? 6 : 12
        var column = 0
        while column < image.width {
          let a = windows + column &* plan.inputs
          let count = min(step, image.width &- column)
          let place = target + column &* plan.outputs + start
          // The last pixels of a line, and sums, go through a tile of their own.
          let whole = count == step && !adds
          let (c, stride) = whole ? (place, plan.outputs) : (tile, width)
          if width == 16 {
            product6x16(
              a, plan.inputs, run, plan.size, plan.lineFloats, u + start &* rows, c, stride)
          } else {
            product12x8(
              a, plan.inputs, run, plan.size, plan.lineFloats, u + start &* rows, c, stride)
          }
          if !whole { move(count, width, tile, adds, place, plan.outputs) }
          column &+= step
        }
      }
    }
  }
}

func directGradient(_ plan: DirectPlan, _ x: Input, _ dy: Input, _ dw: Output, _ scratch: Output) {
  let image = plan.image
  let run = plan.size &* plan.inputs
  for frame in 0..<image.batch {
    pad(plan, x + frame &* image.height &* image.width &* plan.inputs, scratch)
    for line in 0..<image.height {
      let source = dy + (frame &* image.height &+ line) &* image.width &* plan.outputs
      for tap in 0..<plan.size {
        addOuterProduct(
          rows: run, columns: plan.outputs, depth: image.width,
          scratch + (line &+ tap) &* plan.lineFloats, plan.inputs, source,
          dw + tap &* run &* plan.outputs)
      }
    }
  }
}

/// Blocks of 16 channels; the last may have 8.
@inline(__always) private func forEachPanel(_ channels: Int, _ body: (Int, Int) -> Void) {
  var start = 0
  while start < channels {
    let width = min(16, channels &- start)
    body(start, width)
    start &+= width
  }
}

/// One image with its border of zeros.
@inline(__always) private func pad(_ plan: DirectPlan, _ x: Input, _ padded: Output) {
  let border = plan.padding &* plan.inputs
  let inside = plan.image.width &* plan.inputs
  clear(plan.padding &* plan.lineFloats, padded)
  for line in 0..<plan.image.height {
    let target = padded + (line &+ plan.padding) &* plan.lineFloats
    clear(border, target)
    copy(inside, x + line &* inside, target + border)
    clear(border, target + border + inside)
  }
  let end = padded + (plan.image.height &+ plan.padding) &* plan.lineFloats
  clear(plan.padding &* plan.lineFloats + 12 &* plan.inputs, end)
}

@inline(__always) private func move(
  _ pixels: Int, _ width: Int, _ tile: Input, _ adds: Bool, _ y: Output, _ stride: Int
) {
  for pixel in 0..<pixels {
    let source = tile + pixel &* width
    let target = y + pixel &* stride
    if adds { add(width, target, source, target) } else { copy(width, source, target) }
  }
}

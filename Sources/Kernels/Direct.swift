import KernelTable

/// The windows of neighbouring pixels overlap in memory: a line of a padded image is the left factor as it is. The
/// weights are packed as `packFactor` does, with a depth of k × k × inputs.
func directForward(
  _ plan: DirectPlan, _ frames: Range<Int>, _ x: Input, _ u: Input, _ adds: Bool, _ y: Output,
  _ scratch: Output
) {
  let image = plan.window.image
  let edge = scratch + plan.paddedFloats
  for frame in frames {
    pad(plan, x + frame &* image.height &* image.width &* image.channels, scratch)
    for line in 0..<plan.window.outputHeight {
      forwardLine(
        plan, scratch + line &* plan.window.stride &* plan.lineFloats, u, adds,
        y + (frame &* plan.window.outputHeight &+ line) &* plan.window.outputWidth &* plan.outputs,
        edge)
    }
  }
}

/// How far ahead of its writing y is fetched.
private let pixelsAhead = 48

@inline(__always) private func forwardLine(
  _ plan: DirectPlan, _ windows: Input, _ u: Input, _ adds: Bool, _ y: Output, _ edge: Output
) {
  let inputs = plan.window.image.channels
  forEachPanel(panelColumns(plan.outputs)) { start, width in
    let valid = min(width, plan.outputs &- start)
    var column = 0
    while column < plan.window.outputWidth {
      let a: LeftFactor = (
        values: windows + column &* plan.window.stride &* inputs,
        stride: plan.window.stride &* inputs, depth: plan.window.size &* inputs,
        runs: plan.window.size, runStride: plan.lineFloats
      )
      let count = min(tileRows(width), plan.window.outputWidth &- column)
      let place = y + column &* plan.outputs + start
      // Its share of the pixels that are written some tiles later, which the stores would wait for.
      let soon = stretch(
        y + (column &+ pixelsAhead) &* plan.outputs + tileRows(width) &* start,
        tileRows(width) &* width, tiles: 1, links: plan.window.depth)
      let panel = u + start &* plan.window.depth
      if count == tileRows(width) && valid == width && !adds {
        tile(width, a, panel, width, place, plan.outputs, soon)
      } else {
        tile(width, a, panel, width, edge, width, soon)
        moveTile(count, valid, edge, width, adds, place, plan.outputs)
      }
      column &+= tileRows(width)
    }
  }
}

/// Padded images of `frames`, one after the other, for `directGradient`.
func directPad(_ plan: DirectPlan, _ frames: Range<Int>, _ x: Input, _ padded: Output) {
  let image = plan.window.image
  for frame in frames {
    pad(
      plan, x + frame &* image.height &* image.width &* image.channels,
      padded + frame &* plan.paddedFloats)
  }
}

/// dw += the weights' gradient of the window's rows `taps`. `scratch` is the calling thread's.
func directGradient(
  _ plan: DirectPlan, _ taps: Range<Int>, _ padded: Input, _ dy: Input, _ dw: Output,
  _ scratch: Output
) {
  let window = plan.window
  let run = window.size &* window.image.channels
  for frame in 0..<window.image.batch {
    for line in 0..<window.outputHeight {
      let lineFloats = window.outputWidth &* plan.outputs
      let source = dy + (frame &* window.outputHeight &+ line) &* lineFloats
      // The first tiles fetch it, 16 floats with each pixel.
      let tiles = (plan.outputs &+ 15) / 16
      var nextLine: Ahead = (
        now: stretch(source + lineFloats, lineFloats, tiles: tiles, links: window.outputWidth),
        then: nothing(source), tiles: tiles
      )
      for tap in taps {
        addOuter(
          0..<run, plan.outputs, window.outputWidth,
          padded + frame &* plan.paddedFloats + (line &* window.stride &+ tap) &* plan.lineFloats,
          window.stride &* window.image.channels, source, plan.outputs,
          dw + tap &* run &* plan.outputs, scratch, fetching: &nextLine)
      }
    }
  }
}

/// Rotates weights [k, k, inputs, outputs] by 180° and swaps inputs and outputs: those of the convolution at stride 1
/// that takes cotangents back.
func rotateFilters(_ size: Int, _ inputs: Int, _ outputs: Int, _ w: Input, _ rotated: Output) {
  let taps = size &* size
  for tap in 0..<taps {
    transpose(
      inputs, outputs, w + (taps &- 1 &- tap) &* inputs &* outputs, outputs,
      rotated + tap &* inputs &* outputs, inputs)
  }
}

/// One image with its border of zeros, and zeros behind it.
@inline(__always) private func pad(_ plan: DirectPlan, _ x: Input, _ padded: Output) {
  let image = plan.window.image
  let padding = plan.window.padding
  let border = padding &* image.channels
  let inside = image.width &* image.channels
  clear(padding &* plan.lineFloats, padded)
  for line in 0..<image.height {
    let target = padded + (line &+ padding) &* plan.lineFloats
    clear(border, target)
    copy(inside, x + line &* inside, target + border)
    clear(plan.lineFloats &- border &- inside, target + border + inside)
  }
  let end = (image.height &+ padding) &* plan.lineFloats
  clear(plan.paddedFloats &- end, padded + end)
}

import KernelTable

/// Transformed weights, packed for `packedProduct`: value p of the 36 at p × filterStride, in blocks of 16
/// output channels. `w` is [3, 3, inputs, outputs].
func winogradFilters(_ plan: WinogradPlan, _ w: Input, _ u: Output) {
  let (inputs, outputs) = (plan.inputs, plan.outputs)
  for c in 0..<inputs {
    var k = 0
    while k < outputs {
      let start = k / 16 &* 16
      let width = min(16, outputs &- start)
      let place = start &* inputs &+ c &* width &+ k &- start
      transformFilter(
        { i, j in load(w + ((3 &* i &+ j) &* inputs &+ c) &* outputs + k) }, u + place,
        stride: plan.filterStride)
      k &+= 8
    }
  }
}

/// The weights of the convolution that takes output cotangents back to the input: rotated by 180° and
/// transposed. `plan` is that convolution's (its inputs are the outputs of `w` [3, 3, outputs, inputs]).
func winogradBackwardFilters(_ plan: WinogradPlan, _ w: Input, _ u: Output) {
  let (inputs, outputs) = (plan.inputs, plan.outputs)
  for c in 0..<inputs {
    var k = 0
    while k < outputs {
      let start = k / 16 &* 16
      let width = min(16, outputs &- start)
      let place = start &* inputs &+ c &* width &+ k &- start
      transformFilter(
        { i, j in
          let tap = w + ((3 &* (2 &- i) &+ 2 &- j) &* outputs &+ k) &* inputs + c
          return V(
            tap[0], tap[inputs], tap[2 &* inputs], tap[3 &* inputs], tap[4 &* inputs],
            tap[5 &* inputs], tap[6 &* inputs], tap[7 &* inputs])
        }, u + place, stride: plan.filterStride)
      k &+= 8
    }
  }
}

/// y [batch, H, W, outputs] from x and transformed weights; y is set, or added to where `adds`.
func winogradForward(
  _ plan: WinogradPlan, _ x: Input, _ u: Input, _ adds: Bool, _ y: Output, _ scratch: Output
) {
  let patches = scratch
  let products = patches + 36 &* plan.patchStride
  let patch = products + 36 &* plan.productStride
  let tile = patch + 36 &* plan.inputs
  var start = 0
  while start < plan.tiles {
    let count = min(plan.block, plan.tiles &- start)
    let rows = (count &+ 11) / 12 &* 12
    for t in 0..<count {
      gather(plan, start &+ t, x, patch, patches + t &* plan.inputs)
    }
    var k = 0
    while k < plan.outputs {
      let width = min(plan.panel, plan.outputs &- k)
      for p in 0..<36 {
        packedProduct(
          rows: rows, columns: width, depth: plan.inputs, patches + p &* plan.patchStride,
          u + p &* plan.filterStride + k &* plan.inputs, products + p &* plan.productStride, width)
      }
      for t in 0..<count {
        scatter(plan, start &+ t, products + t &* width, k, width, adds, tile, y)
      }
      k &+= width
    }
    start &+= count
  }
}

/// dw [3, 3, inputs, outputs] += the weights' gradient from x and dy.
func winogradGradient(
  _ plan: WinogradPlan, _ x: Input, _ dy: Input, _ dw: Output, _ scratch: Output
) {
  let patches = scratch
  let cotangents = patches + 36 &* plan.patchStride
  let sums = cotangents + 36 &* plan.cotangentStride
  let patch = sums + 36 &* plan.filterStride
  let tile = patch + 36 &* plan.inputs
  clear(36 &* plan.filterStride, sums)
  var start = 0
  while start < plan.tiles {
    let count = min(plan.block, plan.tiles &- start)
    for t in 0..<count {
      gather(plan, start &+ t, x, patch, patches + t &* plan.inputs)
      gatherCotangent(plan, start &+ t, dy, tile, cotangents + t &* plan.outputs)
    }
    for p in 0..<36 {
      addOuterProduct(
        rows: plan.inputs, columns: plan.outputs, depth: count, patches + p &* plan.patchStride,
        plan.inputs, cotangents + p &* plan.cotangentStride, sums + p &* plan.filterStride)
    }
    start &+= count
  }
  for c in 0..<plan.inputs {
    var k = 0
    while k < plan.outputs {
      let place = c &* plan.outputs &+ k
      addFilterGradient(
        sums + place, stride: plan.filterStride, dw + place,
        tapStride: plan.inputs &* plan.outputs)
      k &+= 8
    }
  }
}

/// Where tile number `index` of the batch begins.
@inline(__always) private func place(_ plan: WinogradPlan, _ index: Int) -> (
  frame: Int, row: Int, column: Int
) {
  let perFrame = plan.tileRows &* plan.tileColumns
  let inFrame = index % perFrame
  return (
    index / perFrame, inFrame / plan.tileColumns &* 4, inFrame % plan.tileColumns &* 4
  )
}

/// Transforms the 6×6 patch around a tile. At the borders it is first copied into `patch`, with zeros.
@inline(__always) private func gather(
  _ plan: WinogradPlan, _ index: Int, _ x: Input, _ patch: Output, _ v: Output
) {
  let image = plan.image
  let channels = image.channels
  let (frame, row, column) = place(plan, index)
  let source = x + frame &* image.height &* image.width &* channels
  let (top, left) = (row &- 1, column &- 1)
  if top >= 0 && left >= 0 && top &+ 6 <= image.height && left &+ 6 <= image.width {
    transformPatch(
      channels, source + (top &* image.width &+ left) &* channels,
      rowStride: image.width &* channels, v, stride: plan.patchStride)
    return
  }
  let first = max(0, -left)
  let last = min(6, image.width &- left)
  for i in 0..<6 {
    let target = patch + i &* 6 &* channels
    let line = top &+ i
    if line < 0 || line >= image.height {
      clear(6 &* channels, target)
      continue
    }
    clear(first &* channels, target)
    copy(
      (last &- first) &* channels, source + (line &* image.width &+ left &+ first) &* channels,
      target + first &* channels)
    clear((6 &- last) &* channels, target + last &* channels)
  }
  transformPatch(channels, patch, rowStride: 6 &* channels, v, stride: plan.patchStride)
}

/// Transforms the 4×4 tile of output cotangents, zeros beyond the border.
@inline(__always) private func gatherCotangent(
  _ plan: WinogradPlan, _ index: Int, _ dy: Input, _ tile: Output, _ d: Output
) {
  let image = plan.image
  let channels = plan.outputs
  let (frame, row, column) = place(plan, index)
  let source = dy + ((frame &* image.height &+ row) &* image.width &+ column) &* channels
  let rowStride = image.width &* channels
  if row &+ 4 <= image.height && column &+ 4 <= image.width {
    transformCotangent(
      channels, source, rowStride: rowStride, pixelStride: channels, d,
      stride: plan.cotangentStride)
    return
  }
  let inside = min(4, image.width &- column)
  for i in 0..<4 {
    let target = tile + i &* 4 &* channels
    if row &+ i >= image.height {
      clear(4 &* channels, target)
    } else {
      copy(inside &* channels, source + i &* rowStride, target)
      clear((4 &- inside) &* channels, target + inside &* channels)
    }
  }
  transformCotangent(
    channels, tile, rowStride: 4 &* channels, pixelStride: channels, d,
    stride: plan.cotangentStride)
}

/// Transforms the products of `width` channels from `k` on into a tile of y, cut at the border.
@inline(__always) private func scatter(
  _ plan: WinogradPlan, _ index: Int, _ products: Input, _ k: Int, _ width: Int, _ adds: Bool,
  _ tile: Output, _ y: Output
) {
  let image = plan.image
  let (frame, row, column) = place(plan, index)
  let target =
    y + ((frame &* image.height &+ row) &* image.width &+ column) &* plan.outputs + k
  let rowStride = image.width &* plan.outputs
  if !adds && row &+ 4 <= image.height && column &+ 4 <= image.width {
    transformProducts(
      width, products, stride: plan.productStride, target, rowStride: rowStride,
      pixelStride: plan.outputs)
    return
  }
  transformProducts(
    width, products, stride: plan.productStride, tile, rowStride: 4 &* width, pixelStride: width)
  for i in 0..<min(4, image.height &- row) {
    for j in 0..<min(4, image.width &- column) {
      let source = tile + (4 &* i &+ j) &* width
      let place = target + i &* rowStride + j &* plan.outputs
      if adds { add(width, place, source, place) } else { copy(width, source, place) }
    }
  }
}

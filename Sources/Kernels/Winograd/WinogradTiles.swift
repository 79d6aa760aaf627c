import KernelTable

// Tiles in and out of images; what lies beyond the border is zero, or is not written.

/// Where tile number `index` of the batch begins.
@inline(__always) private func place(_ plan: WinogradPlan, _ index: Int) -> (
  frame: Int, row: Int, column: Int
) {
  let perFrame = plan.tileRows &* plan.tileColumns
  let inFrame = index % perFrame
  return (
    index / perFrame, inFrame / plan.tileColumns &* plan.tile,
    inFrame % plan.tileColumns &* plan.tile
  )
}

/// Calls one of the two with every group of channels, as wide as registers are.
@inline(__always) private func forEachLanes(
  _ channels: Int, wide: (Int) -> Void, narrow: (Int) -> Void
) {
  var k = 0
  while k &+ Wide.width <= channels {
    wide(k)
    k &+= Wide.width
  }
  if k < channels { narrow(k) }
}

@inline(__always) private func transformPatch<F: WinogradTransform>(
  _: F.Type, _ channels: Int, _ x: Input, _ rowStride: Int, _ v: Output, _ stride: Int
) {
  forEachLanes(channels) { k in
    F.patch(
      Wide.self, x + k, rowStride: rowStride, pixelStride: channels, v + k, stride: stride)
  } narrow: { k in
    F.patch(V.self, x + k, rowStride: rowStride, pixelStride: channels, v + k, stride: stride)
  }
}

/// Transforms the patch around a tile. At the borders it is first copied into `patch`, with zeros.
@inline(__always) func gather<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ index: Int, _ x: Input, _ patch: Output, _ v: Output,
  _ stride: Int
) {
  let image = plan.image
  let channels = image.channels
  let side = plan.side
  let (frame, row, column) = place(plan, index)
  let source = x + frame &* image.height &* image.width &* channels
  let (top, left) = (row &- 1, column &- 1)
  if top >= 0 && left >= 0 && top &+ side <= image.height && left &+ side <= image.width {
    transformPatch(
      F.self, channels, source + (top &* image.width &+ left) &* channels,
      image.width &* channels, v, stride)
    return
  }
  let first = max(0, -left)
  let last = min(side, image.width &- left)
  for i in 0..<side {
    let target = patch + i &* side &* channels
    let line = top &+ i
    if line < 0 || line >= image.height {
      clear(side &* channels, target)
      continue
    }
    clear(first &* channels, target)
    copy(
      (last &- first) &* channels, source + (line &* image.width &+ left &+ first) &* channels,
      target + first &* channels)
    clear((side &- last) &* channels, target + last &* channels)
  }
  transformPatch(F.self, channels, patch, side &* channels, v, stride)
}

/// Transforms a tile of output cotangents.
@inline(__always) func gatherCotangent<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ index: Int, _ dy: Input, _ tile: Output, _ d: Output
) {
  let image = plan.image
  let channels = plan.outputs
  let side = plan.tile
  let (frame, row, column) = place(plan, index)
  var source = dy + ((frame &* image.height &+ row) &* image.width &+ column) &* channels
  var rowStride = image.width &* channels
  if row &+ side > image.height || column &+ side > image.width {
    let inside = min(side, image.width &- column)
    for i in 0..<side {
      let target = tile + i &* side &* channels
      if row &+ i >= image.height {
        clear(side &* channels, target)
      } else {
        copy(inside &* channels, source + i &* rowStride, target)
        clear((side &- inside) &* channels, target + inside &* channels)
      }
    }
    source = Input(tile)
    rowStride = side &* channels
  }
  forEachLanes(channels) { k in
    F.cotangent(
      Wide.self, source + k, rowStride: rowStride, pixelStride: channels, d + k,
      stride: plan.cotangentStride)
  } narrow: { k in
    F.cotangent(
      V.self, source + k, rowStride: rowStride, pixelStride: channels, d + k,
      stride: plan.cotangentStride)
  }
}

/// Transforms the products of `width` channels from `k` on into a tile of y, cut at the border.
@inline(__always) func scatter<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ index: Int, _ products: Input, _ k: Int, _ width: Int,
  _ adds: Bool, _ tile: Output, _ y: Output
) {
  let image = plan.image
  let side = plan.tile
  let (frame, row, column) = place(plan, index)
  let target = y + ((frame &* image.height &+ row) &* image.width &+ column) &* plan.outputs + k
  let lineStride = image.width &* plan.outputs
  let whole = !adds && row &+ side <= image.height && column &+ side <= image.width
  let out = whole ? target : tile
  let rowStride = whole ? lineStride : side &* width
  let pixelStride = whole ? plan.outputs : width
  forEachLanes(width) { c in
    F.products(
      Wide.self, products + c, stride: plan.productStride, out + c, rowStride: rowStride,
      pixelStride: pixelStride)
  } narrow: { c in
    F.products(
      V.self, products + c, stride: plan.productStride, out + c, rowStride: rowStride,
      pixelStride: pixelStride)
  }
  if whole { return }
  for i in 0..<min(side, image.height &- row) {
    for j in 0..<min(side, image.width &- column) {
      let source = tile + (side &* i &+ j) &* width
      let place = target + i &* lineStride + j &* plan.outputs
      if adds { add(width, place, source, place) } else { copy(width, source, place) }
    }
  }
}

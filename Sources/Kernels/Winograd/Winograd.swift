import KernelTable

/// y [batch, H, W, outputs] of the blocks of tiles `blocks`, from x and transformed weights, plus the bias; y is set, or
/// added to where `adds`. Where there is a `map`, it is applied to x as patches are loaded. `scratch` is the calling thread's.
func winogradForward(
  _ plan: WinogradPlan, _ blocks: Range<Int>, _ x: Input, _ map: ChannelMap?, _ u: Input,
  _ bias: Input?, _ adds: Bool, _ y: Output, _ scratch: Output
) {
  if plan.tile == 4 {
    forward(TransformF4.self, plan, blocks, x, map, u, bias, adds, y, scratch)
  } else {
    forward(TransformF2.self, plan, blocks, x, map, u, bias, adds, y, scratch)
  }
}

@inline(__always) private func forward<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ blocks: Range<Int>, _ x: Input, _ map: ChannelMap?, _ u: Input,
  _ bias: Input?, _ adds: Bool, _ y: Output, _ scratch: Output
) {
  let patches = scratch
  let products = patches + plan.points &* plan.patchStride
  let patch = products + plan.points &* plan.productStride
  let tile = patch + plan.points &* plan.inputs
  for block in blocks {
    let start = block &* plan.block
    let count = min(plan.block, plan.tiles &- start)
    let rows = (count &+ 11) / 12 &* 12
    for t in 0..<count {
      gather(F.self, plan, start &+ t, x, map, patch, patches + t &* plan.inputs, plan.patchStride)
    }
    var k = 0
    while k < plan.outputs {
      let width = min(plan.panel, plan.outputs &- k)
      for p in 0..<plan.points {
        wholeTiles(
          rows: rows, columns: width,
          rowsOf(patches + p &* plan.patchStride, depth: plan.inputs),
          u + p &* plan.filterStride + k &* plan.inputs, products + p &* plan.productStride, width)
      }
      for t in 0..<count {
        scatter(F.self, plan, start &+ t, products + t &* width, k, width, bias, adds, tile, y)
      }
      k &+= width
    }
  }
}

/// Transforms the patches of x and the tiles of dy of the `tiles` of a block that begins with tile `first`. `scratch` is
/// the calling thread's.
func winogradGradientTransforms(
  _ plan: WinogradPlan, _ first: Int, _ tiles: Range<Int>, _ x: Input, _ map: ChannelMap?,
  _ dy: Input,
  _ transforms: Output, _ scratch: Output
) {
  let cotangents = transforms + plan.points &* plan.gradientPatchStride
  let tile = scratch + plan.points &* plan.inputs
  for t in tiles {
    let v = transforms + t &* plan.inputs
    let d = cotangents + t &* plan.outputs
    if plan.tile == 4 {
      gather(TransformF4.self, plan, first &+ t, x, map, scratch, v, plan.gradientPatchStride)
      gatherCotangent(TransformF4.self, plan, first &+ t, dy, tile, d)
    } else {
      gather(TransformF2.self, plan, first &+ t, x, map, scratch, v, plan.gradientPatchStride)
      gatherCotangent(TransformF2.self, plan, first &+ t, dy, tile, d)
    }
  }
}

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
  _: F.Type, _ channels: Int, _ x: Input, _ map: ChannelMap?, _ rowStride: Int, _ v: Output,
  _ stride: Int
) {
  @inline(__always) func patch<M: LaneMap, T: Lanes>(_: M.Type, _: T.Type, _ k: Int) {
    let lanes: MapLanes<T> = mapLanes(map, k)
    F.patch(
      M.self, lanes, x + k, rowStride: rowStride, pixelStride: channels, v + k, stride: stride)
  }
  if map != nil {
    forEachLanes(channels) { k in
      patch(Mapped.self, Wide.self, k)
    } narrow: { k in
      patch(Mapped.self, V.self, k)
    }
  } else {
    forEachLanes(channels) { k in
      patch(Unmapped.self, Wide.self, k)
    } narrow: { k in
      patch(Unmapped.self, V.self, k)
    }
  }
}

/// Transforms the patch around a tile. At the borders it is first copied into `patch`, mapped, with zeros.
@inline(__always) private func gather<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ index: Int, _ x: Input, _ map: ChannelMap?, _ patch: Output,
  _ v: Output, _ stride: Int
) {
  let image = plan.image
  let channels = image.channels
  let side = plan.side
  let (frame, row, column) = place(plan, index)
  let frameSource = x + frame &* image.height &* image.width &* channels
  let (top, left) = (row &- 1, column &- 1)
  if top >= 0 && left >= 0 && top &+ side <= image.height && left &+ side <= image.width {
    transformPatch(
      F.self, channels, frameSource + (top &* image.width &+ left) &* channels, map,
      image.width &* channels, v, stride)
  } else {
    copyPatch(plan, frameSource, map, top, left, patch)
    transformPatch(F.self, channels, patch, nil, side &* channels, v, stride)
  }
}

/// Transforms a tile of output cotangents.
@inline(__always) private func gatherCotangent<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ index: Int, _ dy: Input, _ tile: Output, _ d: Output
) {
  let image = plan.image
  let channels = plan.outputs
  let side = plan.tile
  let (frame, row, column) = place(plan, index)
  var source = dy + ((frame &* image.height &+ row) &* image.width &+ column) &* channels
  var rowStride = image.width &* channels
  if row &+ side > image.height || column &+ side > image.width {
    copyCotangent(plan, source, row, column, tile)
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
@inline(__always) private func scatter<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ index: Int, _ products: Input, _ k: Int, _ width: Int,
  _ bias: Input?, _ adds: Bool, _ tile: Output, _ y: Output
) {
  let image = plan.image
  let side = plan.tile
  let (frame, row, column) = place(plan, index)
  let target = y + ((frame &* image.height &+ row) &* image.width &+ column) &* plan.outputs + k
  let lineStride = image.width &* plan.outputs
  let whole = row &+ side <= image.height && column &+ side <= image.width
  let out = whole ? target : tile
  let rowStride = whole ? lineStride : side &* width
  let pixelStride = whole ? plan.outputs : width
  forEachLanes(width) { c in
    F.products(
      bias.map { Wide.load($0 + k + c) } ?? Wide(repeating: 0), products + c,
      stride: plan.productStride, adds: whole && adds, out + c, rowStride: rowStride,
      pixelStride: pixelStride)
  } narrow: { c in
    F.products(
      bias.map { V.load($0 + k + c) } ?? V(repeating: 0), products + c, stride: plan.productStride,
      adds: whole && adds, out + c, rowStride: rowStride, pixelStride: pixelStride)
  }
  if !whole { moveTile(plan, row, column, tile, width, adds, target) }
}

/// A patch that reaches over the border, with zeros there.
private func copyPatch(
  _ plan: WinogradPlan, _ source: Input, _ map: ChannelMap?, _ top: Int, _ left: Int,
  _ patch: Output
) {
  let image = plan.image
  let channels = image.channels
  let side = plan.side
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
    copyPixels(
      last &- first, channels, source + (line &* image.width &+ left &+ first) &* channels, map,
      target + first &* channels)
    clear((side &- last) &* channels, target + last &* channels)
  }
}

/// A tile of cotangents that reaches over the border, with zeros there; `source` is its first pixel.
private func copyCotangent(
  _ plan: WinogradPlan, _ source: Input, _ row: Int, _ column: Int, _ tile: Output
) {
  let channels = plan.outputs
  let side = plan.tile
  let inside = min(side, plan.image.width &- column)
  for i in 0..<side {
    let target = tile + i &* side &* channels
    if row &+ i >= plan.image.height {
      clear(side &* channels, target)
    } else {
      copy(inside &* channels, source + i &* plan.image.width &* channels, target)
      clear((side &- inside) &* channels, target + inside &* channels)
    }
  }
}

/// What lies inside the image of a tile of `width` channels, set or added; `target` is its first pixel.
private func moveTile(
  _ plan: WinogradPlan, _ row: Int, _ column: Int, _ tile: Input, _ width: Int, _ adds: Bool,
  _ target: Output
) {
  let side = plan.tile
  for i in 0..<min(side, plan.image.height &- row) {
    for j in 0..<min(side, plan.image.width &- column) {
      let source = tile + (side &* i &+ j) &* width
      let place = target + (i &* plan.image.width &+ j) &* plan.outputs
      if adds { add(width, place, source, place) } else { copy(width, source, place) }
    }
  }
}

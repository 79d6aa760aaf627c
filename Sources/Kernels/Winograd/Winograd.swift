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
  let strip = products + plan.points &* plan.productStride
  let edge = strip + plan.stripFloats
  var ahead = forwardAhead(plan, x, y)
  for block in blocks {
    let start = block &* plan.block
    let count = min(plan.block, plan.tiles &- start)
    let rows = (count &+ 11) / 12 &* 12
    transformPatches(
      plan, start, count, x, map, strip, blockPlace(patches, plan.inputs, plan.patchStride))
    ahead.now.place = pixels(plan, start, plan.block, plan.outputs, y)
    ahead.then.place = pixels(plan, start &+ plan.block, plan.block, plan.inputs, x)
    var soon = ahead
    var k = 0
    while k < plan.outputs {
      let width = min(plan.panel, plan.outputs &- k)
      let apart = columnsApart(plan, k, width)
      for p in 0..<plan.points {
        let v = patches + p &* plan.patchStride
        let filters = u + p &* plan.filterStride + k &* plan.inputs
        if apart > 0 {
          wholeTiles(
            rows: rows, columns: apart, rowsOf(v, depth: plan.inputs), filters,
            products + p &* plan.productStride, apart, fetching: &soon)
        }
        if apart < width {
          wholeTiles(
            rows: rows, columns: width &- apart, rowsOf(v, depth: plan.inputs),
            filters + apart &* plan.inputs, v, plan.inputs, fetching: &soon)
        }
      }
      forEachTile(plan, start, count) { t, tile in
        if apart > 0 {
          scatter(
            F.self, plan, tile, products + t &* apart, plan.productStride, k, apart, bias, adds,
            edge, y)
        }
        if apart < width {
          scatter(
            F.self, plan, tile, patches + t &* plan.inputs, plan.patchStride, k &+ apart,
            width &- apart, bias, adds, edge, y)
        }
      }
      k &+= width
    }
  }
}

/// Products of how many of the columns `k`..<`k` + `width` are written beside the patches. The last panel takes the place of the rows that
/// it was the last to read, which is in cache: a tile is written when its rows have been read.
@inline(__always) private func columnsApart(_ plan: WinogradPlan, _ k: Int, _ width: Int) -> Int {
  let rest = width % widest
  let last = rest == 0 ? widest : rest % 16 == 0 ? 16 : 8
  return k &+ width == plan.outputs && last <= plan.inputs ? width &- last : width
}

/// Transforms the patches of x and the tiles of dy of the `tiles` of a block that begins with tile `first`. `scratch` is
/// the calling thread's.
func winogradGradientTransforms(
  _ plan: WinogradPlan, _ first: Int, _ tiles: Range<Int>, _ x: Input, _ map: ChannelMap?,
  _ dy: Input,
  _ transforms: Output, _ scratch: Output
) {
  if plan.tile == 4 {
    gradientTransforms(TransformF4.self, plan, first, tiles, x, map, dy, transforms, scratch)
  } else {
    gradientTransforms(TransformF2.self, plan, first, tiles, x, map, dy, transforms, scratch)
  }
}

@inline(__always) private func gradientTransforms<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ first: Int, _ tiles: Range<Int>, _ x: Input,
  _ map: ChannelMap?, _ dy: Input, _ transforms: Output, _ scratch: Output
) {
  let (patches, cotangents) = gradientPlaces(plan, tiles.lowerBound, transforms)
  let edge = scratch + plan.stripFloats
  let begin = first &+ tiles.lowerBound
  transformPatches(plan, begin, tiles.count, x, map, scratch, patches)
  forEachTile(plan, begin, tiles.count) { t, tile in
    gatherCotangent(F.self, plan, tile, dy, edge, cotangents, t)
  }
}

/// Where the patches and the cotangents of a block's tiles lie from tile number `tile` on: of all tiles, where they are kept.
@inline(__always) private func gradientPlaces(
  _ plan: WinogradPlan, _ tile: Int, _ transforms: Output
) -> (TransformPlace, TransformPlace) {
  if plan.keepsTiles {
    let (x, dy) = (plan.kept(plan.inputs), plan.kept(plan.outputs))
    return (keptPlace(transforms, x, tile), keptPlace(transforms + x.floats, dy, tile))
  }
  let cotangents = transforms + plan.points &* plan.gradientPatchStride
  return (
    blockPlace(transforms + tile &* plan.inputs, plan.inputs, plan.gradientPatchStride),
    blockPlace(cotangents + tile &* plan.outputs, plan.outputs, plan.cotangentStride)
  )
}

// Tiles of cotangents in, tiles of results out; what lies beyond the border is zero, or is not written.

/// Transforms a tile of output cotangents, number `t` of those at `place`.
@inline(__always) private func gatherCotangent<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ tile: TilePlace, _ dy: Input, _ edge: Output,
  _ place: TransformPlace, _ t: Int
) {
  let image = plan.image
  let channels = plan.outputs
  let side = plan.tile
  let (frame, row, column) = tile
  var source = dy + ((frame &* image.height &+ row) &* image.width &+ column) &* channels
  var rowStride = image.width &* channels
  if row &+ side > image.height || column &+ side > image.width {
    copyCotangent(plan, source, row, column, edge)
    source = Input(edge)
    rowStride = side &* channels
  }
  forEachLanes(channels) { k in
    F.cotangent(
      Wide.self, source + k, rowStride: rowStride, pixelStride: channels,
      values(place, t, k), stride: place.stride)
  } narrow: { k in
    F.cotangent(
      V.self, source + k, rowStride: rowStride, pixelStride: channels,
      values(place, t, k), stride: place.stride)
  }
}

/// Transforms the products of `width` channels from `k` on, their values `stride` apart, into a tile of y, cut at the border.
@inline(__always) private func scatter<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ tile: TilePlace, _ products: Input, _ stride: Int, _ k: Int,
  _ width: Int, _ bias: Input?, _ adds: Bool, _ edge: Output, _ y: Output
) {
  let image = plan.image
  let side = plan.tile
  let (frame, row, column) = tile
  let target = y + ((frame &* image.height &+ row) &* image.width &+ column) &* plan.outputs + k
  let lineStride = image.width &* plan.outputs
  let whole = row &+ side <= image.height && column &+ side <= image.width
  let out = whole ? target : edge
  let rowStride = whole ? lineStride : side &* width
  let pixelStride = whole ? plan.outputs : width
  let shift = bias.map { $0 + k }
  forEachLanes(width) { c in
    F.products(
      Wide.self, shift.map { $0 + c }, products + c, stride: stride,
      adds: whole && adds, out + c, rowStride: rowStride, pixelStride: pixelStride)
  } narrow: { c in
    F.products(
      V.self, shift.map { $0 + c }, products + c, stride: stride,
      adds: whole && adds, out + c, rowStride: rowStride, pixelStride: pixelStride)
  }
  if !whole { moveTile(plan, row, column, edge, width, adds, target) }
}

/// The same for all tiles, whose products lie one after the other.
func scatter(
  _ plan: WinogradPlan, _ products: Input, _ stride: Int, _ k: Int, _ width: Int, _ bias: Input?,
  _ adds: Bool, _ edge: Output, _ y: Output
) {
  forEachTile(plan, 0, plan.tiles) { t, tile in
    let own = products + t &* width
    if plan.tile == 4 {
      scatter(TransformF4.self, plan, tile, own, stride, k, width, bias, adds, edge, y)
    } else {
      scatter(TransformF2.self, plan, tile, own, stride, k, width, bias, adds, edge, y)
    }
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

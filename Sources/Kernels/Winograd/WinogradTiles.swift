import KernelTable

/// Where a tile begins.
typealias TilePlace = (frame: Int, row: Int, column: Int)

/// Where transforms are written: tiles `pitch` apart, the values of a transform `stride`, slices of 64 channels `slice`.
typealias TransformPlace = (first: Output, pitch: Int, stride: Int, slice: Int)

/// A block's: the channels of a tile lie one after the other.
@inline(__always) func blockPlace(_ first: Output, _ channels: Int, _ stride: Int) -> TransformPlace
{
  (first: first, pitch: channels, stride: stride, slice: KeptTransforms.depth)
}

/// Those that are kept, from tile number `tile` on.
@inline(__always) func keptPlace(_ first: Output, _ kept: KeptTransforms, _ tile: Int)
  -> TransformPlace
{
  (
    first: first + tile &* kept.pitch, pitch: kept.pitch, stride: kept.stride,
    slice: kept.sliceStride
  )
}

/// The transform of tile `t`, of the channels from `k` on.
@inline(__always) func values(_ place: TransformPlace, _ t: Int, _ k: Int) -> Output {
  place.first + t &* place.pitch + k / KeptTransforms.depth &* place.slice
    + k % KeptTransforms.depth
}

/// Where tile number `index` of the batch begins.
@inline(__always) private func place(_ plan: WinogradPlan, _ index: Int) -> TilePlace {
  let perFrame = plan.tileRows &* plan.tileColumns
  let inFrame = index % perFrame
  return (
    index / perFrame, inFrame / plan.tileColumns &* plan.tile,
    inFrame % plan.tileColumns &* plan.tile
  )
}

/// Moves on by `count` tiles, at most to the first of the next row.
@inline(__always) private func advance(_ tile: inout TilePlace, _ plan: WinogradPlan, _ count: Int)
{
  tile.column &+= count &* plan.tile
  guard tile.column >= plan.image.width else { return }
  tile.column = 0
  tile.row &+= plan.tile
  guard tile.row >= plan.image.height else { return }
  tile.row = 0
  tile.frame &+= 1
}

/// Calls with every one of `count` tiles from number `first` on.
@inline(__always) func forEachTile(
  _ plan: WinogradPlan, _ first: Int, _ count: Int, _ body: (_ t: Int, _ tile: TilePlace) -> Void
) {
  var tile = place(plan, first)
  for t in 0..<count {
    body(t, tile)
    advance(&tile, plan, 1)
  }
}

/// Calls with runs of tiles side by side that make up the `count` tiles from number `first` on.
@inline(__always) func forEachRun(
  _ plan: WinogradPlan, _ first: Int, _ count: Int,
  _ body: (_ t: Int, _ run: Int, _ tile: TilePlace) -> Void
) {
  var tile = place(plan, first)
  var t = 0
  while t < count {
    let inRow = plan.tileColumns &- tile.column / plan.tile
    let run = min(plan.stripTiles, min(inRow, count &- t))
    body(t, run, tile)
    advance(&tile, plan, run)
    t &+= run
  }
}

/// Calls one of the two with every group of channels, as wide as registers are.
@inline(__always) func forEachLanes(
  _ channels: Int, wide: (Int) -> Void, narrow: (Int) -> Void
) {
  var k = 0
  while k &+ Wide.width <= channels {
    wide(k)
    k &+= Wide.width
  }
  if k < channels { narrow(k) }
}

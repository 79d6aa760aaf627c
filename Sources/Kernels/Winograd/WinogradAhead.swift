import KernelTable

// What products fetch meanwhile. Tiles are taken to follow one another in memory, which is exact for whole rows of tiles; blocks of
// less look a row further ahead.

/// Where the pixels of the `count` tiles from number `first` on begin; of the last ones where they would reach beyond.
@inline(__always) func pixels(
  _ plan: WinogradPlan, _ first: Int, _ count: Int, _ channels: Int, _ image: Input
) -> Input {
  let further = count % plan.tileColumns == 0 ? 0 : plan.tileColumns
  let tile = max(0, min(first &+ further, plan.tiles &- count))
  return image + tile &* plan.image.rows / plan.tiles &* channels
}

/// Floats of `count` tiles.
@inline(__always) private func floats(_ plan: WinogradPlan, _ count: Int, _ channels: Int) -> Int {
  count &* plan.image.rows / plan.tiles &* channels
}

/// Products of a forward block: during one half of them y, where they will be written, then x of the next block. Both
/// begin where `pixels` says.
@inline(__always) func forwardAhead(_ plan: WinogradPlan, _ x: Input, _ y: Input) -> Ahead {
  let panels = (plan.panel &+ widest &- 1) / widest
  let calls = (plan.outputs &+ plan.panel &- 1) / plan.panel &* plan.points
  let half = calls &* panels &* plan.block / tileRows(widest) / 2
  return (
    now: stretch(y, floats(plan, plan.block, plan.outputs), tiles: half, links: plan.inputs),
    then: stretch(x, floats(plan, plan.block, plan.inputs), tiles: half, links: plan.inputs),
    tiles: half
  )
}

/// Products of a block of the weights' gradient: the first half of the values of the transform fetch x of the next block, the others dy.
@inline(__always) func gradientAhead(
  _ plan: WinogradPlan, _ point: Int, _ next: Int, _ x: Input, _ dy: Input
) -> Ahead {
  let half = plan.points / 2
  let channels = point < half ? plan.inputs : plan.outputs
  let place = pixels(plan, next, plan.gradientBlock, channels, point < half ? x : dy)
  let size = floats(plan, plan.gradientBlock, channels) / half
  return only(
    stretch(
      place + (point < half ? point : point &- half) &* size, size,
      tiles: outerTiles(plan.inputs, plan.outputs), links: plan.gradientBlock))
}

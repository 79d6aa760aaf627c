import KernelTable

// Where tiles are few, filters are what moves: transformed, they would go to memory and come back for less arithmetic than that
// takes. So the transforms of all tiles are kept in cache, and filters go by in panels: transformed, multiplied and forgotten.
// Gradients likewise are summed and transformed back square by square of input and output channels.

/// Transforms the patches around the tiles `tiles`. `strip` is the calling thread's, `plan.stripFloats`.
func winogradPatches(
  _ plan: WinogradPlan, _ tiles: Range<Int>, _ x: Input, _ map: ChannelMap?, _ v: Output,
  _ strip: Output
) {
  let place = keptPlace(v, plan.kept(plan.inputs), tiles.lowerBound)
  transformPatches(plan, tiles.lowerBound, tiles.count, x, map, strip, place)
}

/// y of the output channels `outputs` (from a multiple of 32), from the patches of all tiles and weights, which are
/// [3, 3, inputs, outputs], or [3, 3, outputs, inputs] and are rotated. `scratch` is the calling thread's.
func winogradPanels(
  _ plan: WinogradPlan, _ outputs: Range<Int>, _ v: Input, _ w: Input, _ isRotated: Bool,
  _ bias: Input?, _ adds: Bool, _ y: Output, _ scratch: Output
) {
  let kept = plan.kept(plan.inputs)
  let taps = scratch
  let filters = taps + plan.tapFloats
  let products = filters + plan.points &* plan.sliceFilterStride
  let edge = products + plan.points &* plan.panelStride
  forEachPanel(outputs.upperBound, from: outputs.lowerBound) { k, width in
    for slice in 0..<kept.slices {
      let first = slice &* KeptTransforms.depth
      let depth = min(KeptTransforms.depth, plan.inputs &- first)
      panelFilters(plan, first, depth, k, width, w, isRotated, taps, filters)
      let patches = v + slice &* kept.sliceStride
      for p in 0..<plan.points {
        let left: LeftFactor = (
          values: patches + p &* kept.stride, stride: kept.pitch, depth: depth, runs: 1,
          runStride: 0
        )
        thinPanel(
          plan.tiles, width, left, filters + p &* plan.sliceFilterStride, width,
          products + p &* plan.panelStride, width,
          (
            place: left.values + kept.stride, size: tileRows(width) &* kept.pitch,
            step: tileRows(width)
          ),
          before: slice > 0 ? .continued : .replaced, edge)
      }
    }
    scatter(plan, products, plan.panelStride, k, width, bias, adds, edge, y)
  }
}

/// The transformed weights of `depth` input channels from `first` on and the `width` output channels of the panel from `k` on.
@inline(__always) private func panelFilters(
  _ plan: WinogradPlan, _ first: Int, _ depth: Int, _ k: Int, _ width: Int, _ w: Input,
  _ isRotated: Bool, _ taps: Output, _ filters: Output
) {
  var source = w + first &* plan.outputs + k
  var (pitch, tapStride) = (plan.outputs, plan.inputs &* plan.outputs)
  if isRotated {
    for tap in 0..<9 {
      transpose(
        width, depth, w + ((8 &- tap) &* plan.outputs &+ k) &* plan.inputs + first, plan.inputs,
        taps + tap &* depth &* width, width)
    }
    source = Input(taps)
    (pitch, tapStride) = (width, depth &* width)
  }
  for c in 0..<depth {
    transformFilters(
      plan, width, source + c &* pitch, tapStride: tapStride, filters + c &* width,
      stride: plan.sliceFilterStride)
  }
}

/// dw [3, 3, inputs, outputs] += the gradient of a square of channels: of slice `input` and slice `output` of the transforms of all tiles.
func winogradGradientSquare(
  _ plan: WinogradPlan, _ input: Int, _ output: Int, _ transforms: Input, _ dw: Output,
  _ sums: Output
) {
  let (x, dy) = (plan.kept(plan.inputs), plan.kept(plan.outputs))
  let (row, column) = (input &* KeptTransforms.depth, output &* KeptTransforms.depth)
  let rows = min(KeptTransforms.depth, plan.inputs &- row)
  let columns = min(KeptTransforms.depth, plan.outputs &- column)
  let patches = transforms + input &* x.sliceStride
  let cotangents = transforms + x.floats + output &* dy.sliceStride
  for p in 0..<plan.points {
    let target = sums + p &* plan.squareStride
    clear(rows &* columns, target)
    var tile = 0
    while tile < plan.tiles {
      let depth = min(plan.gradientBlock, plan.tiles &- tile)
      let v = patches + p &* x.stride + tile &* x.pitch
      let d = cotangents + p &* dy.stride + tile &* dy.pitch
      var ahead = only(nothing(v))
      addOuterProduct(
        rows: rows, columns: columns, depth: depth, v, x.pitch, d, dy.pitch, target, columns,
        fetching: &ahead)
      tile &+= depth
    }
  }
  for c in 0..<rows {
    addFilterGradients(
      plan, columns, sums + c &* columns, stride: plan.squareStride,
      dw + (row &+ c) &* plan.outputs + column)
  }
}

import KernelTable

/// Transformed weights of the output channels `outputs` (from a multiple of 32), packed in panels: value p of the
/// transform lies at p × filterStride. `w` is [3, 3, inputs, outputs].
func winogradFilters(_ plan: WinogradPlan, _ outputs: Range<Int>, _ w: Input, _ u: Output) {
  let step = plan.outputs
  forEachPanel(outputs.upperBound, from: outputs.lowerBound) { start, width in
    for c in 0..<plan.inputs {
      let source = w + c &* step + start
      let target = u + start &* plan.inputs + c &* width
      transformFilters(
        plan, width, source, tapStride: plan.inputs &* step, target, stride: plan.filterStride)
    }
  }
}

/// Transforms the filters of one input channel and `width` output channels.
@inline(__always) func transformFilters(
  _ plan: WinogradPlan, _ width: Int, _ w: Input, tapStride: Int, _ u: Output, stride: Int
) {
  forEachLanes(width) { k in
    transformFilter(Wide.self, plan, w + k, tapStride, u + k, stride)
  } narrow: { k in
    transformFilter(V.self, plan, w + k, tapStride, u + k, stride)
  }
}

@inline(__always) private func transformFilter<T: Lanes>(
  _: T.Type, _ plan: WinogradPlan, _ w: Input, _ tapStride: Int, _ u: Output, _ stride: Int
) {
  if plan.tile == 4 {
    TransformF4.filter(T.self, w, tapStride: tapStride, u, stride: stride)
  } else {
    TransformF2.filter(T.self, w, tapStride: tapStride, u, stride: stride)
  }
}

/// Adds the products of a block's transformed tiles to `sums`, or sets them where the block is the first; fetches x and dy of the
/// next. `scratch` is the calling thread's.
func winogradGradientProducts(
  _ plan: WinogradPlan, _ points: Range<Int>, _ tiles: Range<Int>, _ transforms: Input, _ x: Input,
  _ dy: Input, _ sums: Output, _ scratch: Output
) {
  let cotangents = transforms + plan.points &* plan.gradientPatchStride
  for p in points {
    let target = sums + p &* plan.filterStride
    let v = transforms + p &* plan.gradientPatchStride
    let d = cotangents + p &* plan.cotangentStride
    if tiles.lowerBound == 0 { clear(plan.filterStride, target) }
    var soon = gradientAhead(plan, p, tiles.upperBound, x, dy)
    if plan.packsGradient {
      addPackedOuterProduct(
        rows: plan.inputs, columns: plan.outputs, depth: tiles.count, v, plan.inputs, d,
        plan.outputs, target, plan.outputs, scratch, fetching: &soon)
    } else {
      addOuterProduct(
        rows: plan.inputs, columns: plan.outputs, depth: tiles.count, v, plan.inputs, d,
        plan.outputs, target, plan.outputs, fetching: &soon)
    }
  }
}

/// dw [3, 3, inputs, outputs] += the sums of the input channels `inputs`, transformed back.
func winogradAddGradient(
  _ plan: WinogradPlan, _ inputs: Range<Int>, _ sums: Input, _ dw: Output
) {
  for c in inputs {
    let place = c &* plan.outputs
    addFilterGradients(plan, plan.outputs, sums + place, stride: plan.filterStride, dw + place)
  }
}

/// dw += the sums of one input channel and `width` output channels, transformed back.
@inline(__always) func addFilterGradients(
  _ plan: WinogradPlan, _ width: Int, _ sums: Input, stride: Int, _ dw: Output
) {
  forEachLanes(width) { k in
    addFilterGradient(Wide.self, plan, sums + k, stride, dw + k)
  } narrow: { k in
    addFilterGradient(V.self, plan, sums + k, stride, dw + k)
  }
}

@inline(__always) private func addFilterGradient<T: Lanes>(
  _: T.Type, _ plan: WinogradPlan, _ sums: Input, _ stride: Int, _ dw: Output
) {
  let tapStride = plan.inputs &* plan.outputs
  if plan.tile == 4 {
    TransformF4.addFilterGradient(T.self, sums, stride: stride, dw, tapStride: tapStride)
  } else {
    TransformF2.addFilterGradient(T.self, sums, stride: stride, dw, tapStride: tapStride)
  }
}

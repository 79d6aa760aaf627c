import KernelTable

/// Transformed weights of the output channels `outputs` (from a multiple of 32), packed in panels: value p of the
/// transform lies at p × filterStride. `w` is [3, 3, inputs, outputs].
func winogradFilters(_ plan: WinogradPlan, _ outputs: Range<Int>, _ w: Input, _ u: Output) {
  let step = plan.outputs
  forEachPanel(outputs.upperBound, from: outputs.lowerBound) { start, width in
    for c in 0..<plan.inputs {
      let source = w + c &* step + start
      let target = u + start &* plan.inputs + c &* width
      forEachLanes(width) { k in
        transformFilter(Wide.self, plan, source + k, target + k)
      } narrow: { k in
        transformFilter(V.self, plan, source + k, target + k)
      }
    }
  }
}

@inline(__always) private func transformFilter<T: Lanes>(
  _: T.Type, _ plan: WinogradPlan, _ w: Input, _ u: Output
) {
  let tapStride = plan.inputs &* plan.outputs
  if plan.tile == 4 {
    TransformF4.filter(T.self, w, tapStride: tapStride, u, stride: plan.filterStride)
  } else {
    TransformF2.filter(T.self, w, tapStride: tapStride, u, stride: plan.filterStride)
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
    forEachLanes(plan.outputs) { k in
      addFilterGradient(Wide.self, plan, sums + place + k, dw + place + k)
    } narrow: { k in
      addFilterGradient(V.self, plan, sums + place + k, dw + place + k)
    }
  }
}

@inline(__always) private func addFilterGradient<T: Lanes>(
  _: T.Type, _ plan: WinogradPlan, _ sums: Input, _ dw: Output
) {
  let tapStride = plan.inputs &* plan.outputs
  if plan.tile == 4 {
    TransformF4.addFilterGradient(
      T.self, sums, stride: plan.filterStride, dw, tapStride: tapStride)
  } else {
    TransformF2.addFilterGradient(
      T.self, sums, stride: plan.filterStride, dw, tapStride: tapStride)
  }
}

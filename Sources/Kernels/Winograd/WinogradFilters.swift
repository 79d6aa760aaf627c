import KernelTable

/// Transformed weights of the output channels `outputs` (from a multiple of 32), packed in panels: value p of the
/// transform lies at p × filterStride. `w` is [3, 3, inputs, outputs].
func winogradFilters(_ plan: WinogradPlan, _ outputs: Range<Int>, _ w: Input, _ u: Output) {
  let step = plan.outputs
  forEachPanel(outputs.upperBound, from: outputs.lowerBound) { start, width in
    for c in 0..<plan.inputs {
      var k = 0
      while k < width {
        let source = w + c &* step + start + k
        transformFilter(
          plan, { i, j in load(source + (3 &* i &+ j) &* plan.inputs &* step) },
          u + start &* plan.inputs + c &* width + k)
        k &+= 8
      }
    }
  }
}

@inline(__always) private func transformFilter(
  _ plan: WinogradPlan, _ tap: (Int, Int) -> V, _ u: Output
) {
  if plan.tile == 4 {
    TransformF4.filter(tap, u, stride: plan.filterStride)
  } else {
    TransformF2.filter(tap, u, stride: plan.filterStride)
  }
}

/// Adds the products of a block's `count` transformed tiles to `sums`, or sets them where `block` is the first.
func winogradGradientProducts(
  _ plan: WinogradPlan, _ points: Range<Int>, _ count: Int, _ isFirst: Bool, _ transforms: Input,
  _ sums: Output
) {
  let cotangents = transforms + plan.points &* plan.gradientPatchStride
  for p in points {
    let target = sums + p &* plan.filterStride
    if isFirst { clear(plan.filterStride, target) }
    addOuterProduct(
      rows: plan.inputs, columns: plan.outputs, depth: count,
      transforms + p &* plan.gradientPatchStride, plan.inputs,
      cotangents + p &* plan.cotangentStride, plan.outputs, target, plan.outputs)
  }
}

/// dw [3, 3, inputs, outputs] += the sums of the input channels `inputs`, transformed back.
func winogradAddGradient(
  _ plan: WinogradPlan, _ inputs: Range<Int>, _ sums: Input, _ dw: Output
) {
  for c in inputs {
    var k = 0
    while k < plan.outputs {
      let place = c &* plan.outputs &+ k
      let tapStride = plan.inputs &* plan.outputs
      if plan.tile == 4 {
        TransformF4.addFilterGradient(
          sums + place, stride: plan.filterStride, dw + place, tapStride: tapStride)
      } else {
        TransformF2.addFilterGradient(
          sums + place, stride: plan.filterStride, dw + place, tapStride: tapStride)
      }
      k &+= 8
    }
  }
}

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

/// y [batch, H, W, outputs] of the blocks of tiles `blocks`, from x and transformed weights; y is set, or added to where
/// `adds`. `scratch` is the calling thread's.
func winogradForward(
  _ plan: WinogradPlan, _ blocks: Range<Int>, _ x: Input, _ u: Input, _ adds: Bool, _ y: Output,
  _ scratch: Output
) {
  if plan.tile == 4 {
    forward(TransformF4.self, plan, blocks, x, u, adds, y, scratch)
  } else {
    forward(TransformF2.self, plan, blocks, x, u, adds, y, scratch)
  }
}

@inline(__always) private func forward<F: WinogradTransform>(
  _: F.Type, _ plan: WinogradPlan, _ blocks: Range<Int>, _ x: Input, _ u: Input, _ adds: Bool,
  _ y: Output, _ scratch: Output
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
      gather(F.self, plan, start &+ t, x, patch, patches + t &* plan.inputs, plan.patchStride)
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
        scatter(F.self, plan, start &+ t, products + t &* width, k, width, adds, tile, y)
      }
      k &+= width
    }
  }
}

/// Transforms the patches of x and the tiles of dy of the `tiles` of a block that begins with tile `first`. `scratch` is
/// the calling thread's.
func winogradGradientTransforms(
  _ plan: WinogradPlan, _ first: Int, _ tiles: Range<Int>, _ x: Input, _ dy: Input,
  _ transforms: Output, _ scratch: Output
) {
  let cotangents = transforms + plan.points &* plan.gradientPatchStride
  let tile = scratch + plan.points &* plan.inputs
  for t in tiles {
    let v = transforms + t &* plan.inputs
    let d = cotangents + t &* plan.outputs
    if plan.tile == 4 {
      gather(TransformF4.self, plan, first &+ t, x, scratch, v, plan.gradientPatchStride)
      gatherCotangent(TransformF4.self, plan, first &+ t, dy, tile, d)
    } else {
      gather(TransformF2.self, plan, first &+ t, x, scratch, v, plan.gradientPatchStride)
      gatherCotangent(TransformF2.self, plan, first &+ t, dy, tile, d)
    }
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

import KernelTable

/// Windows are laid out as rows (im2col), a block of lines at a time, and multiplied. The blocks depend on the
/// shape alone, so that neither the lanes nor anything else can change a sum.
final class ColumnConvolution: Primitive {
  let weight: Parameter
  let bias: ConvolutionBias?
  let window: Window
  let outputs: Int
  /// Lines of output pixels in one block.
  let lines: Int
  /// A 1×1 convolution at stride 1 is a product of what is already there.
  let isProduct: Bool

  init(weight: Parameter, bias: Parameter?, window: Window, outputs: Int) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    self.window = window
    self.outputs = outputs
    isProduct = window.size == 1 && window.stride == 1 && window.padding == 0
    // Large enough that adding to the weights' gradient costs little, small enough to stay in cache.
    let floats = min(max(window.depth * outputs, 1 << 16), 1 << 21)
    lines = min(max(1, floats / (window.outputWidth * window.depth)), window.lines)
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }

  func macs(_ node: Node) -> Int { node.extent.rows * window.depth * outputs }

  func scratch(_ node: Node) -> Int {
    let columns = isProduct ? 0 : lines * window.outputWidth * window.depth
    // Columns and their cotangents; then the bias gradient's double sums.
    return 2 * columns + 2 * outputs + 16
  }

  private func forEachBlock(_ body: (Range<Int>) -> Void) {
    var start = 0
    while start < window.lines {
      let end = min(start + lines, window.lines)
      body(start..<end)
      start = end
    }
  }

  func forward(_ node: Node, _ pass: Pass) {
    let x = node.inputs[0].data!
    let w = pass.pointer(weight)
    let width = window.outputWidth
    forEachBlock { block in
      let columns = isProduct ? x + block.lowerBound * width * window.depth : pass.scratch
      if !isProduct { Engine.kernels.columns(window, x, block, columns) }
      multiplyMatrices(
        rows: block.count * width, columns: outputs, depth: window.depth, columns, w,
        node.data + block.lowerBound * width * outputs)
    }
    bias?.forward(node, pass)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    let x = node.inputs[0].data!
    let width = window.outputWidth
    forEachBlock { block in
      let offset = block.lowerBound * width
      let columns = isProduct ? x + offset * window.depth : sweep.scratch
      if !isProduct { Engine.kernels.columns(window, x, block, columns) }
      for slot in 0..<node.lanes {
        multiplyMatrices(
          rows: window.depth, columns: outputs, depth: block.count * width, columns,
          transposeA: true, sweep.cotangent(node, slot) + offset * outputs, beta: 1,
          sweep.gradient(weight, node, slot))
      }
    }
    guard sweep.wants(node, 0) else { return }
    for slot in 0..<node.lanes { backwardData(node, sweep, slot) }
  }

  private func backwardData(_ node: Node, _ sweep: Sweep, _ slot: Int) {
    let dy = sweep.cotangent(node, slot)
    let w = sweep.pointer(weight)
    let width = window.outputWidth
    let (dx, holds) = sweep.accumulating(node, slot, to: 0)
    if !isProduct, !holds { dx.update(repeating: 0, count: window.image.count) }
    forEachBlock { block in
      let offset = block.lowerBound * width
      multiplyMatrices(
        rows: block.count * width, columns: window.depth, depth: outputs, dy + offset * outputs, w,
        transposeB: true, beta: isProduct && holds ? 1 : 0,
        isProduct ? dx + offset * window.depth : sweep.scratch)
      if !isProduct { Engine.kernels.addColumns(window, sweep.scratch, block, dx) }
    }
  }
}

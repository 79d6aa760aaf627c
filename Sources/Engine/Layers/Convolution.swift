import KernelTable

/// Square convolution with zero padding: [N, H, W, in] → [N, H′, W′, out]. Weights are [k, k, in, out].
public struct Convolution: Layer {
  public let weight: Parameter
  public let bias: Parameter?
  let size: Int
  let stride: Int
  let padding: Int
  let outputs: Int

  /// `padding` nil keeps the extent at stride 1.
  public init(
    _ inputs: Int, _ outputs: Int, size: Int = 3, stride: Int = 1, padding: Int? = nil,
    bias: Bool = true, in scope: ParameterScope
  ) {
    precondition(
      inputs > 0 && outputs > 0 && size > 0 && stride > 0, "\(inputs)→\(outputs), \(size)/\(stride)"
    )
    self.size = size
    self.stride = stride
    self.padding = padding ?? size / 2
    self.outputs = outputs
    weight = scope.weight("weight", [size, size, inputs, outputs])
    self.bias = bias ? scope.constant("bias", [outputs], 0) : nil
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == weight.shape[2],
      "\(weight.name) takes \(weight.shape[2]) channels, found \(x.extent)")
    let window = Window(image: x.extent, size: size, stride: stride, padding: padding)
    precondition(window.outputHeight > 0 && window.outputWidth > 0, "\(x.extent) is too small")
    return x.tape.record(
      ConvolutionPrimitive(weight: weight, bias: bias, window: window, outputs: outputs), [x],
      Extent(x.extent.batch, window.outputHeight, window.outputWidth, outputs))
  }
}

/// Windows are laid out as rows (im2col), a block of lines at a time, and multiplied. The blocks depend on the
/// shape alone, so that neither the lanes nor anything else can change a sum.
private final class ConvolutionPrimitive: Primitive {
  let weight: Parameter
  let bias: Parameter?
  let window: Window
  let outputs: Int
  /// Lines of output pixels in one block.
  let lines: Int
  /// A 1×1 convolution at stride 1 is a product of what is already there.
  let isProduct: Bool

  init(weight: Parameter, bias: Parameter?, window: Window, outputs: Int) {
    self.weight = weight
    self.bias = bias
    self.window = window
    self.outputs = outputs
    isProduct = window.size == 1 && window.stride == 1 && window.padding == 0
    // Large enough that adding to the weights' gradient costs little, small enough to stay in cache.
    let floats = min(max(window.depth * outputs, 1 << 16), 1 << 21)
    lines = min(max(1, floats / (window.outputWidth * window.depth)), window.lines)
  }

  var parameters: [Parameter] { bias.map { [weight, $0] } ?? [weight] }

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
    if let bias {
      Engine.kernels.addToRows(node.extent.rows, outputs, pass.pointer(bias), node.data)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    backwardBias(node, sweep)
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

  private func backwardBias(_ node: Node, _ sweep: Sweep) {
    guard let bias else { return }
    let sums = UnsafeMutableRawPointer(sweep.scratch).bindMemory(to: Double.self, capacity: outputs)
    for slot in 0..<node.lanes {
      Engine.kernels.channelSums(node.extent.rows, outputs, sweep.cotangent(node, slot), sums)
      let gradient = sweep.gradient(bias, node, slot)
      for c in 0..<outputs { gradient[c] += Float(sums[c]) }
    }
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

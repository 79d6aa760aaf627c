import KernelTable

/// Windows are laid out as rows (im2col), a block of lines at a time, and multiplied; at 1×1 and stride 1 the image is
/// those rows already. The blocks depend on the shape alone.
final class ColumnConvolution: Primitive {
  var kind: LayerKind { .convolution }
  var backwardReads: BackwardReads { .inputs }
  var readsMapped: MappedReading { isProduct ? .aside : .loading }
  var passesWhole: Bool { false }
  let weight: Parameter
  let bias: ConvolutionBias?
  private let window: Window
  private let product: MatrixProduct
  /// Lines of output pixels in one block; going back, a block ends with its frame.
  private let lines: Int
  /// A 1×1 convolution at stride 1 is a product of what is already there.
  private let isProduct: Bool

  init(weight: Parameter, bias: Parameter?, window: Window, outputs: Int) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    self.window = window
    product = MatrixProduct(
      rows: window.image.batch * window.outputHeight * window.outputWidth, depth: window.depth,
      columns: outputs)
    isProduct = window.size == 1 && window.stride == 1 && window.padding == 0
    // Large enough that adding to the weights' gradient costs little, small enough to stay in cache.
    let rows = max(192, (1 << 16) / window.depth)
    lines = min(max(1, rows / window.outputWidth), window.lines)
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }

  func macs(_ node: Node) -> Int { node.extent.rows * window.depth * product.columns }

  var algorithm: String { isProduct ? "product" : "columns" }

  /// Beside the products, windows are copied once in each direction.
  func work(_ node: Node) -> Work {
    let copies = isProduct ? 0 : 2 * node.directions * node.extent.rows * window.depth
    return product.work(node) + Work(floats: copies)
  }

  private var blockFloats: Int { isProduct ? 0 : lines * window.outputWidth * window.depth + 32 }
  private var blocks: Int { (window.lines + lines - 1) / lines }

  // Rows of an input that is not stored are made aside for a product: as many as stay in cache, and for gradients whole chains.
  private var rowStep: Int { max(96, (1 << 15) / window.depth / 96 * 96) }
  private var chainStep: Int {
    max(1, (1 << 16) / (window.depth * outerProductChain)) * outerProductChain
  }
  private func roomFloats(_ node: Node) -> Int {
    guard isProduct, !node.inputs[0].isStored else { return 0 }
    return max(Engine.team.count * rowStep, chainStep) * window.depth + 32
  }

  func scratch(_ node: Node) -> Int {
    max(
      max(product.scratch, product.transposed.scratch) + Engine.team.count * blockFloats
        + roomFloats(node),
      ConvolutionBias.scratch(node)) + 16
  }

  private func block(_ index: Int) -> Range<Int> {
    index * lines..<min((index + 1) * lines, window.lines)
  }

  func forward(_ node: Node, _ pass: Pass) {
    let x = node.inputs[0].source
    let w = pass.pointer(weight)
    product.prepare(w, pass.scratch)
    if isProduct, x.map != nil {
      multiplyMapped(node, w, pass.scratch)
    } else if isProduct {
      product.multiply(rows: product.rows, x.data, w, node.data, pass.scratch)
    } else {
      let rooms = pass.scratch + product.scratch
      Engine.team.run(blocks) { index, thread in
        let lines = block(index)
        let columns = rooms + thread * blockFloats
        Engine.kernels.columns(window, x.data, x.map, lines, columns)
        product.multiply(
          rows: lines.count * window.outputWidth, columns, w,
          node.data + lines.lowerBound * window.outputWidth * product.columns, pass.scratch,
          thread: thread)
      }
    }
    bias?.forward(node, pass)
  }

  private func multiplyMapped(
    _ node: Node, _ w: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) {
    let rooms = scratch + product.scratch
    let step = rowStep
    Engine.team.split(product.rows, by: step) { range, thread in
      let room = rooms + thread * step * window.depth
      for first in stride(from: range.lowerBound, to: range.upperBound, by: step) {
        let rows = first..<min(first + step, range.upperBound)
        product.multiply(
          rows: rows.count, node.inputs[0].values(rows, in: room), w,
          node.data + first * product.columns, scratch, thread: thread)
      }
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    addGradients(node, sweep)
    guard sweep.wants(node, 0) else { return }
    let w = sweep.pointer(weight)
    product.transposed.prepare(w, sweep.scratch)
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      let dy = sweep.cotangent(node, slot)
      if isProduct {
        product.transposed.multiply(
          rows: product.rows, dy, w, adds: holds, dx, sweep.scratch)
      } else {
        backwardData(dy, w, dx, holds, sweep.scratch)
      }
    }
  }

  private func addGradients(_ node: Node, _ sweep: Sweep) {
    let x = node.inputs[0].source
    if isProduct, x.map != nil { return addMappedGradients(node, sweep) }
    if isProduct {
      for slot in 0..<node.lanes {
        product.addGradient(
          rows: node.extent.rows, x.data, sweep.cotangent(node, slot),
          sweep.gradient(weight, node, slot), sweep.scratch)
      }
      return
    }
    let columns = sweep.scratch + product.scratch
    for index in 0..<blocks {
      let lines = block(index)
      Engine.team.split(lines.count, by: 1) { range, _ in
        let first = lines.lowerBound + range.lowerBound
        Engine.kernels.columns(
          window, x.data, x.map, first..<first + range.count,
          columns + range.lowerBound * window.outputWidth * window.depth)
      }
      for slot in 0..<node.lanes {
        product.addGradient(
          rows: lines.count * window.outputWidth, columns,
          sweep.cotangent(node, slot) + lines.lowerBound * window.outputWidth * product.columns,
          sweep.gradient(weight, node, slot), sweep.scratch)
      }
    }
  }

  /// Chain after chain, as in one call over all rows.
  private func addMappedGradients(_ node: Node, _ sweep: Sweep) {
    let room = sweep.scratch + product.scratch
    let (input, step) = (node.inputs[0], chainStep)
    for first in stride(from: 0, to: product.rows, by: step) {
      let rows = first..<min(first + step, product.rows)
      Engine.team.split(rows.count, by: 96) { range, _ in
        let own = first + range.lowerBound..<first + range.upperBound
        _ = input.values(own, in: room + range.lowerBound * window.depth)
      }
      for slot in 0..<node.lanes {
        product.addGradient(
          rows: rows.count, room, sweep.cotangent(node, slot) + first * product.columns,
          sweep.gradient(weight, node, slot), sweep.scratch)
      }
    }
  }

  /// A piece is a frame, or as many small ones as fill a block: windows of neighbouring lines add to the same pixels.
  private func backwardData(
    _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ holds: Bool,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let frameFloats = window.image.count / window.image.batch
    let rooms = scratch + product.transposed.scratch
    let frames = RowPieces(window.image.batch, step: max(1, lines / window.outputHeight))
    Engine.team.run(frames.count) { piece, thread in
      let own = frames[piece]
      if !holds {
        (dx + own.lowerBound * frameFloats).update(repeating: 0, count: own.count * frameFloats)
      }
      let columns = rooms + thread * blockFloats
      var line = own.lowerBound * window.outputHeight
      let end = own.upperBound * window.outputHeight
      while line < end {
        let range = line..<min(line + lines, end)
        product.transposed.multiply(
          rows: range.count * window.outputWidth,
          dy + line * window.outputWidth * product.columns, w, columns, scratch, thread: thread)
        Engine.kernels.addColumns(window, columns, range, dx)
        line = range.upperBound
      }
    }
  }
}

import KernelTable

/// Windows are laid out as rows (im2col), a block of lines at a time, and multiplied. The blocks depend on the shape alone.
final class ColumnConvolution: Primitive, Costed, MappedReader {
  var kind: LayerKind { .convolution }
  var algorithm: String { "columns" }
  var backwardReads: BackwardReads { .inputs }
  var mappedReading: MappedReading { .loading }
  var cotangentPassing: CotangentPassing { .rows }
  let weight: Parameter
  let bias: ConvolutionBias?
  private let window: Window
  private let product: MatrixProduct
  private let team: ThreadTeam
  /// Lines of output pixels in one block; going back, a block ends with its frame.
  private let lines: Int

  init(weight: Parameter, bias: Parameter?, window: Window, outputs: Int, team: ThreadTeam) {
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    self.window = window
    self.team = team
    product = MatrixProduct(
      rows: window.image.batch * window.outputHeight * window.outputWidth, depth: window.depth,
      columns: outputs, team: team)
    // Large enough that adding to the weights' gradient costs little, small enough to stay in cache.
    let rows = max(192, (1 << 16) / window.depth)
    lines = min(max(1, rows / window.outputWidth), window.lines)
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }

  func macs(_ node: Node) -> Int { node.extent.rows * window.depth * product.columns }

  /// Beside the products, windows are copied once in each direction.
  func work(_ node: Node) -> Work {
    product.work(node) + Work(floats: 2 * node.directions * node.extent.rows * window.depth)
  }

  private var blockFloats: Int { lines * window.outputWidth * window.depth + 32 }
  private var blocks: Int { (window.lines + lines - 1) / lines }

  /// Work space of products and packed factors, before a block of columns for every thread.
  private var productFloats: Int {
    max(product.scratch, product.transposed.scratch, product.gradientScratch)
  }

  func scratch(_ node: Node) -> Int {
    max(productFloats + team.count * blockFloats, ConvolutionBias.scratch(node)) + 16
  }

  private func block(_ index: Int) -> Range<Int> {
    index * lines..<min((index + 1) * lines, window.lines)
  }

  func forward(_ node: Node, _ pass: Pass) {
    let x = node.inputs[0].source
    let w = pass.pointer(weight)
    product.prepare(w, pass.scratch)
    let rooms = pass.scratch + productFloats
    team.run(blocks) { index, thread in
      let lines = block(index)
      let columns = rooms + thread * blockFloats
      Engine.kernels.columns(window, x.data, x.map, lines, columns)
      product.multiply(
        rows: lines.count * window.outputWidth, columns, w,
        node.data + lines.lowerBound * window.outputWidth * product.columns, pass.scratch,
        thread: thread)
    }
    bias?.forward(node, pass)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    addGradients(node, sweep)
    guard sweep.wants(node, 0) else { return }
    let w = sweep.pointer(weight)
    product.transposed.prepare(w, sweep.scratch)
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      backwardData(sweep.cotangent(node, slot), w, dx, holds, sweep.scratch)
    }
  }

  private func addGradients(_ node: Node, _ sweep: Sweep) {
    let x = node.inputs[0].source
    let columns = sweep.scratch + productFloats
    for index in 0..<blocks {
      let lines = block(index)
      team.split(lines.count, by: 1) { range, _ in
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

  /// A piece is a frame, or as many small ones as fill a block: windows of neighbouring lines add to the same pixels.
  private func backwardData(
    _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>, _ dx: UnsafeMutablePointer<Float>,
    _ holds: Bool,
    _ scratch: UnsafeMutablePointer<Float>
  ) {
    let frameFloats = window.image.count / window.image.batch
    let rooms = scratch + productFloats
    let frames = RowPieces(window.image.batch, step: max(1, lines / window.outputHeight))
    team.run(frames.count) { piece, thread in
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

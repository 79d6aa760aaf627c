import KernelTable

/// A convolution, or a linear layer, by OpenBLAS. Windows are laid out as rows (im2col), a block of lines at a time; those of 1×1
/// convolutions and linear layers are the pixels where they lie. The blocks depend on the shape alone, and every product is
/// of one block and one lane, on one thread: neither threads nor lanes can change a bit.
final class BLASConvolution: Primitive, Costed, MappedReader {
  let kind: LayerKind
  var algorithm: String { "openblas" }
  var backwardReads: BackwardReads { .inputs }
  var mappedReading: MappedReading { window.isPointwise ? .aside : .loading }
  var cotangentPassing: CotangentPassing { .rows }
  let weight: Parameter
  let bias: ConvolutionBias?
  private let window: Window
  private let product: BLASProduct
  /// Lines of output pixels in one block; of windows going back, a block ends with its frame.
  private let lines: Int

  init(
    weight: Parameter, bias: Parameter?, window: Window, outputs: Int,
    kind: LayerKind = .convolution
  ) {
    self.kind = kind
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    self.window = window
    product = BLASProduct(depth: window.depth, columns: outputs)
    // The library packs both factors in every call: large enough that this costs little.
    let rows = max(512, (1 << 18) / window.depth)
    lines = min(max(1, rows / window.outputWidth), window.lines)
  }

  /// A linear layer on the channels of every pixel.
  convenience init(linear weight: Parameter, _ bias: Parameter?, on image: Extent) {
    self.init(
      weight: weight, bias: bias, window: Window(image: image, size: 1, stride: 1, padding: 0),
      outputs: weight.shape[1], kind: .linear)
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }

  /// The product that the forward pass computes, of all blocks.
  func shape(_ node: Node) -> ProductShape {
    ProductShape(rows: node.extent.rows, depth: product.depth, columns: product.columns)
  }

  func macs(_ node: Node) -> Int { node.extent.rows * product.depth * product.columns }

  /// Products forward, and backward once or twice; the factor is packed for each direction, and windows are copied.
  func work(_ node: Node) -> Work {
    let copied = window.isPointwise ? 0 : node.extent.rows * product.depth
    return Work(
      multiplyAdds: node.directions * macs(node),
      floats: 2 * node.directions * (product.depth * product.columns + copied))
  }

  private var blockFloats: Int { (lines * window.outputWidth * product.depth + 47) / 16 * 16 }

  /// A block of rows for every thread, where they do not lie in the input.
  func scratch(_ node: Node) -> Int {
    let rooms =
      window.isPointwise && node.inputs[0].isStored ? 0 : node.team.count * blockFloats
    return max(rooms, ConvolutionBias.scratch(node)) + 16
  }

  private var blocks: RowPieces { RowPieces(window.lines, step: lines) }

  /// Rows of these lines' windows: where the pixels lie, or made in `room`.
  private func operands(
    _ node: Node, _ lines: Range<Int>, in room: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    let input = node.inputs[0]
    if window.isPointwise {
      let width = window.outputWidth
      return input.values(lines.lowerBound * width..<lines.upperBound * width, in: room)
    }
    let x = input.source
    Engine.kernels.columns(window, x.data, x.map, lines, room)
    return UnsafePointer(room)
  }

  func forward(_ node: Node, _ pass: Pass) {
    let w = pass.pointer(weight)
    let rowFloats = window.outputWidth * product.columns
    node.team.run(blocks.count) { index, thread in
      let own = blocks[index]
      let x = operands(node, own, in: pass.scratch + thread * blockFloats)
      product.multiply(
        rows: own.count * window.outputWidth, x, w, node.data + own.lowerBound * rowFloats)
    }
    bias?.forward(node, pass)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    bias?.backward(node, sweep)
    for index in 0..<blocks.count { addGradients(node, blocks[index], sweep) }
    guard sweep.wants(node, 0) else { return }
    let w = sweep.pointer(weight)
    for slot in 0..<node.lanes {
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      let dy = sweep.cotangent(node, slot)
      if window.isPointwise {
        passPixels(node, dy, w, dx, added: holds)
      } else {
        passWindows(node, dy, w, dx, added: holds, sweep.scratch)
      }
    }
  }

  /// Inputs whose gradients are one product.
  private static let gradientStep = 512

  /// A block's rows are laid out once for all lanes.
  private func addGradients(_ node: Node, _ block: Range<Int>, _ sweep: Sweep) {
    let (width, depth) = (window.outputWidth, product.depth)
    let isInPlace = window.isPointwise && node.inputs[0].isStored
    let x: UnsafePointer<Float>
    if isInPlace {
      x = operands(node, block, in: sweep.scratch)
    } else {
      x = UnsafePointer(sweep.scratch)
      node.team.split(block.count, by: 1) { range, _ in
        let first = block.lowerBound + range.lowerBound
        _ = operands(
          node, first..<first + range.count,
          in: sweep.scratch + range.lowerBound * width * depth)
      }
    }
    let inputs = RowPieces(depth, step: Self.gradientStep)
    node.team.run(node.lanes * inputs.count) { index, _ in
      let (slot, piece) = index.quotientAndRemainder(dividingBy: inputs.count)
      product.addGradient(
        rows: block.count * width, x,
        sweep.cotangent(node, slot) + block.lowerBound * width * product.columns,
        inputs: inputs[piece], sweep.gradient(weight, node, slot))
    }
  }

  private func passPixels(
    _ node: Node, _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>,
    added: Bool
  ) {
    blocks.run(on: node.team) { _, own in
      let first = own.lowerBound * window.outputWidth
      product.multiplyTransposed(
        rows: own.count * window.outputWidth, dy + first * product.columns, w, added: added,
        dx + first * product.depth)
    }
  }

  /// A piece is a frame, or as many small ones as fill a block: windows of neighbouring lines add to the same pixels.
  private func passWindows(
    _ node: Node, _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>,
    _ dx: UnsafeMutablePointer<Float>,
    added: Bool, _ rooms: UnsafeMutablePointer<Float>
  ) {
    let (width, height) = (window.outputWidth, window.outputHeight)
    let frameFloats = window.image.count / window.image.batch
    let frames = RowPieces(window.image.batch, step: max(1, lines / height))
    node.team.run(frames.count) { piece, thread in
      let own = frames[piece]
      if !added {
        (dx + own.lowerBound * frameFloats).update(repeating: 0, count: own.count * frameFloats)
      }
      let columns = rooms + thread * blockFloats
      let steps = RowPieces(own.count * height, step: lines)
      for step in 0..<steps.count {
        let first = own.lowerBound * height + steps[step].lowerBound
        product.multiplyTransposed(
          rows: steps[step].count * width, dy + first * width * product.columns, w, added: false,
          columns)
        Engine.kernels.addColumns(window, columns, first..<first + steps[step].count, dx)
      }
    }
  }
}

import KernelTable

/// A 1×1 convolution at stride 1: the matrix product [N·H·W, in] × [in, out]. Both passes take a block of rows through all that is
/// done with it while it is in cache. Forward, inputs that are not stored are computed and multiplied by the weights, and the bias is
/// added. Backward, the block's cotangent is summed for the bias's gradient, multiplied with the input for the weights' gradient and
/// with the weights for the input's cotangent; large weights take a second pass for the last (`isLight`).
final class PointwiseConvolution: Primitive, Costed, MappedReader, JoinedReader, RowTeller,
  MadeCotangentReader
{
  var kind: LayerKind { .convolution }
  var algorithm: String { "product" }
  var backwardReads: BackwardReads { .inputs }
  var mappedReading: MappedReading { .aside }
  var readsJoined: Bool { !whole.readsInPlace }
  var cotangentPassing: CotangentPassing { .rows }
  /// A cotangent that is made is there for one block of rows only, so that the pieces of the bias's sums must end with blocks.
  var readsMadeCotangents: Bool {
    isLight && (bias == nil || step % RowPieces(whole.rows).step == 0)
  }
  let weight: Parameter
  let bias: ConvolutionBias?
  private let whole: MatrixProduct
  private let team: ThreadTeam
  /// Where the filter's pixel begins in the weights.
  private let place: Int

  /// - Parameter tap: which pixel of a larger filter is the one that counts.
  init(
    weight: Parameter, bias: Parameter?, image: Extent, outputs: Int, team: ThreadTeam,
    tap: Int = 0
  ) {
    place = tap * image.channels * outputs
    self.weight = weight
    self.bias = bias.map(ConvolutionBias.init)
    whole = MatrixProduct(
      rows: image.rows, depth: image.channels, columns: outputs, team: team)
    self.team = team
  }

  var parameters: [Parameter] { [weight] + (bias.map { [$0.parameter] } ?? []) }
  func macs(_ node: Node) -> Int { whole.rows * whole.depth * whole.columns }
  func work(_ node: Node) -> Work { whole.work(node) }

  /// What is multiplied: the input, or each of those that it joins, with its rows of the weights.
  private struct Operand {
    let node: Node
    let product: MatrixProduct
    /// Where its factor begins in the weights, and where it is packed.
    let factor: Int
    let forwardPlace: Int
    let backwardPlace: Int
  }

  private func operands(_ node: Node) -> [Operand] {
    var (factor, forward, backward) = (0, 0, 0)
    return node.operands.map { input in
      let product = MatrixProduct(
        rows: whole.rows, depth: input.extent.channels, columns: whole.columns, team: team)
      defer {
        factor += input.extent.channels * whole.columns
        forward += product.scratch
        backward += product.transposed.scratch
      }
      return Operand(
        node: input, product: product, factor: factor, forwardPlace: forward,
        backwardPlace: backward)
    }
  }

  /// Whether the transposed weights and the weights' gradient stay in the second-level cache beside a block of rows. Larger ones would
  /// push each other out of it, and take a pass over the rows each.
  private var isLight: Bool { whole.depth * whole.columns <= 1 << 14 }

  /// Rows of a block, few enough to stay in the second-level cache with their products. A multiple of the rows that a weight gradient
  /// sums before it is added to memory (`outerProductChain`); with a bias a multiple of a piece of its sums, where that is one of those.
  private var step: Int {
    let piece = RowPieces(whole.rows).step
    let unit = bias != nil && piece % outerProductChain == 0 ? piece : outerProductChain
    return max(1, (1 << 16) / (max(whole.depth, whole.columns) * unit)) * unit
  }

  /// Calls `body` with each block of rows, and with the rows that products may take so far: up to the last whole tile, so that tiles are cut as
  /// in a product of all rows at once.
  private func forEachStep(_ body: (_ rows: Range<Int>, _ tiles: Range<Int>) -> Void) {
    var (row, tiled) = (0, 0)
    while row < whole.rows {
      let end = min(row + step, whole.rows)
      let tiles = end == whole.rows ? end : end / MatrixProduct.tileRows * MatrixProduct.tileRows
      body(row..<end, tiled..<tiles)
      (row, tiled) = (end, tiles)
    }
  }

  /// Packed weights, work space of products, rows of inputs and cotangents that are not stored, and sums for the bias.
  func scratch(_ node: Node) -> Int {
    let operands = operands(node)
    let forward = operands.reduce(0) { $0 + $1.product.scratch }
    let backward = operands.reduce(whole.gradientScratch) { $0 + $1.product.transposed.scratch }
    let sums = bias == nil ? 0 : max(node.lanes, 1) * ConvolutionBias.scratch(node)
    let cotangent = node.cotangentMaker == nil ? 0 : roomFloats(whole.columns)
    return max(forward, backward + sums + cotangent) + inputFloats(operands) + 48
  }

  /// For a block of rows, and those of the block before that were left of a tile.
  private func roomFloats(_ channels: Int) -> Int {
    (min(step, whole.rows) + MatrixProduct.tileRows) * channels + 32
  }

  private func inputFloats(_ operands: [Operand]) -> Int {
    roomFloats(operands.filter { !$0.node.isStored }.map(\.product.depth).max() ?? 0)
  }

  /// Rows of an operand: where they lie, or made in the room.
  private func values(
    _ node: Node, _ rows: Range<Int>, in room: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    guard !node.isStored else { return node.values(rows, in: room) }
    team.split(rows.count, by: 96) { own, _ in
      let first = rows.lowerBound + own.lowerBound
      _ = node.values(
        first..<first + own.count, in: room + own.lowerBound * node.extent.channels)
    }
    return UnsafePointer(room)
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (w, operands) = (pass.pointer(weight) + place, operands(node))
    let room = pass.scratch + operands.reduce(0) { $0 + $1.product.scratch }
    for operand in operands {
      operand.product.prepare(w + operand.factor, pass.scratch + operand.forwardPlace)
    }
    forEachStep { _, rows in
      let y = node.data + rows.lowerBound * whole.columns
      for operand in operands {
        operand.product.multiply(
          rows: rows.count, values(operand.node, rows, in: room), w + operand.factor,
          before: operand.factor == 0 ? .replaced : .continued, y,
          pass.scratch + operand.forwardPlace)
      }
      bias?.forward(node, rows, pass)
      pass.tell(node, rows: rows.upperBound)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let (w, operands, slots) = (sweep.pointer(weight) + place, operands(node), 0..<node.lanes)
    let products = sweep.scratch
    let chains = products + operands.reduce(0) { $0 + $1.product.transposed.scratch }
    let sumFloats = ConvolutionBias.scratch(node)
    let sums = chains + whole.gradientScratch
    let made = sums + (bias == nil ? 0 : node.lanes * sumFloats)
    let room = made + (node.cotangentMaker == nil ? 0 : roomFloats(whole.columns))
    var biases = slots.compactMap { slot in
      bias.map { BiasSums($0, node, slot, sweep, at: sums + slot * sumFloats) }
    }
    let receiving = operands.filter { $0.node.lanes > 0 }
    let targets = receiving.map { operand in
      operand.product.transposed.prepare(w + operand.factor, products + operand.backwardPlace)
      return slots.map { sweep.accumulating(node, $0, into: operand.node) }
    }
    // Where row 0 of the cotangent would lie.
    func dy(_ slot: Int, _ tiles: Range<Int>) -> UnsafeMutablePointer<Float> {
      node.cotangentMaker == nil
        ? sweep.cotangent(node, slot) : made - tiles.lowerBound * whole.columns
    }
    func addGradients(_ rows: Range<Int>, _ tiles: Range<Int>) {
      if let maker = node.cotangentMaker { make(maker, rows, tiles, sweep, in: made) }
      for slot in biases.indices { biases[slot].take(rows: rows.upperBound, of: dy(slot, tiles)) }
      for operand in operands {
        let x = values(operand.node, rows, in: room)
        for slot in slots {
          operand.product.addGradient(
            rows: rows.count, x, dy(slot, tiles) + rows.lowerBound * whole.columns,
            sweep.gradient(weight, node, slot) + place + operand.factor, chains)
        }
      }
    }
    func pass(_ tiles: Range<Int>) {
      for (operand, targets) in zip(receiving, targets) {
        for slot in slots {
          operand.product.transposed.multiply(
            rows: tiles.count, dy(slot, tiles) + tiles.lowerBound * whole.columns,
            w + operand.factor,
            before: targets[slot].holds ? .added : .replaced,
            targets[slot].data + tiles.lowerBound * operand.product.depth,
            products + operand.backwardPlace)
        }
        sweep.tell(node, operand.node, rows: tiles.upperBound)
      }
    }
    forEachStep { rows, tiles in
      addGradients(rows, tiles)
      if isLight { pass(tiles) }
    }
    if !isLight { forEachStep { _, tiles in pass(tiles) } }
    for sums in biases { sums.finish() }
  }

  /// Computes a block of the cotangent, behind the rows of the block before that were left of a tile: `tiles` begins with those.
  private func make(
    _ maker: Node, _ rows: Range<Int>, _ tiles: Range<Int>, _ sweep: Sweep,
    in room: UnsafeMutablePointer<Float>
  ) {
    guard let primitive = maker.abilities.maker else {
      preconditionFailure("\(type(of: maker.primitive)) makes no cotangents")
    }
    let (left, columns) = (rows.lowerBound - tiles.lowerBound, whole.columns)
    if left > 0 {
      let last = (rows.lowerBound - step) / MatrixProduct.tileRows * MatrixProduct.tileRows
      room.update(
        from: room + (tiles.lowerBound - last) * columns, count: left * columns)
    }
    team.split(rows.count, by: 96) { own, _ in
      let first = rows.lowerBound + own.lowerBound
      primitive.makeCotangent(
        maker, rows: first..<first + own.count, sweep,
        in: room + (left + own.lowerBound) * columns)
    }
  }
}

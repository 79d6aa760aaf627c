import KernelTable

/// Batch normalisation with what follows it: what both kinds have in common.
class NormPrimitive: Primitive, Costed {
  final var kind: LayerKind { .normalization }
  final var cotangentPassing: CotangentPassing { .inPlace }
  var backwardReads: BackwardReads { .inputs }
  private final let layer: BatchNormalization
  final let channels: Int
  private static let epsilon = 1e-5
  private static let momentum: Float = 0.1

  init(_ layer: BatchNormalization) {
    self.layer = layer
    channels = layer.scale.count
  }

  final var parameters: [Parameter] { [layer.scale, layer.shift] }

  /// Whether a ReLU follows whose mask is seen from the input.
  fileprivate var hasReLU: Bool { false }

  /// y = x · scale + shift of each channel and what follows, for `rows` rows.
  func write(
    _ rows: Int, _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>,
    _ shift: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>
  ) {
    Engine.kernels.channelAffine(rows, channels, x, scale, shift, hasReLU, y)
  }

  /// Takes the node's cotangent back through what follows, where that is no ReLU seen from the input.
  func mask(_ node: Node, _ dy: UnsafeMutablePointer<Float>) {}

  /// For each channel the mean, 1/σ, scale = γ/σ, shift = β − mean · scale, and the gradient's coefficients a, b and d; then, in a node
  /// that watches rows, the sums of every piece.
  final func auxiliaryBytes(_ node: Node) -> Int {
    4 * (8 * channels + (node.isWatching ? sumFloats(node) : 0))
  }
  /// Two sums for each channel and piece in double precision, and the kernels' work space.
  final func scratch(_ node: Node) -> Int { sumFloats(node) + 16 }
  private final func sumFloats(_ node: Node) -> Int {
    8 * RowPieces(node.extent.rows).count * channels
  }

  /// Forward reads x twice and writes y, or reads x once where y is mapped. Backward reads dy and x twice and writes dx, which it does not
  /// where dx is made when it is read.
  final func work(_ node: Node) -> Work {
    let backward = node.lanes == 0 ? 0 : isMaker(node) ? 4 : 5
    return Work(floats: ((node.isStored ? 3 : 1) + backward) * node.extent.count)
  }

  final func forward(_ node: Node, _ pass: Pass) {
    let x = node.inputs[0].data!
    let mean = node.auxiliary.assumingMemoryBound(to: Float.self)
    let inverse = mean + channels
    if pass.training {
      measure(node, x, mean, inverse, pass)
    } else {
      let running = (pass.pointer(layer.runningMean), pass.pointer(layer.runningVariance))
      for c in 0..<channels {
        mean[c] = running.0[c]
        inverse[c] = Float(1 / (Double(running.1[c]) + Self.epsilon).squareRoot())
      }
    }
    let scale = inverse + channels
    let shift = scale + channels
    let (gamma, beta) = (pass.pointer(layer.scale), pass.pointer(layer.shift))
    for c in 0..<channels {
      scale[c] = gamma[c] * inverse[c]
      shift[c] = beta[c] - mean[c] * scale[c]
    }
    if node.isStored { apply(node, x, scale, shift) }
  }

  private final func apply(
    _ node: Node, _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>,
    _ shift: UnsafePointer<Float>
  ) {
    let y = node.data!
    RowPieces(node.extent.rows).run(on: node.team) { _, rows in
      let first = rows.lowerBound * channels
      write(rows.count, x + first, scale, shift, y + first)
    }
  }

  /// Where the sums of every piece lie: in work space, or behind the statistics where rows are summed before the node's own step.
  private final func sums(_ node: Node, _ scratch: UnsafeMutablePointer<Float>)
    -> UnsafeMutablePointer<Double>
  {
    if node.isWatching { return watchedSums(node) }
    return UnsafeMutableRawPointer(scratch)
      .bindMemory(to: Double.self, capacity: sumFloats(node) / 2)
  }

  private final func watchedSums(_ node: Node) -> UnsafeMutablePointer<Double> {
    (node.auxiliary + 4 * 8 * channels)
      .bindMemory(to: Double.self, capacity: sumFloats(node) / 2)
  }

  /// Sums the pieces within the first `rows` rows that have not been summed.
  fileprivate final func sumWritten(
    _ node: Node, _ rows: Int,
    _ body: (_ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>) -> Void
  ) {
    let sums = watchedSums(node)
    let pieces = RowPieces(node.extent.rows)
    while node.summedPieces < pieces.count, pieces[node.summedPieces].upperBound <= rows {
      body(pieces[node.summedPieces], sums + 4 * node.summedPieces * channels)
      node.summedPieces += 1
    }
  }

  /// Sums all pieces that have not been summed, on the team's threads.
  private final func sumOthers(
    _ node: Node, _ sums: UnsafeMutablePointer<Double>,
    _ body: (_ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>) -> Void
  ) {
    let summed = node.summedPieces
    node.summedPieces = 0
    RowPieces(node.extent.rows).run(on: node.team) { piece, range in
      if piece >= summed { body(range, sums + 4 * piece * channels) }
    }
  }

  fileprivate final func sumMoments(
    _ x: UnsafePointer<Float>, _ rows: Range<Int>, _ moments: UnsafeMutablePointer<Double>
  ) {
    Engine.kernels.channelMoments(
      rows.count, channels, x + rows.lowerBound * channels, moments)
  }

  /// Mean and inverse deviation of every channel from the sums of all pieces, merged in order; moves the running ones.
  private final func measure(
    _ node: Node, _ x: UnsafePointer<Float>, _ mean: UnsafeMutablePointer<Float>,
    _ inverse: UnsafeMutablePointer<Float>, _ pass: Pass
  ) {
    let rows = node.extent.rows
    let pieces = RowPieces(rows)
    let moments = sums(node, pass.scratch)
    sumOthers(node, moments) { sumMoments(x, $0, $1) }
    let runningMean = pass.pointer(layer.runningMean)
    let runningVariance = pass.pointer(layer.runningVariance)
    let unbiased = Double(max(rows - 1, 1))
    for c in 0..<channels {
      var (total, squares) = (moments[c], moments[channels + c])
      for piece in 1..<max(pieces.count, 1) {
        let before = Double(pieces[piece].lowerBound)
        let count = Double(pieces[piece].count)
        let own = moments + 4 * piece * channels
        let distance = own[c] - total
        total += distance * count / (before + count)
        squares += own[channels + c] + distance * distance * before * count / (before + count)
      }
      mean[c] = Float(total)
      inverse[c] = Float(1 / (squares / Double(rows) + Self.epsilon).squareRoot())
      runningMean[c] += Self.momentum * (mean[c] - runningMean[c])
      runningVariance[c] += Self.momentum * (Float(squares / unbiased) - runningVariance[c])
    }
  }

  /// Σ g and Σ g (x − mean) of some rows, with g the cotangent behind the ReLU.
  fileprivate final func sumGradient(
    _ node: Node, _ dy: UnsafePointer<Float>, _ rows: Range<Int>,
    _ sums: UnsafeMutablePointer<Double>
  ) {
    let first = rows.lowerBound * channels
    let mean = node.auxiliary.assumingMemoryBound(to: Float.self)
    Engine.kernels.normSums(
      rows.count, channels, dy + first, node.inputs[0].data + first, mean + 2 * channels,
      mean + 3 * channels, mean, hasReLU, sums)
  }

  /// Sums of every piece, added in order into the first.
  private final func sumWholeGradient(
    _ node: Node, _ dy: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Double>
  ) {
    sumOthers(node, sums) { sumGradient(node, dy, $0, $1) }
    for piece in 1..<max(RowPieces(node.extent.rows).count, 1) {
      for c in 0..<2 * channels { sums[c] += sums[4 * piece * channels + c] }
    }
  }

  /// With g the cotangent behind the ReLU: dx = γ/σ (g − mean g − x̂ mean(g x̂)), written as a g + b x + d.
  final func backward(_ node: Node, _ sweep: Sweep) {
    let rows = node.extent.rows
    let mean = node.auxiliary.assumingMemoryBound(to: Float.self)
    let inverse = mean + channels
    let a = mean + 4 * channels
    let sums = sums(node, sweep.scratch)
    let gamma = sweep.pointer(layer.scale)
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      mask(node, dy)
      sumWholeGradient(node, dy, sums)
      let dGamma = sweep.gradient(layer.scale, node, slot)
      let dBeta = sweep.gradient(layer.shift, node, slot)
      for c in 0..<channels {
        let deviation = Double(inverse[c])
        dBeta[c] += Float(sums[c])
        dGamma[c] += Float(sums[channels + c] * deviation)
        let factor = Double(gamma[c]) * deviation
        let slope =
          -factor * deviation * deviation * sums[channels + c] / Double(rows)
        a[c] = Float(factor)
        a[channels + c] = Float(slope)
        a[2 * channels + c] = Float(-factor * sums[c] / Double(rows) - slope * Double(mean[c]))
      }
      if isMaker(node) {
        _ = sweep.accumulating(node, slot, to: 0)
      } else {
        sweep.passRows(node, slot, to: 0) { [self] rows, _, dx in
          putGradient(node, dy, rows, in: dx)
        }
      }
    }
  }

  private final func isMaker(_ node: Node) -> Bool { node.inputs[0].cotangentMaker === node }

  /// What the ReLU let pass is seen from x again, for reading y would cost more.
  fileprivate final func putGradient(
    _ node: Node, _ dy: UnsafePointer<Float>, _ rows: Range<Int>,
    in dx: UnsafeMutablePointer<Float>
  ) {
    let first = rows.lowerBound * channels
    let scale = node.auxiliary.assumingMemoryBound(to: Float.self) + 2 * channels
    let a = scale + 2 * channels
    Engine.kernels.normGradient(
      rows.count, channels, dy + first, node.inputs[0].data + first, scale, scale + channels, a,
      a + channels, a + 2 * channels, hasReLU, dx)
  }
}

/// Followed by nothing or by a ReLU. Its output is a map of each channel that readers can apply, its sums can be taken while
/// rows are written, and the cotangent that it passes on can be made when it is read.
final class MappedNorm: NormPrimitive, ChannelMapping, RowWatcher, CotangentMaker {
  private let relu: Bool
  fileprivate override var hasReLU: Bool { relu }

  init(_ layer: BatchNormalization, relu: Bool) {
    self.relu = relu
    super.init(layer)
  }

  func channelMap(_ node: Node) -> ChannelMap {
    let mean = node.auxiliary.assumingMemoryBound(to: Float.self)
    return ChannelMap(scale: mean + 2 * channels, shift: mean + 3 * channels, relu: relu)
  }

  func watch(_ node: Node, rows: Int) {
    let x = node.inputs[0].data!
    sumWritten(node, rows) { sumMoments(x, $0, $1) }
  }

  func watchCotangent(_ node: Node, rows: Int, _ sweep: Sweep) {
    let dy = sweep.cotangent(node, 0)
    sumWritten(node, rows) { sumGradient(node, dy, $0, $1) }
  }

  func makeCotangent(
    _ node: Node, rows: Range<Int>, _ sweep: Sweep, in room: UnsafeMutablePointer<Float>
  ) {
    putGradient(node, sweep.cotangent(node, 0), rows, in: room)
  }
}

import KernelTable

/// What follows a batch normalisation, in the same pass over the values.
public enum NormActivation: Sendable, Hashable {
  case none
  case relu
  /// min(max(x, 0), ceiling)
  case clipped(ceiling: Float)

  public static let relu6 = NormActivation.clipped(ceiling: 6)

  fileprivate var isReLU: Bool { self == .relu }
  fileprivate var ceiling: Float? {
    if case .clipped(let ceiling) = self { ceiling } else { nil }
  }
}

/// Ioffe and Szegedy 2015, optionally with the ReLU that follows it: statistics per channel over batch and
/// pixels. As in PyTorch: epsilon 1e-5, running mean and *unbiased* running variance with momentum 0.1,
/// used in inference.
public struct BatchNormalization: Layer {
  public let scale: Parameter
  public let shift: Parameter
  let runningMean: StateBuffer
  let runningVariance: StateBuffer
  let activation: NormActivation

  public init(_ channels: Int, relu: Bool = false, in scope: ParameterScope) {
    self.init(channels, activation: relu ? .relu : .none, in: scope)
  }

  public init(_ channels: Int, activation: NormActivation, in scope: ParameterScope) {
    scale = scope.constant("weight", [channels], 1)
    shift = scope.constant("bias", [channels], 0)
    runningMean = scope.buffer("running_mean", channels, 0)
    runningVariance = scope.buffer("running_var", channels, 1)
    self.activation = activation
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == scale.count,
      "\(scale.name) takes \(scale.count) channels, found \(x.extent)")
    return x.tape.record(BatchNormalizationPrimitive(self), [x], x.extent)
  }
}

private final class BatchNormalizationPrimitive: Primitive {
  var kind: LayerKind { .normalization }
  var passesInPlace: Bool { true }
  var backwardReads: BackwardReads {
    layer.activation.ceiling == nil ? .inputs : [.inputs, .output]
  }
  var passesWhole: Bool { false }
  let layer: BatchNormalization
  let channels: Int
  static let epsilon = 1e-5
  static let momentum: Float = 0.1

  init(_ layer: BatchNormalization) {
    self.layer = layer
    channels = layer.scale.count
  }

  var parameters: [Parameter] { [layer.scale, layer.shift] }

  /// A ceiling is no part of a map, and its gradient reads the output.
  var isChannelMap: Bool { layer.activation.ceiling == nil }

  func channelMap(_ node: Node) -> ChannelMap? {
    guard isChannelMap else { return nil }
    let mean = node.auxiliary.assumingMemoryBound(to: Float.self)
    return ChannelMap(
      scale: mean + 2 * channels, shift: mean + 3 * channels, relu: layer.activation.isReLU)
  }

  /// A ceiling's gradient changes the cotangent before it is summed.
  var watchesRows: Bool { layer.activation.ceiling == nil }

  /// Mean, inverse deviation, the scale and shift that apply both with the parameters, and the gradient's three coefficients; sums of
  /// every piece where they are taken before the node's own step.
  func auxiliaryBytes(_ node: Node) -> Int {
    4 * (8 * channels + (node.isWatching ? sumFloats(node) : 0))
  }
  /// Double sums of every piece with the kernels' work space.
  func scratch(_ node: Node) -> Int { sumFloats(node) + 16 }
  private func sumFloats(_ node: Node) -> Int {
    8 * RowPieces(node.extent.rows).count * channels
  }

  /// Forward two passes of reading and one of writing, or one of reading where readers do the rest; backward four and one, or four
  /// where the cotangent is made when it is read.
  func work(_ node: Node) -> Work {
    let backward = node.lanes == 0 ? 0 : node.inputs[0].cotangentMaker === node ? 4 : 5
    return Work(floats: ((node.isStored ? 3 : 1) + backward) * node.extent.count)
  }

  func forward(_ node: Node, _ pass: Pass) {
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

  private func apply(
    _ node: Node, _ x: UnsafePointer<Float>, _ scale: UnsafePointer<Float>,
    _ shift: UnsafePointer<Float>
  ) {
    let y = node.data!
    RowPieces(node.extent.rows).run { _, rows in
      let first = rows.lowerBound * channels
      if let ceiling = layer.activation.ceiling {
        Engine.kernels.clippedAffine(
          rows.count, channels, x + first, scale, shift, ceiling, y + first)
      } else {
        Engine.kernels.channelAffine(
          rows.count, channels, x + first, scale, shift, layer.activation.isReLU, y + first)
      }
    }
  }

  /// Where the sums of every piece lie: in work space, or beside the statistics where they are taken before the node's own step.
  private func sums(_ node: Node, _ scratch: UnsafeMutablePointer<Float>)
    -> UnsafeMutablePointer<Double>
  {
    if node.isWatching { return watchedSums(node) }
    return UnsafeMutableRawPointer(scratch)
      .bindMemory(to: Double.self, capacity: sumFloats(node) / 2)
  }

  private func watchedSums(_ node: Node) -> UnsafeMutablePointer<Double> {
    (node.auxiliary + 4 * 8 * channels)
      .bindMemory(to: Double.self, capacity: sumFloats(node) / 2)
  }

  /// Sums the pieces that have been written and not been summed.
  private func sumWritten(
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

  /// Sums all others, on the team's threads.
  private func sumOthers(
    _ node: Node, _ sums: UnsafeMutablePointer<Double>,
    _ body: (_ range: Range<Int>, _ sums: UnsafeMutablePointer<Double>) -> Void
  ) {
    let summed = node.summedPieces
    node.summedPieces = 0
    RowPieces(node.extent.rows).run { piece, range in
      if piece >= summed { body(range, sums + 4 * piece * channels) }
    }
  }

  private func sumMoments(
    _ x: UnsafePointer<Float>, _ rows: Range<Int>, _ moments: UnsafeMutablePointer<Double>
  ) {
    Engine.kernels.channelMoments(
      rows.count, channels, x + rows.lowerBound * channels, moments)
  }

  func watch(_ node: Node, rows: Int) {
    let x = node.inputs[0].data!
    sumWritten(node, rows) { sumMoments(x, $0, $1) }
  }

  /// Mean and inverse deviation of every channel from the sums of all pieces, merged in order; moves the running ones.
  private func measure(
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
  private func sumGradient(
    _ node: Node, _ dy: UnsafePointer<Float>, _ rows: Range<Int>,
    _ sums: UnsafeMutablePointer<Double>
  ) {
    let first = rows.lowerBound * channels
    let mean = node.auxiliary.assumingMemoryBound(to: Float.self)
    Engine.kernels.normSums(
      rows.count, channels, dy + first, node.inputs[0].data + first, mean + 2 * channels,
      mean + 3 * channels, mean, layer.activation.isReLU, sums)
  }

  func watchCotangent(_ node: Node, rows: Int, _ sweep: Sweep) {
    let dy = sweep.cotangent(node, 0)
    sumWritten(node, rows) { sumGradient(node, dy, $0, $1) }
  }

  /// Sums of every piece, added in order into the first.
  private func sumWholeGradient(
    _ node: Node, _ dy: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Double>
  ) {
    sumOthers(node, sums) { sumGradient(node, dy, $0, $1) }
    for piece in 1..<max(RowPieces(node.extent.rows).count, 1) {
      for c in 0..<2 * channels { sums[c] += sums[4 * piece * channels + c] }
    }
  }

  /// With g the cotangent behind the ReLU: dx = γ/σ (g − mean g − x̂ mean(g x̂)), written as a g + b x + d.
  func backward(_ node: Node, _ sweep: Sweep) {
    let rows = node.extent.rows
    let mean = node.auxiliary.assumingMemoryBound(to: Float.self)
    let inverse = mean + channels
    let a = mean + 4 * channels
    let sums = sums(node, sweep.scratch)
    let gamma = sweep.pointer(layer.scale)
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      if let ceiling = layer.activation.ceiling {
        // In place: nobody reads this cotangent again, and what follows needs no mask then.
        let y = node.data!
        Engine.team.split(node.extent.count, by: 1 << 15) { range, _ in
          let first = range.lowerBound
          Engine.kernels.clippedGradient(
            range.count, ceiling, dy + first, y + first, dy + first)
        }
      }
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
      if node.inputs[0].cotangentMaker === node {
        _ = sweep.accumulating(node, slot, to: 0)
      } else {
        sweep.passRows(node, slot, to: 0) { [self] rows, _, dx in
          putGradient(node, dy, rows, in: dx)
        }
      }
    }
  }

  /// What the ReLU let pass is seen from x again, for reading y would cost more.
  private func putGradient(
    _ node: Node, _ dy: UnsafePointer<Float>, _ rows: Range<Int>,
    in dx: UnsafeMutablePointer<Float>
  ) {
    let first = rows.lowerBound * channels
    let scale = node.auxiliary.assumingMemoryBound(to: Float.self) + 2 * channels
    let a = scale + 2 * channels
    Engine.kernels.normGradient(
      rows.count, channels, dy + first, node.inputs[0].data + first, scale, scale + channels, a,
      a + channels, a + 2 * channels, layer.activation.isReLU, dx)
  }

  var makesCotangents: Bool { layer.activation.ceiling == nil }

  func makeCotangent(
    _ node: Node, rows: Range<Int>, _ sweep: Sweep, in room: UnsafeMutablePointer<Float>
  ) {
    putGradient(node, sweep.cotangent(node, 0), rows, in: room)
  }
}

/// Convolution, batch normalisation, ReLU: the unit of the SegNet family.
public struct ConvolutionUnit: Layer {
  let convolution: Convolution
  let norm: BatchNormalization

  public init(
    _ inputs: Int, _ outputs: Int, size: Int = 3, relu: Bool = true, in scope: ParameterScope,
    number: Int? = nil
  ) {
    convolution = Convolution(inputs, outputs, size: size, in: scope.numbered("conv", number))
    norm = BatchNormalization(outputs, relu: relu, in: scope.numbered("bn", number))
  }

  public func callAsFunction(_ x: Value) -> Value { norm(convolution(x)) }
}

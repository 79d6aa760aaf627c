import KernelTable

/// A factor for every channel, without bias: a depthwise 1×1 convolution. Weights are [1, 1, 1, C].
public struct ChannelScaling: Layer {
  public let weight: Parameter

  public init(_ channels: Int, in scope: ParameterScope) {
    weight = scope.weight("weight", [1, 1, 1, channels], fanIn: 1, fanOut: 1)
  }

  public func callAsFunction(_ x: Value) -> Value {
    precondition(
      x.extent.channels == weight.count,
      "\(weight.name) takes \(weight.count) channels, found \(x.extent)")
    return x.tape.record(ChannelScalingPrimitive(weight), [x], x.extent)
  }
}

private final class ChannelScalingPrimitive: Primitive, Costed {
  var kind: LayerKind { .convolution }
  var algorithm: String { "depthwise" }
  var backwardReads: BackwardReads { .inputs }
  var cotangentPassing: CotangentPassing { .inPlace }
  let weight: Parameter

  init(_ weight: Parameter) { self.weight = weight }

  var parameters: [Parameter] { [weight] }
  func macs(_ node: Node) -> Int { node.extent.count }
  /// Sums and their work space of every piece of rows; and zeros for the kernels' addend.
  func scratch(_ node: Node) -> Int { sumFloats(node) + node.extent.channels + 16 }
  private func sumFloats(_ node: Node) -> Int {
    8 * RowPieces(node.extent.rows).count * node.extent.channels
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (w, channels) = (pass.pointer(weight), node.extent.channels)
    let zeros = pass.scratch
    zeros.update(repeating: 0, count: channels)
    RowPieces(node.extent.rows).run(on: node.team) { _, rows in
      let first = rows.lowerBound * channels
      Engine.kernels.channelAffine(
        rows.count, channels, node.inputs[0].data + first, w, zeros, false, node.data + first)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let (w, channels) = (sweep.pointer(weight), node.extent.channels)
    let sums = UnsafeMutableRawPointer(sweep.scratch)
      .bindMemory(to: Double.self, capacity: sumFloats(node) / 2)
    let zeros = sweep.scratch + sumFloats(node)
    zeros.update(repeating: 0, count: channels)
    for slot in 0..<node.lanes {
      addGradient(node, sweep, slot, sums, zeros)
      // Last: this may lie where the cotangent does.
      let dy = sweep.cotangent(node, slot)
      sweep.passRows(node, slot, to: 0) { rows, _, dx in
        Engine.kernels.channelAffine(
          rows.count, channels, dy + rows.lowerBound * channels, w, zeros, false, dx)
      }
    }
  }

  /// Σ dy x of every channel, piece by piece in order: the sums of a norm's gradient whose mean is 0, behind those of dy.
  private func addGradient(
    _ node: Node, _ sweep: Sweep, _ slot: Int, _ sums: UnsafeMutablePointer<Double>,
    _ zeros: UnsafePointer<Float>
  ) {
    let (channels, pieces) = (node.extent.channels, RowPieces(node.extent.rows))
    let (x, dy) = (node.inputs[0].data!, sweep.cotangent(node, slot))
    pieces.run(on: node.team) { piece, rows in
      let first = rows.lowerBound * channels
      Engine.kernels.normSums(
        rows.count, channels, dy + first, x + first, zeros, zeros, zeros, false,
        sums + 4 * piece * channels)
    }
    let gradient = sweep.gradient(weight, node, slot)
    for c in 0..<channels {
      let sum = (0..<pieces.count).reduce(0.0) { $0 + sums[(4 * $1 + 1) * channels + c] }
      gradient[c] += Float(sum)
    }
  }
}

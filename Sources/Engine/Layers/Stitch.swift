import KernelTable

/// A learned mixture of values of one extent, y = Σₛ αₛ xₛ: one scalar per source, or one per source and
/// channel (Misra et al. 2016, cross-stitch units, one row of the matrix).
public struct Stitch: Sendable {
  public let weights: Parameter
  let perChannel: Bool

  /// `initial` has one value per source.
  public init(initial: [Float], channels: Int?, in scope: ParameterScope) {
    perChannel = channels != nil
    let width = channels ?? 1
    weights = scope.values(
      "weight", [initial.count, width],
      initial.flatMap { Array(repeating: $0, count: width) })
  }

  public func callAsFunction(_ sources: [Value]) -> Value {
    let extent = sources[0].extent
    precondition(
      sources.count == weights.shape[0] && sources.allSatisfy { $0.extent == extent },
      "\(weights.name) mixes \(weights.shape[0]) values of one extent, found \(sources.map(\.extent))"
    )
    precondition(!perChannel || extent.channels == weights.shape[1], "\(weights.name): \(extent)")
    return sources[0].tape.record(
      StitchPrimitive(weights, perChannel: perChannel), sources, extent)
  }
}

private final class StitchPrimitive: Primitive {
  var kind: LayerKind { .combination }
  var backwardReads: BackwardReads { .inputs }
  let weights: Parameter
  let perChannel: Bool

  init(_ weights: Parameter, perChannel: Bool) {
    self.weights = weights
    self.perChannel = perChannel
  }

  var parameters: [Parameter] { [weights] }
  func scratch(_ node: Node) -> Int {
    perChannel ? node.extent.count + 6 * node.extent.channels + 16 : 0
  }

  func forward(_ node: Node, _ pass: Pass) {
    let alpha = pass.pointer(weights)
    let (count, channels) = (node.extent.count, node.extent.channels)
    let kernels = Engine.kernels
    guard perChannel else {
      kernels.scale(count, alpha[0], node.inputs[0].data, node.data)
      for source in 1..<node.inputs.count {
        kernels.accumulate(count, alpha[source], node.inputs[source].data, node.data)
      }
      return
    }
    let zeros = pass.scratch + count
    zeros.update(repeating: 0, count: channels)
    for source in node.inputs.indices {
      let target = source == 0 ? node.data! : pass.scratch
      kernels.channelAffine(
        node.extent.rows, channels, node.inputs[source].data, alpha + source * channels, zeros,
        false, target)
      if source > 0 { kernels.add(count, node.data, pass.scratch, node.data) }
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      if perChannel {
        backwardChannels(node, sweep, slot)
      } else {
        backwardScalars(node, sweep, slot)
      }
    }
  }

  private func backwardScalars(_ node: Node, _ sweep: Sweep, _ slot: Int) {
    let (dy, count) = (sweep.cotangent(node, slot), node.extent.count)
    let alpha = sweep.pointer(weights)
    let gradient = sweep.gradient(weights, node, slot)
    for source in node.inputs.indices {
      gradient[source] += Float(Engine.kernels.dot(count, dy, node.inputs[source].data))
      sweep.pass(node, slot, to: source) { dx in
        Engine.kernels.scale(count, alpha[source], dy, dx)
      }
    }
  }

  private func backwardChannels(_ node: Node, _ sweep: Sweep, _ slot: Int) {
    let (dy, count, channels) = (
      sweep.cotangent(node, slot), node.extent.count, node.extent.channels
    )
    let rows = node.extent.rows
    let alpha = sweep.pointer(weights)
    let gradient = sweep.gradient(weights, node, slot)
    let zeros = sweep.scratch + (count + 15) / 16 * 16
    let sums = UnsafeMutableRawPointer(zeros).bindMemory(to: Double.self, capacity: channels)
    for source in node.inputs.indices {
      Engine.kernels.multiply(count, dy, node.inputs[source].data, sweep.scratch)
      Engine.kernels.channelSums(rows, channels, sweep.scratch, sums)
      for c in 0..<channels { gradient[source * channels + c] += Float(sums[c]) }
      zeros.update(repeating: 0, count: channels)
      sweep.pass(node, slot, to: source) { dx in
        Engine.kernels.channelAffine(
          rows, channels, dy, alpha + source * channels, zeros, false, dx)
      }
    }
  }
}

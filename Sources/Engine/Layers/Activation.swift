import KernelTable

extension Value {
  /// max(x, 0)
  public func relu() -> Value { tape.record(ReLUPrimitive(), [self], extent) }
}

extension Value {
  /// min(max(x, 0), 6) (Howard et al. 2017)
  public func relu6() -> Value { Clipped(ceiling: 6)(self) }
}

/// min(max(x, 0), ceiling) between other layers.
struct Clipped: Layer {
  static let relu6 = Clipped(ceiling: 6)
  let ceiling: Float
  func callAsFunction(_ x: Value) -> Value {
    x.tape.record(ClippedPrimitive(ceiling: ceiling), [x], x.extent)
  }
}

/// x / (1 + e⁻ˣ) between other layers: a value gated by itself.
struct SiLU: Layer {
  func callAsFunction(_ x: Value) -> Value { x.gated(by: x) }
}

/// max(x, 0) between other layers.
public struct ReLU: Layer {
  public init() {}
  public func callAsFunction(_ x: Value) -> Value { x.relu() }
}

private final class ReLUPrimitive: Primitive {
  var kind: LayerKind { .activation }
  var backwardReads: BackwardReads { .output }
  var cotangentPassing: CotangentPassing { .inPlace }
  func forward(_ node: Node, _ pass: Pass) {
    let (x, y) = (node.inputs[0].data!, node.data!)
    node.team.slices(node.extent.count) { range in
      Engine.kernels.relu(range.count, x + range.lowerBound, y + range.lowerBound)
    }
  }
  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let (dy, y, channels) = (sweep.cotangent(node, slot), node.data!, node.extent.channels)
      sweep.passRows(node, slot, to: 0) { rows, _, dx in
        let i = rows.lowerBound * channels
        Engine.kernels.reluGradient(rows.count * channels, dy + i, y + i, dx)
      }
    }
  }
}

/// min(max(x, 0), ceiling), whose gradient reads the output.
private final class ClippedPrimitive: Primitive {
  var kind: LayerKind { .activation }
  var backwardReads: BackwardReads { .output }
  var cotangentPassing: CotangentPassing { .inPlace }
  private let ceiling: Float

  init(ceiling: Float) { self.ceiling = ceiling }

  /// The kernels' factors and addends, for one pixel.
  func scratch(_ node: Node) -> Int { 2 * node.extent.channels + 16 }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, y, channels) = (node.inputs[0].data!, node.data!, node.extent.channels)
    let (ones, zeros) = (pass.scratch, pass.scratch + channels)
    ones.update(repeating: 1, count: channels)
    zeros.update(repeating: 0, count: channels)
    RowPieces(node.extent.rows).run(on: node.team) { _, rows in
      let first = rows.lowerBound * channels
      Engine.kernels.clippedAffine(
        rows.count, channels, x + first, ones, zeros, ceiling, y + first)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let (dy, y, channels) = (sweep.cotangent(node, slot), node.data!, node.extent.channels)
      sweep.passRows(node, slot, to: 0) { rows, _, dx in
        let i = rows.lowerBound * channels
        Engine.kernels.clippedGradient(rows.count * channels, ceiling, dy + i, y + i, dx)
      }
    }
  }
}

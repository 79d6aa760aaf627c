import KernelTable

extension Value {
  /// max(x, 0)
  public func relu() -> Value { tape.record(ReLUPrimitive(), [self], extent) }
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

/// A constant times a value, element by element.
public func * (factor: Float, x: Value) -> Value {
  x.tape.record(ScalingPrimitive(factor), [x], x.extent)
}

private final class ScalingPrimitive: Primitive {
  var kind: LayerKind { .combination }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .inPlace }
  private let factor: Float
  init(_ factor: Float) { self.factor = factor }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, y) = (node.inputs[0].data!, node.data!)
    node.team.slices(node.extent.count) { range in
      let i = range.lowerBound
      Engine.kernels.scale(range.count, factor, x + i, y + i)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      sweep.passRows(node, slot, to: 0) { rows, _, dx in
        let i = rows.lowerBound * node.extent.channels
        Engine.kernels.scale(rows.count * node.extent.channels, factor, dy + i, dx)
      }
    }
  }
}

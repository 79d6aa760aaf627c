import KernelTable

/// The channels of several values side by side.
public func concatenate(_ values: [Value]) -> Value {
  let first = values[0].extent
  precondition(
    values.allSatisfy { $0.extent.with(channels: 0) == first.with(channels: 0) },
    "values of different extents do not concatenate: \(values.map(\.extent))")
  let channels = values.reduce(0) { $0 + $1.extent.channels }
  return values[0].tape.record(
    ConcatenationPrimitive(), values, first.with(channels: channels))
}

/// Element by element; extents are equal.
public func * (a: Value, b: Value) -> Value {
  precondition(a.extent == b.extent, "\(a.extent) and \(b.extent) do not multiply")
  return a.tape.record(ProductPrimitive(), [a, b], a.extent)
}

/// Element by element; extents are equal.
public func + (a: Value, b: Value) -> Value {
  precondition(a.extent == b.extent, "\(a.extent) and \(b.extent) do not add")
  return a.tape.record(SumPrimitive(), [a, b], a.extent)
}

/// max(a + b, 0), element by element: how a residual block ends (He et al. 2016).
public func rectifiedSum(_ a: Value, _ b: Value) -> Value {
  precondition(a.extent == b.extent, "\(a.extent) and \(b.extent) do not add")
  return a.tape.record(RectifiedSumPrimitive(), [a, b], a.extent)
}

private final class ConcatenationPrimitive: Primitive {
  var kind: LayerKind { .combination }
  func forward(_ node: Node, _ pass: Pass) {
    var offset = 0
    for input in node.inputs {
      copyRows(
        node.extent.rows, input.extent.channels, from: input.data, stride: input.extent.channels,
        to: node.data + offset, stride: node.extent.channels)
      offset += input.extent.channels
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      var offset = 0
      for index in node.inputs.indices {
        let channels = node.inputs[index].extent.channels
        sweep.pass(node, slot, to: index) { dx in
          copyRows(
            node.extent.rows, channels, from: sweep.cotangent(node, slot) + offset,
            stride: node.extent.channels, to: dx, stride: channels)
        }
        offset += channels
      }
    }
  }

  private func copyRows(
    _ rows: Int, _ channels: Int, from source: UnsafePointer<Float>, stride sourceStride: Int,
    to target: UnsafeMutablePointer<Float>, stride targetStride: Int
  ) {
    Engine.team.split(rows, by: 4096) { range, _ in
      for row in range {
        (target + row * targetStride).update(from: source + row * sourceStride, count: channels)
      }
    }
  }
}

/// The node's two inputs, element by element.
private func combine(_ node: Node, _ kernel: KernelTable.Binary) {
  let (a, b, y) = (node.inputs[0].data!, node.inputs[1].data!, node.data!)
  Engine.team.slices(node.extent.count) { range in
    let i = range.lowerBound
    kernel(range.count, a + i, b + i, y + i)
  }
}

private final class ProductPrimitive: Primitive {
  var kind: LayerKind { .combination }
  func forward(_ node: Node, _ pass: Pass) {
    combine(node, Engine.kernels.multiply)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      for index in 0..<2 {
        sweep.pass(node, slot, to: index) { dx in
          let (dy, other) = (sweep.cotangent(node, slot), node.inputs[1 - index].data!)
          Engine.team.slices(node.extent.count) { range in
            let i = range.lowerBound
            Engine.kernels.multiply(range.count, dy + i, other + i, dx + i)
          }
        }
      }
    }
  }
}

private final class SumPrimitive: Primitive {
  var kind: LayerKind { .combination }
  func forward(_ node: Node, _ pass: Pass) {
    combine(node, Engine.kernels.add)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      for index in 0..<2 {
        sweep.pass(node, slot, to: index) { dx in
          dx.update(from: sweep.cotangent(node, slot), count: node.extent.count)
        }
      }
    }
  }
}

private final class RectifiedSumPrimitive: Primitive {
  var kind: LayerKind { .combination }
  func forward(_ node: Node, _ pass: Pass) {
    combine(node, Engine.kernels.addReLU)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      for index in 0..<2 {
        sweep.pass(node, slot, to: index) { dx in
          let (dy, y) = (sweep.cotangent(node, slot), node.data!)
          Engine.team.slices(node.extent.count) { range in
            let i = range.lowerBound
            Engine.kernels.reluGradient(range.count, dy + i, y + i, dx + i)
          }
        }
      }
    }
  }
}

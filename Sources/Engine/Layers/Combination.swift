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
    for row in 0..<rows {
      (target + row * targetStride).update(from: source + row * sourceStride, count: channels)
    }
  }
}

private final class ProductPrimitive: Primitive {
  func forward(_ node: Node, _ pass: Pass) {
    Engine.kernels.multiply(
      node.extent.count, node.inputs[0].data, node.inputs[1].data, node.data)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      for index in 0..<2 {
        sweep.pass(node, slot, to: index) { dx in
          Engine.kernels.multiply(
            node.extent.count, sweep.cotangent(node, slot), node.inputs[1 - index].data, dx)
        }
      }
    }
  }
}

private final class SumPrimitive: Primitive {
  func forward(_ node: Node, _ pass: Pass) {
    Engine.kernels.add(node.extent.count, node.inputs[0].data, node.inputs[1].data, node.data)
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
  func forward(_ node: Node, _ pass: Pass) {
    Engine.kernels.addReLU(node.extent.count, node.inputs[0].data, node.inputs[1].data, node.data)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      for index in 0..<2 {
        sweep.pass(node, slot, to: index) { dx in
          Engine.kernels.reluGradient(
            node.extent.count, sweep.cotangent(node, slot), node.data, dx)
        }
      }
    }
  }
}

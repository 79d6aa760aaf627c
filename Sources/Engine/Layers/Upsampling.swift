import KernelTable

extension Value {
  /// Twice the height and width, bilinear, corners aligned (PyTorch's `align_corners=True`).
  public func upsampled2() -> Value {
    tape.record(
      Upsample2Primitive(), [self],
      Extent(extent.batch, 2 * extent.height, 2 * extent.width, extent.channels))
  }
}

private final class Upsample2Primitive: Primitive {
  var kind: LayerKind { .resampling }
  func forward(_ node: Node, _ pass: Pass) {
    Engine.kernels.upsample2(node.inputs[0].extent, node.inputs[0].data, node.data)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      sweep.pass(node, slot, to: 0) { dx in
        Engine.kernels.upsample2Gradient(
          node.inputs[0].extent, sweep.cotangent(node, slot), dx)
      }
    }
  }
}

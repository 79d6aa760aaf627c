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
  var backwardReads: BackwardReads { [] }
  func forward(_ node: Node, _ pass: Pass) {
    let (x, y) = (node.inputs[0].data!, node.data!)
    forEachFrame(node.inputs[0].extent) { frame, place in
      Engine.kernels.upsample2(frame, x + place, y + 4 * place)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      sweep.pass(node, slot, to: 0) { dx in
        let dy = sweep.cotangent(node, slot)
        forEachFrame(node.inputs[0].extent) { frame, place in
          Engine.kernels.upsample2Gradient(frame, dy + 4 * place, dx + place)
        }
      }
    }
  }

  private func forEachFrame(_ image: Extent, _ body: (_ frame: Extent, _ place: Int) -> Void) {
    let frame = Extent(1, image.height, image.width, image.channels)
    Engine.team.run(image.batch) { index, _ in body(frame, index * frame.count) }
  }
}

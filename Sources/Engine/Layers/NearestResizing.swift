import KernelTable

extension Value {
  /// The height and width of another value: every pixel is that of this one at ⌊i · from / to⌋, as PyTorch's `nearest`. Itself where
  /// it has them already.
  func enlarged(to other: Value) -> Value {
    let (height, width) = (other.extent.height, other.extent.width)
    precondition(
      height >= extent.height && width >= extent.width, "\(extent) enlarged to \(other.extent)")
    if extent.height == height && extent.width == width { return self }
    return tape.record(
      NearestResizePrimitive(), [self], Extent(extent.batch, height, width, extent.channels))
  }
}

private final class NearestResizePrimitive: Primitive {
  var kind: LayerKind { .resampling }
  var backwardReads: BackwardReads { [] }

  func forward(_ node: Node, _ pass: Pass) {
    let x = node.inputs[0].data!
    forEachPixel(node) { source, target, channels in
      (node.data + target).update(from: x + source, count: channels)
    }
  }

  /// Pixels of the output come in order, so that every sum has the same terms in the same order.
  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      sweep.pass(node, slot, to: 0) { dx in
        dx.update(repeating: 0, count: node.inputs[0].extent.count)
        forEachPixel(node) { source, target, channels in
          Engine.kernels.add(channels, dx + source, dy + target, dx + source)
        }
      }
    }
  }

  /// Calls with the first float of each output pixel and of the one that it is of; images side by side.
  private func forEachPixel(
    _ node: Node, _ body: (_ source: Int, _ target: Int, _ channels: Int) -> Void
  ) {
    let (from, to) = (node.inputs[0].extent, node.extent)
    node.team.run(to.batch) { image, _ in
      for row in 0..<to.height {
        let sourceRow = (image * from.height + row * from.height / to.height) * from.width
        for column in 0..<to.width {
          let source = sourceRow + column * from.width / to.width
          let target = (image * to.height + row) * to.width + column
          body(source * to.channels, target * to.channels, to.channels)
        }
      }
    }
  }
}

import KernelTable

/// How a bilinear resampling places the pixels of one image on another.
public enum ResizeAlignment: Sendable {
  /// The centres of the corner pixels coincide (PyTorch's `align_corners=True`).
  case corners
  /// The images' borders coincide (`align_corners=False`).
  case borders
}

extension Value {
  /// Another height and width, bilinear. Itself where it has them already.
  public func resized(height: Int, width: Int, _ alignment: ResizeAlignment = .borders) -> Value {
    if extent.height == height && extent.width == width { return self }
    return tape.record(
      ResizePrimitive(alignment), [self], Extent(extent.batch, height, width, extent.channels))
  }

  /// The height and width of another value.
  func resized(to other: Value, _ alignment: ResizeAlignment = .borders) -> Value {
    resized(height: other.extent.height, width: other.extent.width, alignment)
  }

  /// Twice the height and width, bilinear, corners aligned.
  public func upsampled2() -> Value {
    resized(height: 2 * extent.height, width: 2 * extent.width, .corners)
  }
}

/// Bilinear resampling to a fixed height and width, borders aligned.
public struct Resized: Layer {
  let height: Int
  let width: Int

  public func callAsFunction(_ x: Value) -> Value { x.resized(height: height, width: width) }
}

private final class ResizePrimitive: Primitive {
  var kind: LayerKind { .resampling }
  var backwardReads: BackwardReads { [] }
  private let alignsCorners: Bool

  init(_ alignment: ResizeAlignment) { alignsCorners = alignment == .corners }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, y) = (node.inputs[0].data!, node.data!)
    forEachFrame(node) { from, to, place in
      Engine.kernels.resize(
        from, to, alignsCorners, x + place * from.count, y + place * to.count)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      sweep.pass(node, slot, to: 0) { dx in
        let dy = sweep.cotangent(node, slot)
        forEachFrame(node) { from, to, place in
          Engine.kernels.resizeGradient(
            from, to, alignsCorners, dy + place * to.count, dx + place * from.count)
        }
      }
    }
  }

  /// The extents of one frame before and after, and its place in the batch.
  private func forEachFrame(
    _ node: Node, _ body: (_ from: Extent, _ to: Extent, _ place: Int) -> Void
  ) {
    func frame(_ extent: Extent) -> Extent {
      Extent(1, extent.height, extent.width, extent.channels)
    }
    let (from, to) = (frame(node.inputs[0].extent), frame(node.extent))
    node.team.run(node.extent.batch) { index, _ in body(from, to, index) }
  }
}

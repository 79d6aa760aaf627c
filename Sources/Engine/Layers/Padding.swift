import KernelTable

extension Value {
  /// Zeros at the right and at the bottom, up to a height and width: [N, h, w, C] → [N, height, width, C]. Itself where it has them
  /// already.
  ///
  /// At these sides, every pixel keeps its place: strides and poolings divide what there was as they would without the zeros, and
  /// `cropped` takes the same pixels back. Zeros, because a convolution that pads reads the same beyond the border: the first one
  /// sees the image as if its own padding went on.
  public func padded(height: Int, width: Int) -> Value {
    precondition(
      extent.height <= height && extent.width <= width, "\(extent) padded to \(height)×\(width)")
    return corner(height, width)
  }

  /// Without what lies right of a width and below a height: [N, h, w, C] → [N, height, width, C]. Itself where it has them already.
  public func cropped(height: Int, width: Int) -> Value {
    precondition(
      0 < height && height <= extent.height && 0 < width && width <= extent.width,
      "\(extent) cropped to \(height)×\(width)")
    return corner(height, width)
  }

  private func corner(_ height: Int, _ width: Int) -> Value {
    if extent.height == height && extent.width == width { return self }
    return tape.record(
      CornerCopy(), [self], Extent(extent.batch, height, width, extent.channels))
  }
}

/// Without what was padded.
struct Cropped: Layer {
  let size: ImageSize

  func callAsFunction(_ x: Value) -> Value { x.cropped(height: size.height, width: size.width) }
}

/// What images of two extents have in common from the upper left corner on; zeros where the output reaches further. The way back
/// is the same the other way round.
private final class CornerCopy: Primitive {
  var kind: LayerKind { .resampling }
  var backwardReads: BackwardReads { [] }

  func forward(_ node: Node, _ pass: Pass) {
    let input = node.inputs[0]
    copy(node, input.data!, input.extent, to: node.data, node.extent)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      sweep.pass(node, slot, to: 0) { dx in
        copy(node, dy, node.extent, to: dx, node.inputs[0].extent)
      }
    }
  }

  /// Sets every pixel of `target`.
  private func copy(
    _ node: Node, _ source: UnsafePointer<Float>, _ from: Extent,
    to target: UnsafeMutablePointer<Float>, _ to: Extent
  ) {
    let channels = to.channels
    let common = min(from.width, to.width) * channels
    node.team.split(to.batch * to.height, by: 1) { lines, _ in
      for line in lines {
        let (image, row) = line.quotientAndRemainder(dividingBy: to.height)
        let own = target + line * to.width * channels
        let inside = row < from.height ? common : 0
        own.update(
          from: source + (image * from.height + row) * from.width * channels, count: inside)
        (own + inside).update(repeating: 0, count: to.width * channels - inside)
      }
    }
  }
}

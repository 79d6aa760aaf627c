import KernelTable

extension Value {
  /// Every `step`-th pixel of each image as an image of its own: [N, H, W, C] → [step² N, ⌈H/step⌉, ⌈W/step⌉, C], the image that
  /// begins at pixel (y, x) at place step y + x behind the others of its frame. Where the extent is no multiple of
  /// `step`, zeros end the shorter ones. A convolution of these images is a dilated convolution of the whole.
  func spaceToBatch(_ step: Int) -> Value {
    precondition(step > 0, "a step of \(step)")
    return tape.record(
      PixelSort(step: step, isJoining: false), [self],
      Extent(
        extent.batch * step * step, (extent.height + step - 1) / step,
        (extent.width + step - 1) / step, extent.channels))
  }

  /// The way back, to images of the height and width of `image`.
  func batchToSpace(_ step: Int, like image: Extent) -> Value {
    let whole = image.with(channels: extent.channels)
    precondition(
      extent
        == Extent(
          whole.batch * step * step, (whole.height + step - 1) / step,
          (whole.width + step - 1) / step, whole.channels),
      "\(extent) are not the pixels of \(whole) by a step of \(step)")
    return tape.record(PixelSort(step: step, isJoining: true), [self], whole)
  }
}

/// Copies pixels between an image and the images that each take every `step`-th of them.
private final class PixelSort: Primitive {
  var kind: LayerKind { .resampling }
  var backwardReads: BackwardReads { [] }
  private let step: Int
  /// Whether the output is the whole image.
  private let isJoining: Bool

  init(step: Int, isJoining: Bool) {
    self.step = step
    self.isJoining = isJoining
  }

  func forward(_ node: Node, _ pass: Pass) {
    let input = node.inputs[0]
    if isJoining {
      copy(node, to: node.data, from: input.data!)
    } else {
      sort(node, from: input.data!, to: node.data)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      sweep.pass(node, slot, to: 0) { dx in
        if isJoining { sort(node, from: dy, to: dx) } else { copy(node, to: dx, from: dy) }
      }
    }
  }

  /// The extents of the whole image and of its parts.
  private func extents(_ node: Node) -> (whole: Extent, part: Extent) {
    let (input, output) = (node.inputs[0].extent, node.extent)
    return isJoining ? (output, input) : (input, output)
  }

  /// From the whole image to its parts; where these reach beyond it, to zeros.
  private func sort(
    _ node: Node, from whole: UnsafePointer<Float>, to parts: UnsafeMutablePointer<Float>
  ) {
    forEachLine(node) { line in
      guard let first = line.first else {
        (parts + line.part).update(repeating: 0, count: line.count * line.channels)
        return
      }
      for index in 0..<line.inside {
        (parts + line.part + index * line.channels).update(
          from: whole + first + index * step * line.channels, count: line.channels)
      }
      (parts + line.part + line.inside * line.channels).update(
        repeating: 0, count: (line.count - line.inside) * line.channels)
    }
  }

  /// From the parts to the whole image, every pixel of which is set.
  private func copy(
    _ node: Node, to whole: UnsafeMutablePointer<Float>, from parts: UnsafePointer<Float>
  ) {
    forEachLine(node) { line in
      guard let first = line.first else { return }
      for index in 0..<line.inside {
        (whole + first + index * step * line.channels).update(
          from: parts + line.part + index * line.channels, count: line.channels)
      }
    }
  }

  /// One line of one part.
  private struct Line {
    let channels: Int
    /// Where it begins among the parts, and its pixels.
    let part: Int
    let count: Int
    /// Where its first pixel lies in the whole image, nil where the line is beyond it, and how many lie within.
    let first: Int?
    let inside: Int
  }

  private func forEachLine(_ node: Node, _ body: (Line) -> Void) {
    let (whole, part) = extents(node)
    node.team.split(part.batch * part.height, by: 1) { lines, _ in
      for line in lines {
        let (image, row) = line.quotientAndRemainder(dividingBy: part.height)
        let (frame, place) = image.quotientAndRemainder(dividingBy: step * step)
        let (top, left) = place.quotientAndRemainder(dividingBy: step)
        let y = row * step + top
        let isInside = y < whole.height && left < whole.width
        body(
          Line(
            channels: whole.channels, part: line * part.width * part.channels, count: part.width,
            first: isInside
              ? ((frame * whole.height + y) * whole.width + left) * whole.channels : nil,
            inside: isInside ? (whole.width - left + step - 1) / step : 0))
      }
    }
  }
}

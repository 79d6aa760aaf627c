import KernelTable

extension Value {
  /// Means over a grid of windows that cover the image, as PyTorch's `adaptive_avg_pool2d`: window i of n along an axis of L pixels goes
  /// from ⌊iL/n⌋ to ⌈(i+1)L/n⌉, so that neighbours may share a pixel.
  func adaptiveAverage(height: Int, width: Int) -> Value {
    precondition(height > 0 && width > 0, "means of \(height)×\(width) windows")
    return tape.record(
      AdaptiveAveragePrimitive(), [self], Extent(extent.batch, height, width, extent.channels))
  }
}

private final class AdaptiveAveragePrimitive: Primitive {
  var kind: LayerKind { .pooling }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .rows }
  /// Of each thread: double sums of a window and of one of its lines with the kernel's work space; or one pixel's share.
  func scratch(_ node: Node) -> Int { node.team.count * 6 * node.extent.channels }

  private func window(_ index: Int, of count: Int, over extent: Int) -> Range<Int> {
    index * extent / count..<((index + 1) * extent + count - 1) / count
  }

  /// Calls `body` with every window of some frames: the frame's and the window's place, and the window's lines and columns.
  private func forEachWindow(
    _ node: Node, frames: Range<Int>,
    _ body: (_ frame: Int, _ place: Int, _ lines: Range<Int>, _ columns: Range<Int>) -> Void
  ) {
    let (from, to) = (node.inputs[0].extent, node.extent)
    for frame in frames {
      for row in 0..<to.height {
        for column in 0..<to.width {
          body(
            frame, (frame * to.height + row) * to.width + column,
            window(row, of: to.height, over: from.height),
            window(column, of: to.width, over: from.width))
        }
      }
    }
  }

  private func place(_ frame: Int, _ line: Int, _ column: Int, _ image: Extent) -> Int {
    ((frame * image.height + line) * image.width + column) * image.channels
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, image, channels) = (node.inputs[0].data!, node.inputs[0].extent, node.extent.channels)
    node.team.split(image.batch, by: 1) { frames, thread in
      let sums = UnsafeMutableRawPointer(pass.scratch + thread * 6 * channels)
        .bindMemory(to: Double.self, capacity: 3 * channels)
      forEachWindow(node, frames: frames) { frame, place, lines, columns in
        sums.update(repeating: 0, count: channels)
        for line in lines {
          Engine.kernels.channelSums(
            columns.count, channels, x + self.place(frame, line, columns.lowerBound, image),
            sums + channels)
          for c in 0..<channels { sums[c] += sums[channels + c] }
        }
        let count = Double(lines.count * columns.count)
        for c in 0..<channels { node.data[place * channels + c] = Float(sums[c] / count) }
      }
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let (image, channels) = (node.inputs[0].extent, node.extent.channels)
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      let (dx, holds) = sweep.accumulating(node, slot, to: 0)
      node.team.split(image.batch, by: 1) { frames, thread in
        let share = sweep.scratch + thread * 6 * channels
        if !holds {
          let first = place(frames.lowerBound, 0, 0, image)
          (dx + first).update(
            repeating: 0, count: place(frames.upperBound, 0, 0, image) - first)
        }
        forEachWindow(node, frames: frames) { frame, place, lines, columns in
          let factor = 1 / Float(lines.count * columns.count)
          Engine.kernels.scale(channels, factor, dy + place * channels, share)
          for line in lines {
            Engine.kernels.addToRows(
              columns.count, channels, share,
              dx + self.place(frame, line, columns.lowerBound, image))
          }
        }
      }
    }
  }
}

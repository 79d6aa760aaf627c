import KernelTable

extension Value {
  /// Every channel of every image times 1 / (1 + e⁻ˣ) of its logit x: [N, H, W, C] by [N, 1, 1, C].
  public func gatedChannels(by logits: Value) -> Value {
    precondition(
      logits.extent == Extent(extent.batch, 1, 1, extent.channels),
      "\(logits.extent) does not gate the channels of \(extent)")
    return tape.record(ChannelGatePrimitive(), [self, logits], extent)
  }
}

/// An image is a multiply–add of each channel, as a norm is, so that it takes the norms' kernels.
private final class ChannelGatePrimitive: Primitive, Recomputable {
  var kind: LayerKind { .activation }
  var backwardReads: BackwardReads { .inputs }
  var cotangentPassing: CotangentPassing { .inPlace }
  /// The gates, [N, C], and zeros for the kernels' addend.
  func auxiliaryBytes(_ node: Node) -> Int {
    4 * (node.extent.batch + 1) * node.extent.channels
  }
  /// Double sums of each thread, and the logits' cotangents.
  func scratch(_ node: Node) -> Int {
    sumFloats(node) + node.extent.batch * node.extent.channels
  }
  private func sumFloats(_ node: Node) -> Int { 8 * node.team.count * node.extent.channels }

  private func gates(_ node: Node) -> (
    gates: UnsafeMutablePointer<Float>, zeros: UnsafeMutablePointer<Float>
  ) {
    let gates = node.auxiliary.assumingMemoryBound(to: Float.self)
    return (gates, gates + node.extent.batch * node.extent.channels)
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, logits) = (node.inputs[0].data!, node.inputs[1])
    let (gates, zeros) = gates(node)
    Engine.kernels.sigmoid(logits.extent.count, logits.data, gates)
    zeros.update(repeating: 0, count: node.extent.channels)
    node.team.split(node.extent.batch, by: 1) { frames, _ in
      scale(node, frames.lowerBound * pixels(node)..<frames.upperBound * pixels(node), x) {
        node.data + $0
      }
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let channels = node.extent.channels
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      if sweep.wants(node, 1) {
        let sums = sumLogits(node, dy, sweep.scratch)
        sweep.passRows(node, slot, to: 1) { frames, _, dLogits in
          dLogits.update(from: sums + frames.lowerBound * channels, count: frames.count * channels)
        }
      }
      // Last: this may lie where `dy` does.
      sweep.passRows(node, slot, to: 0) { [self] rows, _, dx in
        let first = rows.lowerBound * channels
        scale(node, rows, dy) { dx + ($0 - first) }
      }
    }
  }

  private func pixels(_ node: Node) -> Int { node.extent.height * node.extent.width }

  /// Rows of `x`, which may be of several images, times their images' gates; `place` says where the float of an index goes.
  private func scale(
    _ node: Node, _ rows: Range<Int>, _ x: UnsafePointer<Float>,
    to place: (_ index: Int) -> UnsafeMutablePointer<Float>
  ) {
    let (pixels, channels) = (pixels(node), node.extent.channels)
    let (gates, zeros) = gates(node)
    var row = rows.lowerBound
    while row < rows.upperBound {
      let frame = row / pixels
      let end = min((frame + 1) * pixels, rows.upperBound)
      Engine.kernels.channelAffine(
        end - row, channels, x + row * channels, gates + frame * channels, zeros, false,
        place(row * channels))
      row = end
    }
  }

  /// σ (1 − σ) Σ dy x over the pixels of every image, [N, C] in the work space.
  private func sumLogits(
    _ node: Node, _ dy: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Float> {
    let (pixels, channels) = (pixels(node), node.extent.channels)
    let x = node.inputs[0].data!
    let (gates, zeros) = gates(node)
    let sums = UnsafeMutableRawPointer(scratch)
      .bindMemory(to: Double.self, capacity: sumFloats(node) / 2)
    let found = scratch + sumFloats(node)
    node.team.split(node.extent.batch, by: 1) { frames, thread in
      let own = sums + 4 * thread * channels
      for frame in frames {
        let first = frame * pixels * channels
        // The sums of a norm's gradient whose mean is 0: behind those of dy lie those of dy x.
        Engine.kernels.normSums(
          pixels, channels, dy + first, x + first, zeros, zeros, zeros, false, own)
        for c in frame * channels..<(frame + 1) * channels {
          let sum = Float(own[channels + c - frame * channels])
          found[c] = sum * (gates[c] * (1 - gates[c]))
        }
      }
    }
    return found
  }
}

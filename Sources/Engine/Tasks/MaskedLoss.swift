import KernelTable

/// What a pixel-wise loss does with one frame's pixels, or with the one vector of an image; the operation around it does the rest.
protocol PixelLoss: Sendable {
  /// Whether the target has something to say about this pixel.
  func isValid(_ target: UnsafePointer<Float>) -> Bool
  /// The pixel's loss, and its gradient with respect to the raw output where `gradient` is given.
  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>?
  ) -> Float
}

extension Value {
  /// The mean of a pixel-wise loss over the valid pixels of the batch; 0 where there are none.
  func masked(_ loss: some PixelLoss, _ target: Value) -> Value {
    precondition(extent.rows == target.extent.rows, "\(extent) against \(target.extent)")
    return tape.record(MaskedLossPrimitive(loss), [self, target], Extent(1, 1, 1, 1))
  }
}

private final class MaskedLossPrimitive<Loss: PixelLoss>: Primitive {
  let loss: Loss
  init(_ loss: Loss) { self.loss = loss }

  /// The number of valid pixels.
  func auxiliaryBytes(_ node: Node) -> Int { 8 }

  func forward(_ node: Node, _ pass: Pass) {
    let (output, target) = (node.inputs[0], node.inputs[1])
    var total = 0.0
    var valid = 0
    for row in 0..<output.extent.rows {
      let truth = target.data + row * target.extent.channels
      guard loss.isValid(truth) else { continue }
      valid += 1
      total += Double(loss.value(output.data + row * output.extent.channels, truth, gradient: nil))
    }
    node.data[0] = valid > 0 ? Float(total / Double(valid)) : 0
    node.auxiliary.assumingMemoryBound(to: Int.self)[0] = valid
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let (output, target) = (node.inputs[0], node.inputs[1])
    let channels = output.extent.channels
    let valid = node.auxiliary.assumingMemoryBound(to: Int.self)[0]
    for slot in 0..<node.lanes {
      let factor = sweep.cotangent(node, slot)[0] / Float(max(valid, 1))
      sweep.pass(node, slot, to: 0) { dx in
        for row in 0..<output.extent.rows {
          let gradient = dx + row * channels
          let truth = target.data + row * target.extent.channels
          if loss.isValid(truth) {
            _ = loss.value(output.data + row * channels, truth, gradient: gradient)
            for c in 0..<channels { gradient[c] *= factor }
          } else {
            for c in 0..<channels { gradient[c] = 0 }
          }
        }
      }
    }
  }
}

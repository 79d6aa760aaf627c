import KernelTable

/// A loss that is the mean over valid rows, which are pixels of frames or the one vector of every image, or over single
/// labels in them; the operation around it does the rest.
protocol RowLoss: Sendable {
  /// The loss with what it must know of the whole batch beforehand: itself, where every row is for itself.
  func prepared(
    rows: Int, _ output: UnsafePointer<Float>, channels: Int, _ target: UnsafePointer<Float>,
    targetChannels: Int
  ) -> Self
  /// The sum over the valid ones of `rows` rows, and the number that the mean is over; sets the gradient with respect to the raw output, 0 in
  /// rows that are not valid. `scratch` holds eight rows of the output.
  func sum(
    rows: Int, _ output: UnsafePointer<Float>, channels: Int, _ target: UnsafePointer<Float>,
    targetChannels: Int, gradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) -> (total: Double, valid: Int)
}

extension RowLoss {
  func prepared(
    rows: Int, _ output: UnsafePointer<Float>, channels: Int, _ target: UnsafePointer<Float>,
    targetChannels: Int
  ) -> Self { self }
}

/// A loss that is computed one row after the other.
protocol PixelLoss: RowLoss {
  /// Whether the target has something to say about this pixel.
  func isValid(_ target: UnsafePointer<Float>) -> Bool
  /// The pixel's loss, and its gradient with respect to the raw output.
  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) -> Float
}

extension PixelLoss {
  func sum(
    rows: Int, _ output: UnsafePointer<Float>, channels: Int, _ target: UnsafePointer<Float>,
    targetChannels: Int, gradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) -> (total: Double, valid: Int) {
    var total = 0.0
    var valid = 0
    for row in 0..<rows {
      let truth = target + row * targetChannels
      let slope = gradient + row * channels
      if isValid(truth) {
        valid += 1
        total += Double(value(output + row * channels, truth, gradient: slope))
      } else {
        for c in 0..<channels { slope[c] = 0 }
      }
    }
    return (total, valid)
  }
}

extension Value {
  /// The mean of a loss over the valid rows of the batch; 0 where there are none.
  func masked(_ loss: some RowLoss, _ target: Value) -> Value {
    precondition(extent.rows == target.extent.rows, "\(extent) against \(target.extent)")
    return tape.record(MaskedLossPrimitive(loss), [self, target], Extent(1, 1, 1, 1))
  }
}

private final class MaskedLossPrimitive<Loss: RowLoss>: Primitive {
  var kind: LayerKind { .loss }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .rows }
  let loss: Loss
  init(_ loss: Loss) { self.loss = loss }

  private func pieces(_ node: Node) -> RowPieces {
    RowPieces(node.inputs[0].extent.rows, step: 4096)
  }

  /// The number of valid rows, then the gradient of their sum.
  func auxiliaryBytes(_ node: Node) -> Int { 64 + 4 * node.inputs[0].extent.count }
  /// Every piece's sum and number, as doubles, and eight rows for each.
  func scratch(_ node: Node) -> Int {
    pieces(node).count * (4 + 8 * node.inputs[0].extent.channels)
  }

  private func gradient(_ node: Node) -> UnsafeMutablePointer<Float> {
    (node.auxiliary + 64).assumingMemoryBound(to: Float.self)
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (output, target) = (node.inputs[0], node.inputs[1])
    let (channels, targetChannels) = (output.extent.channels, target.extent.channels)
    let pieces = pieces(node)
    let sums = UnsafeMutableRawPointer(pass.scratch)
      .bindMemory(to: Double.self, capacity: 2 * pieces.count)
    let rooms = pass.scratch + 4 * pieces.count
    let gradient = gradient(node)
    let loss = loss.prepared(
      rows: output.extent.rows, output.data, channels: channels, target.data,
      targetChannels: targetChannels)
    pieces.run(on: node.team) { piece, rows in
      let first = rows.lowerBound
      let found = loss.sum(
        rows: rows.count, output.data + first * channels,
        channels: channels, target.data + first * targetChannels, targetChannels: targetChannels,
        gradient: gradient + first * channels, scratch: rooms + piece * 8 * channels)
      sums[2 * piece] = found.total
      sums[2 * piece + 1] = Double(found.valid)
    }
    let total = (0..<pieces.count).reduce(0.0) { $0 + sums[2 * $1] }
    let valid = (0..<pieces.count).reduce(0.0) { $0 + sums[2 * $1 + 1] }
    node.data[0] = valid > 0 ? Float(total / valid) : 0
    node.auxiliary.assumingMemoryBound(to: Int.self)[0] = Int(valid)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let channels = node.inputs[0].extent.channels
    let valid = node.auxiliary.assumingMemoryBound(to: Int.self)[0]
    let gradient = gradient(node)
    for slot in 0..<node.lanes {
      let factor = sweep.cotangent(node, slot)[0] / Float(max(valid, 1))
      sweep.passRows(node, slot, to: 0) { rows, _, dx in
        Engine.kernels.scale(
          rows.count * channels, factor, gradient + rows.lowerBound * channels, dx)
      }
    }
  }
}

import KernelTable

extension Value {
  /// Element by element times 1 / (1 + e⁻ˣ) of the logits x, which have the same extent: soft attention (MTAN §3.2).
  public func gated(by logits: Value) -> Value {
    precondition(extent == logits.extent, "\(logits.extent) does not gate \(extent)")
    return tape.record(GatePrimitive(), [logits, self], extent)
  }
}

/// Sigmoid and product go over a block of rows while it is in cache. The gates are kept for the backward pass.
private final class GatePrimitive: Primitive, Costed, MappedReader, RowTeller {
  var kind: LayerKind { .activation }
  var backwardReads: BackwardReads { .inputs }
  var cotangentPassing: CotangentPassing { .inPlace }
  var mappedReading: MappedReading { .aside }
  func auxiliaryBytes(_ node: Node) -> Int { 4 * node.extent.count }
  func scratch(_ node: Node) -> Int { RowRooms(node, rooms: 2).floats }

  /// Forward reads both and writes gates and products; backward reads the cotangent, the gates and what they were applied to, and writes
  /// two cotangents.
  func work(_ node: Node) -> Work {
    Work(floats: (node.lanes > 0 ? 9 : 4) * node.extent.count)
  }

  private func gates(_ node: Node) -> UnsafeMutablePointer<Float> {
    node.auxiliary.assumingMemoryBound(to: Float.self)
  }

  func forward(_ node: Node, _ pass: Pass) {
    let (logits, x, y, gates) = (node.inputs[0], node.inputs[1], node.data!, gates(node))
    let (rooms, channels) = (RowRooms(node, rooms: 2), node.extent.channels)
    rooms.run(node.extent.rows, pass.scratch, inSteps: true) { rows, room in
      let (i, count) = (rows.lowerBound * channels, rows.count * channels)
      Engine.kernels.sigmoid(count, logits.values(rows, in: room), gates + i)
      Engine.kernels.multiply(count, gates + i, x.values(rows, in: room + rooms.size), y + i)
      pass.tell(node, rows: rows.upperBound)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    let (x, gates) = (node.inputs[1], gates(node))
    let (rooms, channels) = (RowRooms(node, rooms: 2), node.extent.channels)
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      let (toX, toLogits) = (sweep.receiver(node, slot, 1), sweep.receiver(node, slot, 0))
      sweep.forEachRows(node.extent, whole: false) { all, thread in
        rooms.run(all, sweep.scratch, thread: thread) { rows, room in
          let (i, count) = (rows.lowerBound * channels, rows.count * channels)
          toX?.pass(rows, thread: thread) { dx in
            Engine.kernels.multiply(count, dy + i, gates + i, dx)
          }
          // Last: this may lie where `dy` does.
          toLogits?.pass(rows, thread: thread) { dx in
            Engine.kernels.multiply(count, dy + i, x.values(rows, in: room), dx)
            Engine.kernels.sigmoidGradient(count, dx, gates + i, dx)
          }
        }
      }
    }
  }
}

import KernelTable

/// The channels of several values side by side.
public func concatenate(_ values: [Value]) -> Value {
  let first = values[0].extent
  precondition(
    values.allSatisfy { $0.extent.with(channels: 0) == first.with(channels: 0) },
    "values of different extents do not concatenate: \(values.map(\.extent))")
  let channels = values.reduce(0) { $0 + $1.extent.channels }
  return values[0].tape.record(
    ConcatenationPrimitive(), values, first.with(channels: channels))
}

/// Element by element; extents are equal.
public func + (a: Value, b: Value) -> Value {
  precondition(a.extent == b.extent, "\(a.extent) and \(b.extent) do not add")
  return a.tape.record(SumPrimitive(), [a, b], a.extent)
}

/// max(a + b, 0), element by element: how a residual block ends (He et al. 2016).
public func rectifiedSum(_ a: Value, _ b: Value) -> Value {
  precondition(a.extent == b.extent, "\(a.extent) and \(b.extent) do not add")
  return a.tape.record(RectifiedSumPrimitive(), [a, b], a.extent)
}

private final class ConcatenationPrimitive: Primitive, Costed, Joining, MappedReader, RowTeller {
  var kind: LayerKind { .combination }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .rows }
  var mappedReading: MappedReading { .aside }
  func scratch(_ node: Node) -> Int { RowRooms(node, rooms: 1).floats }

  /// Every float is read and written in each direction, or none where a reader takes the inputs.
  func work(_ node: Node) -> Work {
    Work(floats: node.isJoined ? 0 : (node.lanes > 0 ? 4 : 2) * node.extent.count)
  }

  func forward(_ node: Node, _ pass: Pass) {
    guard !node.isJoined else { return }
    let rooms = RowRooms(node, rooms: 1)
    var offset = 0
    for input in node.inputs {
      let (channels, y) = (input.extent.channels, node.data + offset)
      rooms.run(node.extent.rows, pass.scratch) { rows, room in
        copyRows(
          rows.count, channels, from: input.values(rows, in: room), stride: channels,
          to: y + rows.lowerBound * node.extent.channels, stride: node.extent.channels)
      }
      offset += channels
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      var offset = 0
      for index in node.inputs.indices {
        let channels = node.inputs[index].extent.channels
        let dy = sweep.cotangent(node, slot) + offset
        sweep.passRows(node, slot, to: index) { rows, _, dx in
          copyRows(
            rows.count, channels, from: dy + rows.lowerBound * node.extent.channels,
            stride: node.extent.channels, to: dx, stride: channels)
        }
        offset += channels
      }
    }
  }

  private func copyRows(
    _ rows: Int, _ channels: Int, from source: UnsafePointer<Float>, stride sourceStride: Int,
    to target: UnsafeMutablePointer<Float>, stride targetStride: Int
  ) {
    for row in 0..<rows {
      (target + row * targetStride).update(from: source + row * sourceStride, count: channels)
    }
  }
}

/// The node's two inputs, element by element.
private func combine(_ node: Node, _ pass: Pass, _ kernel: KernelTable.Binary) {
  let (a, b, y, channels) = (node.inputs[0], node.inputs[1], node.data!, node.extent.channels)
  let rooms = RowRooms(node, rooms: 2)
  rooms.run(node.extent.rows, pass.scratch, inSteps: pass.tells(node)) { rows, room in
    kernel(
      rows.count * channels, a.values(rows, in: room), b.values(rows, in: room + rooms.size),
      y + rows.lowerBound * channels)
    pass.tell(node, rows: rows.upperBound)
  }
}

private final class SumPrimitive: Primitive, MappedReader, RowTeller {
  var kind: LayerKind { .combination }
  var backwardReads: BackwardReads { [] }
  var cotangentPassing: CotangentPassing { .inPlaceForBoth }
  var mappedReading: MappedReading { .aside }
  func scratch(_ node: Node) -> Int { RowRooms(node, rooms: 2).floats }

  func forward(_ node: Node, _ pass: Pass) {
    combine(node, pass, Engine.kernels.add)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      for index in 0..<2 {
        let dy = sweep.cotangent(node, slot)
        sweep.passRows(node, slot, to: index) { rows, _, dx in
          let (i, count) = (
            rows.lowerBound * node.extent.channels, rows.count * node.extent.channels
          )
          if dx != dy + i { dx.update(from: dy + i, count: count) }
        }
      }
    }
  }
}

private final class RectifiedSumPrimitive: Primitive, MappedReader, RowTeller {
  var kind: LayerKind { .combination }
  var backwardReads: BackwardReads { .output }
  var cotangentPassing: CotangentPassing { .inPlaceForBoth }
  var mappedReading: MappedReading { .aside }
  func scratch(_ node: Node) -> Int { RowRooms(node, rooms: 2).floats }

  func forward(_ node: Node, _ pass: Pass) {
    combine(node, pass, Engine.kernels.addReLU)
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      // The first input's cotangent may lie where `dy` does: masking it again for the second input changes nothing.
      for index in 0..<2 {
        let (dy, y) = (sweep.cotangent(node, slot), node.data!)
        sweep.passRows(node, slot, to: index) { rows, _, dx in
          let i = rows.lowerBound * node.extent.channels
          Engine.kernels.reluGradient(rows.count * node.extent.channels, dy + i, y + i, dx)
        }
      }
    }
  }
}

import KernelTable

/// The memory of a prepared tape: one block in which values lie as long as they are needed and no longer.
final class TapeMemory {
  private let block: Tensor
  private let work: Tensor
  let pass: Pass
  let sweep: Sweep
  /// Work space of every node that needs no more.
  var sharedWork: UnsafeMutablePointer<Float> { work.data }
  var floats: Int { block.count + work.count + sweep.jacobian.matrix.count }

  init(_ tape: Tape, _ mode: TapeMode, _ parameters: Parameters) {
    Self.countLanes(tape, mode)
    tape.placeValues(mode)
    tape.chooseWatchers(mode)
    tape.chooseMakers(mode)
    let entries = Lifetimes(tape, mode).entries
    let plan = ArenaPlan(
      entries.map { ArenaPlan.Interval(start: $0.start, end: $0.end, floats: $0.floats) })
    block = Tensor([plan.extent])
    for (entry, offset) in zip(entries, plan.offsets) {
      let place = block.data + offset
      switch entry.role {
      case .value:
        entry.node.memory.data = place
        entry.node.memory.forwardData = place
      case .recomputed: entry.node.memory.recomputedData = place
      case .auxiliary: entry.node.memory.auxiliary = UnsafeMutableRawPointer(place)
      case .gradient: Self.placeCotangents(entry, place)
      case .addend: entry.node.memory.addend = place
      case .forwardWork: entry.node.memory.forwardWork = place
      case .backwardWork: entry.node.memory.backwardWork = place
      }
    }
    let needed = tape.nodes.filter(\.needed)
    work = Tensor([
      needed.map { $0.primitive.scratch($0) }.filter { $0 <= Lifetimes.sharedWork }.max() ?? 0
    ])
    pass = Pass(
      values: parameters.values.data, buffers: parameters.buffers.data, scratch: work.data,
      training: mode != .inference)
    sweep = Sweep(tape, mode, parameters, scratch: work.data)
  }

  /// The cotangents that share a place, one after the other. In place of one that is made, its maker's stays there.
  private static func placeCotangents(
    _ entry: Lifetimes.Entry, _ place: UnsafeMutablePointer<Float>
  ) {
    entry.node.memory.cotangents = place
    entry.node.placement.cotangent = .stored
    for node in entry.successors {
      node.memory.cotangents = place
      if node.cotangentMaker == nil {
        node.placement.cotangent = .inPlace(of: entry.node.index)
      }
    }
  }

  private static func countLanes(_ tape: Tape, _ mode: TapeMode) {
    for node in tape.nodes {
      let active = node.trains && node.tasks != 0
      switch mode {
      case .inference: node.lanes = 0
      case .weightedSum, .features: node.lanes = active ? 1 : 0
      case .jacobian: node.lanes = active ? node.tasks.nonzeroBitCount : 0
      }
    }
  }
}

/// Places intervals of time in one block so that those which overlap in time do not overlap in space: the
/// largest first, each at the lowest free offset.
struct ArenaPlan {
  struct Interval {
    let start: Int
    let end: Int
    let floats: Int
  }

  private(set) var offsets: [Int]
  private(set) var extent = 0

  init(_ intervals: [Interval]) {
    offsets = Array(repeating: 0, count: intervals.count)
    let order = intervals.indices.sorted {
      (intervals[$1].floats, $0) < (intervals[$0].floats, $1)
    }
    var placed: [(interval: Interval, offset: Int, end: Int)] = []
    for index in order {
      let interval = intervals[index]
      let size = (interval.floats + 15) / 16 * 16
      var offset = 0
      for other in placed
      where other.interval.start <= interval.end && interval.start <= other.interval.end {
        if offset + size <= other.offset { break }
        offset = max(offset, other.end)
      }
      offsets[index] = offset
      extent = max(extent, offset + size)
      let position = placed.firstIndex { $0.offset > offset } ?? placed.count
      placed.insert((interval, offset, offset + size), at: position)
    }
  }
}

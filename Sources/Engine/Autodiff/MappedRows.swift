import KernelTable

extension Node {
  /// The rows `rows` of the node's value: where they lie, or computed in `room` where the value is mapped.
  @inline(__always)
  func values(_ rows: Range<Int>, in room: UnsafeMutablePointer<Float>) -> UnsafePointer<Float> {
    let (data, map) = source
    let first = data + rows.lowerBound * extent.channels
    guard let map else { return UnsafePointer(first) }
    Engine.kernels.channelAffine(
      rows.count, extent.channels, first, map.scale, map.shift, map.relu, room)
    return UnsafePointer(room)
  }
}

/// Work space for an element-wise primitive that reads mapped values: a block of rows at a time is computed there, on every thread,
/// and read while it is in cache.
struct RowRooms {
  private let channels: Int
  private let rooms: Int
  private let team: ThreadTeam

  /// `rooms` blocks for each thread, as wide as the node's widest input; none where all its inputs are stored.
  init(_ node: Node, rooms: Int) {
    channels = node.inputs.map(\.extent.channels).max() ?? 0
    team = node.team
    self.rooms = node.inputs.allSatisfy(\.isStored) ? 0 : rooms
  }

  private var step: Int { max(1, 4096 / channels) }
  /// Floats of one room.
  var size: Int { (step * channels + 15) / 16 * 16 }
  /// Floats of all.
  var floats: Int { team.count * rooms * size }

  /// Calls `body` with blocks of `rows` and the thread's rooms. Where there are no rooms all rows are one block, unless they shall come
  /// `inSteps`.
  @inline(__always)
  func run(
    _ rows: Range<Int>, _ scratch: UnsafeMutablePointer<Float>, thread: Int, inSteps: Bool = false,
    _ body: (_ rows: Range<Int>, _ rooms: UnsafeMutablePointer<Float>) -> Void
  ) {
    guard rooms > 0 || inSteps else { return body(rows, scratch) }
    let own = scratch + thread * rooms * size
    var first = rows.lowerBound
    while first < rows.upperBound {
      let last = min(first + step, rows.upperBound)
      body(first..<last, own)
      first = last
    }
  }

  /// The same for all rows, cut among the team's threads.
  @inline(__always)
  func run(
    _ count: Int, _ scratch: UnsafeMutablePointer<Float>, inSteps: Bool = false,
    _ body: (_ rows: Range<Int>, _ rooms: UnsafeMutablePointer<Float>) -> Void
  ) {
    team.split(count, by: 8 * step) { rows, thread in
      run(rows, scratch, thread: thread, inSteps: inSteps, body)
    }
  }
}

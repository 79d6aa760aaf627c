import KernelTable

extension Node {
  /// The rows `rows` of the node's value: where they lie, or made in `room` where the value is not stored.
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

/// Rows some at a time, with rooms for as many on every thread: what is made aside is read while it is in cache.
struct RowRooms {
  private let channels: Int
  private let rooms: Int

  /// Of a node's width; none are taken where all its inputs are stored.
  init(_ node: Node, rooms: Int) {
    channels = node.inputs.map(\.extent.channels).max() ?? 0
    self.rooms = node.inputs.allSatisfy(\.isStored) ? 0 : rooms
  }

  private var step: Int { max(1, 4096 / channels) }
  /// Floats of one room.
  var size: Int { (step * channels + 15) / 16 * 16 }
  /// Floats of all.
  var floats: Int { Engine.team.count * rooms * size }

  /// Calls with ranges of `rows`, and the thread's rooms; with all of a thread's rows at once where there are no rooms and it need not be
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
    Engine.team.split(count, by: 8 * step) { rows, thread in
      run(rows, scratch, thread: thread, inSteps: inSteps, body)
    }
  }
}

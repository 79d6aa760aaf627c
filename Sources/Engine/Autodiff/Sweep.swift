import KernelTable

/// T rows of gradients on what the tasks share.
public struct Jacobian {
  /// [T, P]: the floats of the shared parameters, or of the shared values, each starting on a multiple of 16.
  public let matrix: Tensor
  /// The shared parameters and where their columns begin; none where the rows are on values.
  public let columns: [(parameter: Parameter, offset: Int)]

  public var tasks: Int { matrix.shape[0] }
  public var width: Int { matrix.shape[1] }
  public var rows: GradientRows { GradientRows(count: tasks, width: width, matrix.data) }
  /// G Gᵀ, in double precision over fixed blocks.
  public func gramian() -> [[Double]] { rows.gramian() }
}

/// One backward pass under way: lanes of cotangents stacked in every node.
final class Sweep {
  private let mode: TapeMode
  private let parameters: Parameters
  var scratch: UnsafeMutablePointer<Float>
  /// Room of each thread for rows of a cotangent that are added to what is there.
  private let rowAddends: Tensor
  private let rowAddendFloats: Int
  let jacobian: Jacobian
  /// Column of each parameter in the Jacobian, by index; −1 where it is not shared.
  private let columns: [Int]
  /// Column of each shared value that a layer of one task reads, by node; −1 for others. Only in `.features`.
  private let inboxes: [Int]
  /// Gradients that shared parameters get from layers of one task, behind the features (MTAN's blocks on attended values): a row for
  /// each task. They are combined with the coefficients of the features' rows.
  private let late: Jacobian
  /// Column of each parameter in them, by index; −1 where it has none.
  private let lateColumns: [Int]
  /// Bit t: task t's row holds a sum for this node already.
  private var received: [UInt64]
  private unowned let tape: Tape
  private let team: ThreadTeam

  init(
    _ tape: Tape, _ mode: TapeMode, _ parameters: Parameters,
    scratch: UnsafeMutablePointer<Float>
  ) {
    self.mode = mode
    self.parameters = parameters
    self.scratch = scratch
    let widest = tape.nodes.map { $0.lanes > 0 ? $0.extent.channels : 0 }.max() ?? 0
    rowAddendFloats = max(Self.chunk, widest)
    rowAddends = Tensor([mode == .inference ? 0 : tape.team.count * rowAddendFloats])
    self.tape = tape
    team = tape.team
    var columns = Array(repeating: -1, count: parameters.layout.parameters.count)
    var shared: [(Parameter, Int)] = []
    var width = 0
    if mode == .jacobian {
      for parameter in parameters.layout.parameters where tape.isShared(parameter) {
        columns[parameter.index] = width
        shared.append((parameter, width))
        width += (parameter.count + 15) / 16 * 16
      }
    }
    var inboxes = Array(repeating: -1, count: tape.nodes.count)
    if mode == .features {
      for feature in Self.features(tape) {
        inboxes[feature.index] = width
        width += (feature.extent.count + 15) / 16 * 16
      }
    }
    self.columns = columns
    self.inboxes = inboxes
    received = Array(repeating: 0, count: inboxes.count)
    let rows = mode == .jacobian || mode == .features ? tape.losses.count : 0
    jacobian = Jacobian(matrix: Tensor([rows, width]), columns: shared)
    late = Self.late(tape, mode, parameters)
    var lateColumns = columns.map { _ in -1 }
    for (parameter, column) in late.columns { lateColumns[parameter.index] = column }
    self.lateColumns = lateColumns
  }

  /// Shared values that a layer of one task reads, in the order in which they are first read.
  static func features(_ tape: Tape) -> [Node] {
    var known: Set<Int> = []
    return tape.nodes.filter { $0.lanes > 0 && !$0.isShared }.flatMap(\.inputs).filter {
      $0.lanes > 0 && $0.isShared && known.insert($0.index).inserted
    }
  }

  private static func late(_ tape: Tape, _ mode: TapeMode, _ parameters: Parameters) -> Jacobian {
    var columns: [(Parameter, Int)] = []
    var width = 0
    if mode == .features {
      let used = tape.nodes.filter { $0.lanes > 0 && !$0.isShared }
        .flatMap(\.primitive.parameters).map(\.index)
      let indices = Set(used)
      for parameter in parameters.layout.parameters
      where tape.isShared(parameter) && indices.contains(parameter.index) {
        columns.append((parameter, width))
        width += (parameter.count + 15) / 16 * 16
      }
    }
    return Jacobian(
      matrix: Tensor([columns.isEmpty ? 0 : tape.losses.count, width]), columns: columns)
  }

  func clear() {
    parameters.gradient.data.update(repeating: 0, count: parameters.gradient.count)
    jacobian.matrix.data.update(repeating: 0, count: jacobian.matrix.count)
    late.matrix.data.update(repeating: 0, count: late.matrix.count)
    for node in tape.nodes { node.written = 0 }
    for index in received.indices { received[index] = 0 }
  }

  /// Calls `body` with every shared value that a layer of one task reads, and its column.
  private func forEachFeature(_ body: (Node, Int) -> Void) {
    for node in tape.nodes where inboxes[node.index] >= 0 { body(node, inboxes[node.index]) }
  }

  /// The combination of the rows becomes the shared values' cotangents.
  func combineFeatures(_ weights: [Double]) {
    forEachFeature { node, column in
      let count = node.extent.count
      for task in 0..<jacobian.tasks {
        let row = jacobian.rows[task] + column
        if task == 0 {
          Engine.kernels.scale(count, Float(weights[0]), row, node.memory.cotangents)
        } else {
          Engine.kernels.accumulate(count, Float(weights[task]), row, node.memory.cotangents)
        }
      }
      node.written = 1
    }
    for (parameter, column) in late.columns {
      for task in 0..<late.tasks {
        Engine.kernels.accumulate(
          parameter.count, Float(weights[task]), late.rows[task] + column,
          parameters.gradient.data + parameter.offset)
      }
    }
  }

  func copyFeatures(to row: UnsafeMutablePointer<Float>) {
    forEachFeature { node, column in
      (row + column).update(from: node.data, count: node.extent.count)
    }
  }

  var featureBlocks: [FeatureBlock] {
    var blocks: [FeatureBlock] = []
    forEachFeature { node, column in
      let frames = node.extent.batch
      blocks.append(
        FeatureBlock(offset: column, frames: frames, size: node.extent.count / frames))
    }
    return blocks
  }

  var values: UnsafeMutablePointer<Float> { parameters.values.data }
  func pointer(_ parameter: Parameter) -> UnsafeMutablePointer<Float> {
    values + parameter.offset
  }

  /// The cotangent in slot `slot` of the node.
  func cotangent(_ node: Node, _ slot: Int) -> UnsafeMutablePointer<Float> {
    node.memory.cotangents + slot * node.extent.count
  }

  /// Which task's lane lies in slot `slot` of the node; 0 where all tasks of the node are one lane.
  private func lane(_ node: Node, _ slot: Int) -> Int {
    if mode == .features { return node.isShared ? 0 : node.tasks.trailingZeroBitCount }
    guard mode == .jacobian else { return 0 }
    var mask = node.tasks
    for _ in 0..<slot { mask &= mask &- 1 }
    return mask.trailingZeroBitCount
  }

  private func slot(_ node: Node, lane: Int) -> Int {
    mode == .jacobian ? (node.tasks & ((1 << UInt64(lane)) &- 1)).nonzeroBitCount : 0
  }

  /// Where to add the gradient of a parameter that the node's slot `slot` gives.
  func gradient(_ parameter: Parameter, _ node: Node, _ slot: Int) -> UnsafeMutablePointer<Float> {
    if !node.isShared, lateColumns[parameter.index] >= 0 {
      return late.matrix.row(lane(node, slot)) + lateColumns[parameter.index]
    }
    let column = columns[parameter.index]
    if column < 0 { return parameters.gradient.data + parameter.offset }
    return jacobian.matrix.data + lane(node, slot) * jacobian.width + column
  }

  /// Whether the node's input takes a gradient at all.
  func wants(_ node: Node, _ input: Int) -> Bool { node.inputs[input].lanes > 0 }

  /// Lets `write` fill the cotangent of an input for the node's slot `slot`; where another consumer has
  /// written already, the two are added.
  func pass(
    _ node: Node, _ slot: Int, to input: Int, _ write: (UnsafeMutablePointer<Float>) -> Void
  ) {
    guard wants(node, input) else { return }
    let (data, holds) = accumulating(node, slot, to: input)
    guard holds else { return write(data) }
    guard let addend = node.memory.addend else {
      preconditionFailure(
        "\(type(of: node.primitive)) calls Sweep.pass, and its cotangentPassing is not .whole")
    }
    write(addend)
    node.team.slices(node.inputs[input].extent.count) { range in
      let i = range.lowerBound
      Engine.kernels.add(range.count, data + i, addend + i, data + i)
    }
  }

  /// The same some rows at a time, on the team's threads: what is added is still in cache then. `write` is given the rows, the thread's number, and
  /// where the cotangent of the first of them goes.
  func passRows(
    _ node: Node, _ slot: Int, to input: Int,
    _ write: (_ rows: Range<Int>, _ thread: Int, _ dx: UnsafeMutablePointer<Float>) -> Void
  ) {
    guard let receiver = receiver(node, slot, input) else { return }
    forEachRows(node.inputs[input].extent, whole: receiver.takesAny) { rows, thread in
      receiver.pass(rows, thread: thread) { write(rows, thread, $0) }
    }
  }

  /// Calls `body` on the team's threads with all rows of an extent: no more at a time than a `Receiver` takes, or `whole` pieces.
  func forEachRows(
    _ extent: Extent, whole: Bool, _ body: (_ rows: Range<Int>, _ thread: Int) -> Void
  ) {
    let step = max(1, Self.chunk / extent.channels)
    team.split(extent.rows, by: 8 * step) { rows, thread in
      guard !whole else { return body(rows, thread) }
      for first in stride(from: rows.lowerBound, to: rows.upperBound, by: step) {
        body(first..<min(first + step, rows.upperBound), thread)
      }
    }
  }

  /// Floats that a thread writes aside before they are added.
  private static let chunk = 4096

  /// Where an input's cotangent goes; nil where it takes none.
  func receiver(_ node: Node, _ slot: Int, _ input: Int) -> Receiver? {
    guard wants(node, input) else { return nil }
    let (data, holds) = accumulating(node, slot, to: input)
    return Receiver(
      sweep: self, writer: node, target: node.inputs[input], data: data, holds: holds)
  }

  /// Takes an input's cotangent some rows at a time, from first to last.
  struct Receiver {
    fileprivate let sweep: Sweep
    fileprivate let writer: Node
    fileprivate let target: Node
    fileprivate let data: UnsafeMutablePointer<Float>
    fileprivate let holds: Bool

    /// Whether it takes any number of rows at a time.
    var takesAny: Bool { !holds && !sweep.tells(writer, target) }

    /// Lets `write` fill the cotangent of some rows, no more than `forEachRows` gives; where another reader has written them
    /// already, they are added.
    func pass(
      _ rows: Range<Int>, thread: Int, _ write: (_ dx: UnsafeMutablePointer<Float>) -> Void
    ) {
      pass(rows, aside: sweep.rowAddends.data + thread * sweep.rowAddendFloats, write)
    }

    /// The same with room for so many rows of the caller's own.
    func pass(
      _ rows: Range<Int>, aside: UnsafeMutablePointer<Float>,
      _ write: (_ dx: UnsafeMutablePointer<Float>) -> Void
    ) {
      let channels = target.extent.channels
      let own = data + rows.lowerBound * channels
      if holds {
        write(aside)
        Engine.kernels.add(rows.count * channels, own, aside, own)
      } else {
        write(own)
      }
      sweep.tell(writer, target, rows: rows.upperBound)
    }
  }

  /// For primitives that add by nature: the cotangent of an input, and whether it holds a sum already.
  func accumulating(_ node: Node, _ slot: Int, to input: Int) -> (
    data: UnsafeMutablePointer<Float>, holds: Bool
  ) {
    accumulating(node, slot, into: node.inputs[input])
  }

  /// The same of an operand.
  func accumulating(_ node: Node, _ slot: Int, into target: Node) -> (
    data: UnsafeMutablePointer<Float>, holds: Bool
  ) {
    if mode == .features, target.isShared, !node.isShared {
      let task = node.tasks.trailingZeroBitCount
      let holds = received[target.index] & node.tasks != 0
      received[target.index] |= node.tasks
      return (jacobian.matrix.row(task) + inboxes[target.index], holds)
    }
    let place = self.slot(target, lane: lane(node, slot))
    let holds = target.written & (1 << UInt64(place)) != 0
    target.written |= 1 << UInt64(place)
    return (target.memory.cotangents + place * target.extent.count, holds)
  }
}

import KernelTable

/// The bias of a convolution or linear layer, whatever algorithm computes the rest.
struct ConvolutionBias {
  let parameter: Parameter

  /// Double sums of every piece of a lane, with the kernel's work space.
  static func scratch(_ node: Node) -> Int {
    4 * RowPieces(node.extent.rows).count * node.extent.channels
  }

  func forward(_ node: Node, _ pass: Pass) { forward(node, 0..<node.extent.rows, pass) }

  /// Of some rows.
  func forward(_ node: Node, _ rows: Range<Int>, _ pass: Pass) {
    let channels = node.extent.channels
    let (bias, y) = (pass.pointer(parameter), node.data + rows.lowerBound * channels)
    node.team.split(rows.count, by: 4096) { own, _ in
      Engine.kernels.addToRows(own.count, channels, bias, y + own.lowerBound * channels)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      var sums = BiasSums(self, node, slot, sweep, at: sweep.scratch)
      sums.take(rows: node.extent.rows, of: sweep.cotangent(node, slot))
      sums.finish()
    }
  }
}

/// The bias's gradient: sums over a cotangent's rows, taken while another pass has those rows in cache. Partial sums cover the same
/// pieces of rows however far that pass comes at a time, so that no bit depends on it.
struct BiasSums {
  private let gradient: UnsafeMutablePointer<Float>
  private let sums: UnsafeMutablePointer<Double>
  private let channels: Int
  private let pieces: RowPieces
  private let team: ThreadTeam
  private var taken = 0

  /// Of the lane in slot `slot`; `room` holds `ConvolutionBias.scratch`.
  init(
    _ bias: ConvolutionBias, _ node: Node, _ slot: Int, _ sweep: Sweep,
    at room: UnsafeMutablePointer<Float>
  ) {
    gradient = sweep.gradient(bias.parameter, node, slot)
    channels = node.extent.channels
    pieces = RowPieces(node.extent.rows)
    team = node.team
    sums = UnsafeMutableRawPointer(room)
      .bindMemory(to: Double.self, capacity: 2 * pieces.count * channels)
  }

  /// Sums every piece within the first `rows` rows that has not been summed. Of `dy` only those pieces need be in memory.
  mutating func take(rows: Int, of dy: UnsafePointer<Float>) {
    let first = taken
    while taken < pieces.count, pieces[taken].upperBound <= rows { taken += 1 }
    team.run(taken - first) { [self] index, _ in
      let piece = first + index
      Engine.kernels.channelSums(
        pieces[piece].count, channels, dy + pieces[piece].lowerBound * channels,
        sums + 2 * piece * channels)
    }
  }

  /// Once all are taken: adds them to the bias's gradient, in order.
  func finish() {
    for c in 0..<channels {
      gradient[c] += Float((0..<pieces.count).reduce(0.0) { $0 + sums[2 * $1 * channels + c] })
    }
  }
}

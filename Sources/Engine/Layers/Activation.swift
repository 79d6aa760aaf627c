import KernelTable

extension Value {
  /// max(x, 0)
  public func relu() -> Value { tape.record(ReLUPrimitive(), [self], extent) }

  /// 1 / (1 + e⁻ˣ)
  public func sigmoid() -> Value { tape.record(SigmoidPrimitive(), [self], extent) }

  /// Over the channels of every pixel.
  public func softmax() -> Value {
    tape.record(SoftmaxPrimitive(logarithmic: false), [self], extent)
  }

  /// Over the channels of every pixel.
  public func logSoftmax() -> Value {
    tape.record(SoftmaxPrimitive(logarithmic: true), [self], extent)
  }

  /// Every pixel's channels divided by their Euclidean norm, at least 1e-12 (PyTorch's `normalize`).
  public func normalized() -> Value { tape.record(NormalizePrimitive(), [self], extent) }
}

/// max(x, 0) between other layers.
public struct ReLU: Layer {
  public init() {}
  public func callAsFunction(_ x: Value) -> Value { x.relu() }
}

private final class ReLUPrimitive: Primitive {
  var kind: LayerKind { .activation }
  var passesInPlace: Bool { true }
  var backwardReads: BackwardReads { .output }
  var passesWhole: Bool { false }
  func forward(_ node: Node, _ pass: Pass) {
    let (x, y) = (node.inputs[0].data!, node.data!)
    Engine.team.slices(node.extent.count) { range in
      Engine.kernels.relu(range.count, x + range.lowerBound, y + range.lowerBound)
    }
  }
  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let (dy, y, channels) = (sweep.cotangent(node, slot), node.data!, node.extent.channels)
      sweep.passRows(node, slot, to: 0) { rows, _, dx in
        let i = rows.lowerBound * channels
        Engine.kernels.reluGradient(rows.count * channels, dy + i, y + i, dx)
      }
    }
  }
}

private final class SigmoidPrimitive: Primitive {
  var kind: LayerKind { .activation }
  var passesInPlace: Bool { true }
  var backwardReads: BackwardReads { .output }
  var passesWhole: Bool { false }
  var readsMapped: MappedReading { .aside }
  func scratch(_ node: Node) -> Int { RowRooms(node, rooms: 1).floats }

  func forward(_ node: Node, _ pass: Pass) {
    let (x, y, channels) = (node.inputs[0], node.data!, node.extent.channels)
    RowRooms(node, rooms: 1).run(node.extent.rows, pass.scratch) { rows, room in
      Engine.kernels.sigmoid(
        rows.count * channels, x.values(rows, in: room), y + rows.lowerBound * channels)
    }
  }

  func backward(_ node: Node, _ sweep: Sweep) {
    for slot in 0..<node.lanes {
      let (dy, y, channels) = (sweep.cotangent(node, slot), node.data!, node.extent.channels)
      sweep.passRows(node, slot, to: 0) { rows, _, dx in
        let i = rows.lowerBound * channels
        Engine.kernels.sigmoidGradient(rows.count * channels, dy + i, y + i, dx)
      }
    }
  }
}

private final class SoftmaxPrimitive: Primitive {
  var kind: LayerKind { .activation }
  var backwardReads: BackwardReads { .output }
  let logarithmic: Bool
  init(logarithmic: Bool) { self.logarithmic = logarithmic }

  func forward(_ node: Node, _ pass: Pass) {
    let kernel = logarithmic ? Engine.kernels.logSoftmax : Engine.kernels.softmax
    kernel(node.extent.rows, node.extent.channels, node.inputs[0].data, node.data)
  }
  func backward(_ node: Node, _ sweep: Sweep) {
    let kernel =
      logarithmic ? Engine.kernels.logSoftmaxGradient : Engine.kernels.softmaxGradient
    for slot in 0..<node.lanes {
      sweep.pass(node, slot, to: 0) { dx in
        kernel(
          node.extent.rows, node.extent.channels, sweep.cotangent(node, slot), node.data, dx)
      }
    }
  }
}

private final class NormalizePrimitive: Primitive {
  var kind: LayerKind { .activation }
  static let floor: Float = 1e-12

  func forward(_ node: Node, _ pass: Pass) {
    let (x, y, channels) = (node.inputs[0].data!, node.data!, node.extent.channels)
    for row in 0..<node.extent.rows {
      let p = x + row * channels
      var squares: Float = 0
      for c in 0..<channels { squares += p[c] * p[c] }
      let factor = 1 / max(squares.squareRoot(), Self.floor)
      for c in 0..<channels { y[row * channels + c] = p[c] * factor }
    }
  }

  /// dx = (dy − y (dy · y)) / |x|
  func backward(_ node: Node, _ sweep: Sweep) {
    let (x, y, channels) = (node.inputs[0].data!, node.data!, node.extent.channels)
    for slot in 0..<node.lanes {
      let dy = sweep.cotangent(node, slot)
      sweep.pass(node, slot, to: 0) { dx in
        for row in 0..<node.extent.rows {
          let offset = row * channels
          var squares: Float = 0
          var along: Float = 0
          for c in offset..<offset + channels {
            squares += x[c] * x[c]
            along += dy[c] * y[c]
          }
          let norm = squares.squareRoot()
          let factor = 1 / max(norm, Self.floor)
          if norm < Self.floor { along = 0 }
          for c in offset..<offset + channels { dx[c] = (dy[c] - y[c] * along) * factor }
        }
      }
    }
  }
}

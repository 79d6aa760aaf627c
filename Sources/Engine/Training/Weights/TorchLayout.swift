/// The order of axes in PyTorch's files. Convolutions are [out, in, k, k] there and [k, k, in, out] here, depthwise ones [C, 1, k, k]
/// and [k, k, 1, C], linear layers [out, in] and [in, out]; all else is the same.
struct TorchLayout {
  /// Here.
  let own: [Int]
  /// There.
  let shape: [Int]
  /// The axis here of every axis there.
  private let axes: [Int]

  /// - Parameter isMatrix: of two axes, whether they are a linear layer's.
  init(_ own: [Int], isMatrix: Bool) {
    self.own = own
    axes =
      switch own.count {
      case 4: [3, 2, 0, 1]
      case 2 where isMatrix: [1, 0]
      default: Array(own.indices)
      }
    shape = axes.map { own[$0] }
  }

  /// Whether a tensor of this shape can be read: that of the layer, or a linear layer's as a 1×1 convolution's, as in
  /// squeeze-and-excitation.
  func takes(_ other: [Int]) -> Bool {
    other == shape || own.count == 2 && other == shape + [1, 1]
  }

  /// PyTorch's order to ours.
  func read(_ values: [Float]) -> [Float] {
    var result = values
    forEachPlace { own, other in result[own] = values[other] }
    return result
  }

  /// Ours to PyTorch's.
  func write(_ values: [Float]) -> [Float] {
    var result = values
    forEachPlace { own, other in result[other] = values[own] }
    return result
  }

  private func forEachPlace(_ body: (_ own: Int, _ other: Int) -> Void) {
    let strides = StoredTensor.contiguousStrides(own)
    let steps = axes.map { strides[$0] }
    var index = Array(repeating: 0, count: shape.count)
    var place = 0
    for other in 0..<shape.reduce(1, *) {
      body(place, other)
      for axis in shape.indices.reversed() {
        index[axis] += 1
        place += steps[axis]
        if index[axis] < shape[axis] { break }
        place -= shape[axis] * steps[axis]
        index[axis] = 0
      }
    }
  }
}

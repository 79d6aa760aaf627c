@testable import Engine

extension Samples {
  /// These frames without the labels of a task.
  func without(_ task: String, in frames: some Sequence<Int>) -> Samples {
    let source = targets[task]!
    let target = Tensor(source.shape)
    target.data.update(from: source.data, count: source.count)
    let each = source.count / count
    // What marks a position that has no label.
    let void: Float = task == "segmentation" ? -1 : 0
    for frame in frames { (target.data + frame * each).update(repeating: void, count: each) }
    return Samples(ids: ids, images: images, targets: targets.merging([task: target]) { $1 })
  }

  /// The frames with these numbers, in this order.
  func only(_ frames: [Int]) -> Samples {
    func rows(_ tensor: Tensor) -> Tensor {
      let found = Tensor([frames.count] + tensor.shape.dropFirst())
      let each = tensor.count / count
      for (place, frame) in frames.enumerated() {
        (found.data + place * each).update(from: tensor.data + frame * each, count: each)
      }
      return found
    }
    return Samples(
      ids: frames.map { ids[$0] }, images: rows(images), targets: targets.mapValues(rows))
  }
}

/// Whether two states of a scheme agree up to rounding; what is no number yet in one is none in the other.
func isAlikeState(_ found: [Double], _ expected: [Double], _ tolerance: Double = 1e-12) -> Bool {
  func numbers(_ state: [Double]) -> [Double] { state.map { $0.isNaN ? 0 : $0 } }
  return found.map(\.isNaN) == expected.map(\.isNaN)
    && deviation(numbers(found), numbers(expected)) < tolerance
}

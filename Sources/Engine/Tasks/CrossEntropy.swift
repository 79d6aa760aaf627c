/// Negative log-likelihood of the softmax; a label of −1 is void.
struct CrossEntropy: RowLoss {
  let classes: Int

  func sum(
    rows: Int, _ output: UnsafePointer<Float>, channels: Int, _ target: UnsafePointer<Float>,
    targetChannels: Int, gradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) -> (total: Double, valid: Int) {
    var largest: Float = -1
    for row in 0..<rows { largest = max(largest, target[row]) }
    precondition(largest < Float(classes), "label \(largest) with \(classes) classes")
    return Engine.kernels.crossEntropy(rows, classes, output, target, gradient, scratch)
  }
}

/// Index of the first largest value.
func largest(_ values: UnsafePointer<Float>, _ count: Int) -> Int {
  var best = 0
  for index in 1..<count where values[index] > values[best] { best = index }
  return best
}

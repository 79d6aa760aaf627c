import Foundation

/// Negative log-likelihood of the softmax; a label of −1 is void.
struct CrossEntropy: PixelLoss {
  let classes: Int

  func isValid(_ target: UnsafePointer<Float>) -> Bool { target[0] >= 0 }

  func value(
    _ output: UnsafePointer<Float>, _ target: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>?
  ) -> Float {
    let label = Int(target[0])
    precondition(label < classes, "label \(label) with \(classes) classes")
    let peak = output[largest(output, classes)]
    var total: Float = 0
    for c in 0..<classes {
      let e = exp(output[c] - peak)
      total += e
      gradient?[c] = e
    }
    if let gradient {
      for c in 0..<classes { gradient[c] /= total }
      gradient[label] -= 1
    }
    // The difference first: large logits would swallow the logarithm.
    return log(total) + (peak - output[label])
  }
}

/// Index of the first largest value.
func largest(_ values: UnsafePointer<Float>, _ count: Int) -> Int {
  var best = 0
  for index in 1..<count where values[index] > values[best] { best = index }
  return best
}

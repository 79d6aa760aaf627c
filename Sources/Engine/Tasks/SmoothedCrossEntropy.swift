/// Cross-entropy against a target that is 1 − ε at the label and ε / K more at every class, as PyTorch's `label_smoothing`.
struct SmoothedCrossEntropy: RowLoss {
  private let plain: CrossEntropy
  private let smoothing: Float

  init(_ plain: CrossEntropy, _ smoothing: Float) {
    self.plain = plain
    self.smoothing = smoothing
  }

  /// −log pₖ is the plain loss + z_label − zₖ, so that the smoothed loss is the plain one + ε (z_label − mean z).
  func sum(
    rows: Int, _ output: UnsafePointer<Float>, channels: Int, _ target: UnsafePointer<Float>,
    targetChannels: Int, gradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) -> (total: Double, valid: Int) {
    var (total, valid) = plain.sum(
      rows: rows, output, channels: channels, target, targetChannels: targetChannels,
      gradient: gradient, scratch: scratch)
    let share = smoothing / Float(channels)
    for row in 0..<rows where target[row] >= 0 {
      let (logits, slope) = (output + row * channels, gradient + row * channels)
      let label = Int(target[row])
      var mean = 0.0
      for c in 0..<channels {
        mean += Double(logits[c]) / Double(channels)
        slope[c] -= share
      }
      slope[label] += smoothing
      total += Double(smoothing) * (Double(logits[label]) - mean)
    }
    return (total, valid)
  }
}

import Foundation

/// Of logits, over all labels in 0…1; below 0 there is none. One label for every channel: the mean is over known labels,
/// not over images.
struct BinaryCrossEntropy: RowLoss {
  func sum(
    rows: Int, _ output: UnsafePointer<Float>, channels: Int, _ target: UnsafePointer<Float>,
    targetChannels: Int, gradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) -> (total: Double, valid: Int) {
    precondition(channels == targetChannels, "\(channels) logits for \(targetChannels) labels")
    var (total, valid) = (0.0, 0)
    for index in 0..<rows * channels {
      gradient[index] = 0
      guard target[index] >= 0 else { continue }
      valid += 1
      let found = Self.value(output[index], target[index])
      total += Double(found.loss)
      gradient[index] = found.slope
    }
    return (total, valid)
  }

  /// max(z, 0) − z t + log(1 + e^−|z|), which no logit overflows, of one label from 0 to 1; and its derivative by the logit.
  static func value(_ logit: Float, _ label: Float) -> (loss: Float, slope: Float) {
    precondition(label <= 1, "label \(label), expected 0 to 1")
    let known = Logit(logit)
    return (max(logit, 0) - logit * label + known.tail, known.probability - label)
  }
}

/// The logit whose probability is the share of 1 among labels of 0 and 1, each counted half an image more often than it
/// occurs: finite where one never does, and above 0 where 1 occurs more often.
func prevalenceLogit(_ labels: [Float]) -> Float {
  let positives = labels.count { $0 == 1 }
  return Float(log((Double(positives) + 0.5) / (Double(labels.count - positives) + 0.5)))
}

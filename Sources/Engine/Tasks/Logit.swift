import Foundation

/// The logit of an event, and what losses make of it without an overflow.
struct Logit {
  private let value: Float
  /// e^−|z|
  private let decay: Float

  init(_ value: Float) {
    self.value = value
    decay = exp(-abs(value))
  }

  /// 1 / (1 + e⁻ᶻ)
  var probability: Float { value >= 0 ? 1 / (1 + decay) : decay / (1 + decay) }
  /// log(1 + e^−|z|): what −log p and −log (1 − p) have beside max(−z, 0) and max(z, 0).
  var tail: Float { log1p(decay) }
}

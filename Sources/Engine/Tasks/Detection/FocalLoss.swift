import Foundation

/// Focal loss (Lin et al., ICCV 2017) with its authors' α = ¼ and γ = 2, of the logit of one class at one place.
enum FocalLoss {
  private static let alpha: Float = 0.25

  /// The loss, and its derivative by the logit.
  static func value(_ logit: Float, isPositive: Bool) -> (loss: Float, slope: Float) {
    // log(1 + e^−|z|), which no logit overflows.
    let tail = log1p(exp(-abs(logit)))
    let p = probability(logit)
    if isPositive {
      let logP = min(logit, 0) - tail
      let q = 1 - p
      return (-alpha * q * q * logP, alpha * q * q * (2 * p * logP - q))
    }
    let logQ = -max(logit, 0) - tail
    return (-(1 - alpha) * p * p * logQ, (1 - alpha) * p * p * (p - 2 * (1 - p) * logQ))
  }
}

/// 1 / (1 + e⁻ᶻ)
func probability(_ logit: Float) -> Float {
  let e = exp(-abs(logit))
  return logit >= 0 ? 1 / (1 + e) : e / (1 + e)
}

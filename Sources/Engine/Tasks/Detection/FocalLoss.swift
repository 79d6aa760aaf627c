/// Focal loss (Lin et al., ICCV 2017) with its authors' α = ¼ and γ = 2, of the logit of one category at one location.
enum FocalLoss {
  private static let alpha: Float = 0.25

  /// The loss, and its derivative by the logit.
  static func value(_ logit: Float, isPositive: Bool) -> (loss: Float, slope: Float) {
    let known = Logit(logit)
    let (p, tail) = (known.probability, known.tail)
    if isPositive {
      let logP = min(logit, 0) - tail
      let q = 1 - p
      return (-alpha * q * q * logP, alpha * q * q * (2 * p * logP - q))
    }
    let logQ = -max(logit, 0) - tail
    return (-(1 - alpha) * p * p * logQ, (1 - alpha) * p * p * (p - 2 * (1 - p) * logQ))
  }
}

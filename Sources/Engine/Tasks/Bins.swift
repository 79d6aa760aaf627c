/// Equally spaced values as classes (DEX: Rothe, Timofte and Van Gool 2015, 2018): trained as a classification into the nearest
/// value, answered as the expectation Σ pₖ vₖ of the softmax.
struct Bins: Sendable {
  let from: Double
  let to: Double
  let count: Int

  private func value(_ bin: Int) -> Double {
    from + (to - from) * Double(bin) / Double(count - 1)
  }

  /// The bin whose value is nearest, the higher one of two; the first or the last for what lies beyond.
  func nearest(_ number: Double) -> Int {
    let place = (number - from) / (to - from) * Double(count - 1)
    return Int(min(max((place + 0.5).rounded(.down), 0), Double(count - 1)))
  }

  func expectation(_ logits: UnsafePointer<Float>) -> Double {
    softmax(logits, count).enumerated().reduce(0) { $0 + $1.element * value($1.offset) }
  }

  /// Raw outputs that answer the value of the nearest bin: the others have a probability of e⁻¹⁰⁰.
  func logits(of number: Double) -> [Float] {
    let nearest = nearest(number)
    return (0..<count).map { $0 == nearest ? 100 : 0 }
  }
}

/// Negative log-likelihood of the nearest bin (as DEX, which puts nothing on a second one).
struct BinsCrossEntropy: RowLoss {
  let bins: Bins

  func sum(
    rows: Int, _ output: UnsafePointer<Float>, channels: Int, _ target: UnsafePointer<Float>,
    targetChannels: Int, gradient: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) -> (total: Double, valid: Int) {
    var (total, valid) = (0.0, 0)
    for row in 0..<rows {
      let number = target[row * targetChannels]
      var label: Float = number.isFinite ? Float(bins.nearest(Double(number))) : -1
      let found = CrossEntropy(classes: bins.count).sum(
        rows: 1, output + row * channels, channels: channels, &label, targetChannels: 1,
        gradient: gradient + row * channels, scratch: scratch)
      total += found.total
      valid += found.valid
    }
    return (total, valid)
  }
}

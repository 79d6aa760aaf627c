import KernelTable

func logSoftmax(_ rows: Int, _ channels: Int, _ x: Input, _ y: Output) {
  for row in 0..<rows {
    let p = x + row &* channels
    let q = y + row &* channels
    var peak = p[0]
    for c in 1..<max(channels, 1) where p[c] > peak { peak = p[c] }
    let logTotal = logarithm(exponentials(channels, p, peak, nil))
    // In this order: a large peak would swallow the logarithm.
    for c in 0..<channels { q[c] = (p[c] - peak) - logTotal }
  }
}

func logSoftmaxGradient(_ rows: Int, _ channels: Int, _ dy: Input, _ y: Input, _ dx: Output) {
  for row in 0..<rows {
    let offset = row &* channels
    var total: Float = 0
    for c in 0..<channels { total += dy[offset &+ c] }
    _ = exponentials(channels, y + offset, 0, dx + offset)
    for c in 0..<channels { dx[offset &+ c] = dy[offset &+ c] - dx[offset &+ c] * total }
  }
}

func softmax(_ rows: Int, _ channels: Int, _ x: Input, _ y: Output) {
  for row in 0..<rows {
    let p = x + row &* channels
    let q = y + row &* channels
    var peak = p[0]
    for c in 1..<max(channels, 1) where p[c] > peak { peak = p[c] }
    let factor = 1 / exponentials(channels, p, peak, q)
    for c in 0..<channels { q[c] *= factor }
  }
}

func softmaxGradient(_ rows: Int, _ channels: Int, _ dy: Input, _ y: Input, _ dx: Output) {
  for row in 0..<rows {
    let offset = row &* channels
    var total: Float = 0
    for c in 0..<channels { total += dy[offset &+ c] * y[offset &+ c] }
    for c in 0..<channels { dx[offset &+ c] = y[offset &+ c] * (dy[offset &+ c] - total) }
  }
}

func crossEntropy(
  _ rows: Int, _ classes: Int, _ x: Input, _ target: Input, _ gradient: Output
) -> (total: Double, valid: Int) {
  var sum = 0.0
  var valid = 0
  for row in 0..<rows {
    let p = x + row &* classes
    let g = gradient + row &* classes
    let label = Int(target[row])
    if label < 0 {
      for c in 0..<classes { g[c] = 0 }
      continue
    }
    var peak = p[0]
    for c in 1..<classes where p[c] > peak { peak = p[c] }
    let total = exponentials(classes, p, peak, g)
    let factor = 1 / total
    for c in 0..<classes { g[c] *= factor }
    g[label] -= 1
    // The difference first: large logits would swallow the logarithm.
    sum += Double(logarithm(total) + (peak - p[label]))
    valid &+= 1
  }
  return (sum, valid)
}

/// Σ e^(x − shift) over one row; the exponentials themselves go to `out` where it is given.
@inline(__always) private func exponentials(
  _ channels: Int, _ x: Input, _ shift: Float, _ out: Output?
) -> Float {
  var total: Float = 0
  var c = 0
  while c < channels {
    let lanes = min(8, channels &- c)
    var v = V.zero
    if lanes == 8 { v = load(x + c) } else { for lane in 0..<lanes { v[lane] = x[c &+ lane] } }
    let e = exponential(v - shift)
    for lane in 0..<lanes {
      total += e[lane]
      if let out { out[c &+ lane] = e[lane] }
    }
    c &+= 8
  }
  return total
}

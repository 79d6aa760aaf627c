import KernelTable

func crossEntropy(
  _ rows: Int, _ classes: Int, _ x: Input, _ target: Input, _ gradient: Output, _ scratch: Output
) -> (total: Double, valid: Int) {
  var sum = 0.0
  var valid = 0
  var row = 0
  while row < rows {
    let count = classes >= 8 && row &+ 8 <= rows ? 8 : 1
    let p = x + row &* classes
    let g = gradient + row &* classes
    let (peaks, totals) =
      count == 8 ? eightSoftmaxes(classes, p, g, scratch) : softmaxOfRow(classes, p, g)
    let logarithms = logarithm(totals)
    for lane in 0..<count {
      let label = Int(target[row &+ lane])
      let own = lane &* classes
      if label < 0 {
        clear(classes, g + own)
      } else {
        g[own &+ label] -= 1
        // The difference first: large logits would swallow the logarithm.
        sum += Double(logarithms[lane] + (peaks[lane] - p[own &+ label]))
        valid &+= 1
      }
    }
    row &+= count
  }
  return (sum, valid)
}

/// The largest value of a row, what its exponentials add up to in order, and its softmax.
@inline(__always) private func softmaxOfRow(
  _ classes: Int, _ x: Input, _ y: Output
) -> (peaks: V, totals: V) {
  var peak = x[0]
  for c in 1..<classes where x[c] > peak { peak = x[c] }
  let total = exponentials(classes, x, peak, y)
  let factor = 1 / total
  for c in 0..<classes { y[c] *= factor }
  return (V(repeating: peak), V(repeating: total))
}

/// The same of eight rows, each in a lane: a row's own maximum and sum are chains that would wait for themselves.
@inline(__always) private func eightSoftmaxes(
  _ classes: Int, _ x: Input, _ y: Output, _ scratch: Output
) -> (peaks: V, totals: V) {
  transposeEightRows(classes, x, scratch)
  var peaks = load(scratch)
  for c in 1..<classes { peaks = peaks.raised(to: load(scratch + 8 &* c)) }
  var totals = V.zero
  for c in 0..<classes {
    let e = exponential(load(scratch + 8 &* c) - peaks)
    store(e, scratch + 8 &* c)
    totals = totals + e
  }
  let factors = V(repeating: 1) / totals
  for c in 0..<classes { store(load(scratch + 8 &* c) * factors, scratch + 8 &* c) }
  transposeEightColumns(classes, scratch, y)
  return (peaks, totals)
}

/// Σ e^(x − shift) over one row; the exponentials themselves go to `out`.
@inline(__always) private func exponentials(
  _ channels: Int, _ x: Input, _ shift: Float, _ out: Output
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
      out[c &+ lane] = e[lane]
    }
    c &+= 8
  }
  return total
}

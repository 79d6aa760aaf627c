/// What is wrong with `found`, in a sentence; nil where its root-mean-square deviation from `expected` is at most
/// `tolerance` of the expected values' root mean square. `#expect(mismatch(…) == nil)` prints the sentence.
public func mismatch(
  _ found: [Float], _ expected: FixtureTensor, within tolerance: Double, _ what: String = "values"
) -> String? {
  guard found.count == expected.values.count else {
    return "\(what): \(found.count) values, expected \(expected.shape)"
  }
  let error = relativeError(found, expected.values)
  if error <= tolerance { return nil }
  let deviations = zip(found, expected.values).map { abs($0 - $1) }
  let worst = deviations.indices.max { deviations[$0] < deviations[$1] || deviations[$1].isNaN }!
  return "\(what): relative RMS error \(error), at most \(tolerance) allowed; worst at"
    + " \(position(of: worst, in: expected.shape)): found \(found[worst]),"
    + " expected \(expected.values[worst])"
}

/// √(Σ (found − expected)² / Σ expected²); the numerator's root mean square where everything expected is 0. NaN where
/// any value found is.
public func relativeError(_ found: [Float], _ expected: [Float]) -> Double {
  var deviation = 0.0
  var size = 0.0
  for (a, b) in zip(found, expected) {
    deviation += (Double(a) - Double(b)) * (Double(a) - Double(b))
    size += Double(b) * Double(b)
  }
  if deviation == 0 { return 0 }
  return (deviation / (size > 0 ? size : Double(max(expected.count, 1)))).squareRoot()
}

/// |found / expected − 1|, the absolute difference where 0 is expected.
public func relativeError(_ found: Double, _ expected: Double) -> Double {
  expected == 0 ? abs(found) : abs(found / expected - 1)
}

private func position(of index: Int, in shape: [Int]) -> [Int] {
  var rest = index
  var position: [Int] = []
  for extent in shape.reversed() {
    position.insert(rest % extent, at: 0)
    rest /= extent
  }
  return position
}

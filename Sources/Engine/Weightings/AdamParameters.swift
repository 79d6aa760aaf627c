import Foundation

/// A few numbers that a scheme trains itself, by Adam (Kingma and Ba 2015) with its usual constants.
struct AdamParameters: Sendable {
  var rate = 1e-3
  var values: [Double] = []
  /// The moments, one for each value.
  var first: [Double] = []
  var second: [Double] = []
  private var updates = 0.0

  /// Sets the first values, once; later those that are not known yet (no numbers).
  mutating func start(_ initial: [Double]) {
    if values.isEmpty {
      values = initial
      first = initial.map { _ in 0 }
      second = first
    }
    for index in values.indices where values[index].isNaN { values[index] = initial[index] }
  }

  /// One step down these slopes; none where they are no numbers.
  mutating func descend(_ slopes: [Double]) {
    guard slopes.allSatisfy(\.isFinite) else { return }
    updates += 1
    for index in values.indices {
      first[index] = 0.9 * first[index] + 0.1 * slopes[index]
      second[index] = 0.999 * second[index] + 0.001 * slopes[index] * slopes[index]
      let step = first[index] / (1 - pow(0.9, updates))
      let size = (second[index] / (1 - pow(0.999, updates))).squareRoot()
      values[index] -= rate * step / (size + 1e-8)
    }
  }

  var state: [Double] {
    get { [updates] + values + first + second }
    set {
      let count = (newValue.count - 1) / 3
      precondition(newValue.count == 1 + 3 * count, "\(newValue.count) numbers are no state")
      updates = newValue[0]
      values = Array(newValue[1..<1 + count])
      first = Array(newValue[1 + count..<1 + 2 * count])
      second = Array(newValue[1 + 2 * count..<1 + 3 * count])
    }
  }
}

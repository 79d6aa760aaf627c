import Foundation

/// Sample moments. Sums run in the order given, so that results do not depend on anything else.
enum Moments {
  static func mean(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "the mean of no values")
    return values.reduce(0, +) / Double(values.count)
  }

  /// Unbiased variance, divided by n − 1; nil below two values.
  static func variance(_ values: [Double]) -> Double? {
    guard values.count >= 2 else { return nil }
    let centre = mean(values)
    return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
  }

  static func deviation(_ values: [Double]) -> Double? { variance(values).map { $0.squareRoot() } }

  /// Pearson's correlation; nil below three pairs or where a side does not vary.
  static func correlation(_ x: [Double], _ y: [Double]) -> Double? {
    precondition(x.count == y.count, "pairs of \(x.count) and \(y.count) values")
    guard x.count >= 3, let sx = deviation(x), let sy = deviation(y), sx > 0, sy > 0 else {
      return nil
    }
    let mx = mean(x)
    let my = mean(y)
    let cross = zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) }
    return cross / (Double(x.count - 1) * sx * sy)
  }
}

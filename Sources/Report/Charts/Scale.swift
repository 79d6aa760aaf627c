import Foundation

/// Maps data to pixels.
struct Scale: Sendable {
  enum Kind: Sendable { case linear, logarithmic }
  var kind: Kind
  var domain: ClosedRange<Double>
  /// Pixels of the domain's ends; `start` may exceed `end` (y grows downward).
  var start: Double
  var end: Double

  func callAsFunction(_ value: Double) -> Double {
    let low = position(domain.lowerBound)
    let high = position(domain.upperBound)
    guard high > low else { return (start + end) / 2 }
    return start + (position(value) - low) / (high - low) * (end - start)
  }

  private func position(_ value: Double) -> Double {
    kind == .linear ? value : log(max(value, Self.smallest))
  }

  /// Where a logarithmic axis ends: what is no larger lies there.
  static let smallest = 1e-12

  /// Round values inside the domain, about `count` of them.
  func ticks(about count: Int) -> [Double] {
    switch kind {
    case .linear: return Self.roundTicks(domain, count)
    case .logarithmic: return Self.logTicks(domain, count)
    }
  }

  /// As many of them as have labels of their own.
  func ticks(about count: Int, labelled format: (Double) -> String) -> [Double] {
    for fewer in stride(from: count, to: 1, by: -1) {
      let found = ticks(about: fewer)
      if Set(found.map(format)).count == found.count { return found }
    }
    return ticks(about: 1)
  }

  static func roundTicks(_ domain: ClosedRange<Double>, _ count: Int) -> [Double] {
    let span = domain.upperBound - domain.lowerBound
    guard span > 0, span.isFinite, count > 0 else { return [domain.lowerBound] }
    let raw = span / Double(count)
    let power = pow(10, log10(raw).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= raw * 0.7 } ?? 10 * power
    let first = Int(saturating: (domain.lowerBound / step - 1e-9).rounded(.up))
    let last = Int(saturating: (domain.upperBound / step + 1e-9).rounded(.down))
    // Where the span is a rounding error of its ends, steps are none either.
    guard last.subtractingSaturated(first) <= 10 * count else { return [domain.lowerBound] }
    return first <= last ? (first...last).map { Double($0) * step } : []
  }

  /// 1-2-5 steps or powers of two over short spans, powers of ten over long ones.
  private static func logTicks(_ domain: ClosedRange<Double>, _ count: Int) -> [Double] {
    let low = max(domain.lowerBound, smallest)
    let high = max(domain.upperBound, low)
    let candidates: [[Double]] = [
      decades(low, high).flatMap { d in [1, 1.5, 2, 3, 4, 5, 6, 8].map { $0 * d } },
      decades(low, high).flatMap { d in [1, 2, 5].map { $0 * d } },
      decades(low, high),
    ]
    let fitting = candidates.map { $0.filter { $0 >= low * 0.999 && $0 <= high * 1.001 } }
    return fitting.first { $0.count <= count + 2 && $0.count >= 2 } ?? fitting[0]
  }

  private static func decades(_ low: Double, _ high: Double) -> [Double] {
    let first = Int(saturating: log10(low).rounded(.down))
    let last = Int(saturating: log10(min(high, 1e300)).rounded(.up))
    return (first...max(first, last)).map { pow(10, Double($0)) }
  }
}

/// A plot's inner rectangle with its two scales.
struct Frame: Sendable {
  var rect: Rect
  var x: Scale
  var y: Scale

  func point(_ px: Double, _ py: Double) -> Point { Point(x: x(px), y: y(py)) }
}

/// What part of the data space a mark wants to be seen; nil where it does not care.
struct Extent: Sendable {
  var x: ClosedRange<Double>?
  var y: ClosedRange<Double>?

  static let none = Extent()

  init(x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil) {
    self.x = x
    self.y = y
  }

  init(_ points: [(x: Double, y: Double)]) {
    x = Self.range(points.map(\.x))
    y = Self.range(points.map(\.y))
  }

  static func range(_ values: [Double]) -> ClosedRange<Double>? {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    return low...high
  }

  func union(_ other: Extent) -> Extent {
    Extent(x: Self.union(x, other.x), y: Self.union(y, other.y))
  }

  private static func union(
    _ a: ClosedRange<Double>?, _ b: ClosedRange<Double>?
  ) -> ClosedRange<Double>? {
    guard let a else { return b }
    guard let b else { return a }
    return min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
  }
}

/// What part of an axis shows some means with their intervals.
enum ValueDomain {
  /// All means but those that lie far from most, and of the intervals as much as does not squash the means.
  static func of(means: [Double], intervals: [Estimate]) -> ClosedRange<Double> {
    let means = means.filter(\.isFinite)
    let shown = means.filter(fence(means).contains)
    guard let low = shown.min(), let high = shown.max(), (high - low).isFinite else { return 0...1 }
    let intervals = intervals.filter { $0.low.isFinite && $0.high.isFinite }
    let span = max(high - low, 1)
    let (least, most) = (intervals.map(\.low).min() ?? low, intervals.map(\.high).max() ?? high)
    // Where whole intervals take little more room than the means, they have it.
    let fits = least >= low - 1.5 * span && most <= high + 1.5 * span
    let reach = fits ? 1.5 * span : max(0.6 * span, usualHalf(intervals))
    let bottom = max(least, low - reach)
    let top = min(most, high + reach)
    return min(bottom, low) - 0.07 * span...max(top, high) + 0.07 * span
  }

  /// Half the length that three intervals of four do not exceed: where most are long, means that lie near one another say less
  /// than they do.
  private static func usualHalf(_ intervals: [Estimate]) -> Double {
    let halves = intervals.map { ($0.high - $0.low) / 2 }.sorted()
    return halves.isEmpty ? 0 : halves[(3 * halves.count - 1) / 4]
  }

  /// Five times the distance of the quartiles beyond them: one arm that collapsed would squash all others.
  private static func fence(_ means: [Double]) -> ClosedRange<Double> {
    guard means.count >= 8 else { return -.infinity ... .infinity }
    let sorted = means.sorted()
    let (lower, upper) = (sorted[sorted.count / 4], sorted[sorted.count - 1 - sorted.count / 4])
    let reach = 5 * max(upper - lower, 1)
    return reach.isFinite ? lower - reach...upper + reach : -.infinity ... .infinity
  }
}

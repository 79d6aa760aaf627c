import Foundation

/// Where arms of nearly the same size stand: side by side, so that no interval hides another, in a row so narrow that its
/// place still tells the size.
struct SizeClusters {
  /// Positions on a logarithmic axis, by arm number.
  private(set) var places: [Int: Double] = [:]
  /// Numbers of the arms that stand so close that their intervals would hide each other.
  private(set) var crowded: Set<Int> = []

  /// Arms that fit side by side.
  static let mostSideBySide = 8

  /// - Parameter spread: how much wider than usual a place is, where the axis is short.
  init(_ arms: [(number: Int, size: Double)], spread: Double = 1) {
    let known = arms.map { (number: $0.number, position: log(max($0.size, 1e-9))) }
    let all = known.map(\.position) + [0]
    // A few pixels.
    let gap = max(all.max()! - all.min()!, 0.7) * 0.0145 * spread
    let sorted = known.sorted { ($0.position, $0.number) < ($1.position, $1.number) }
    var cluster: [(number: Int, position: Double)] = []
    for arm in sorted {
      if let last = cluster.last, arm.position - last.position > gap {
        settle(cluster, gap)
        cluster = []
      }
      cluster.append(arm)
    }
    settle(cluster, gap)
  }

  private mutating func settle(_ cluster: [(number: Int, position: Double)], _ gap: Double) {
    guard cluster.count > 1 else {
      for arm in cluster { places[arm.number] = exp(arm.position) }
      return
    }
    let centre = Moments.mean(cluster.map(\.position))
    let steps = Double(cluster.count - 1)
    let step = gap * min(1, Double(Self.mostSideBySide - 1) / steps)
    for (index, arm) in cluster.enumerated() {
      places[arm.number] = exp(centre + (Double(index) - steps / 2) * step)
    }
    if cluster.count > Self.mostSideBySide { crowded.formUnion(cluster.map(\.number)) }
  }
}

import Engine
import Foundation
import Report

/// Points of the weight simplex: the fixed weightings that any scheme should be compared with (Xin et al. 2022, Kurin et al.
/// 2022). Weights sum to the number of tasks, so that the centre is the plain sum of the losses.
struct Scalarization: Hashable {
  enum Points: Hashable {
    /// Every way to cut the whole into so many equal parts and share them out.
    case grid(divisions: Int)
    /// Uniform on the simplex, in thousandths, which can be read and typed. More of them begin with the same ones.
    case random(count: Int, seed: Int)
  }

  static let name = "scalarization"
  /// More arms than this are a mistake in typing.
  static let most = 500
  static let divisions = 1...1_000_000

  var points: Points
  /// Whether points are kept that give a task no weight: it is then not learned at all, and its score is noise.
  var zeros = false

  /// Weights for so many tasks. Throws `OptionError` where there are none, or too many.
  func weights(tasks: Int) throws -> [[Double]] {
    // One task has one weight, of which there are no several points to draw; the reader refuses
    // such suites.
    guard tasks > 1 else { return [[1]] }
    switch points {
    case .grid(let divisions):
      let least = zeros ? 1 : tasks
      guard divisions >= least else {
        throw OptionError(
          key: "divisions",
          message: "found \(divisions), expected at least \(least) for \(tasks) tasks: with fewer "
            + "every point gives a task no weight (zeros: true keeps those)")
      }
      let count = Self.compositions(divisions, tasks, zeros: zeros)
      guard count <= Self.most else {
        throw OptionError(
          key: "divisions",
          message:
            "found \(divisions), which gives \(NumberFormat.grouped(count)) points for \(tasks) "
            + "tasks; at most \(Self.most) are planned")
      }
      return Self.grid(divisions, tasks, least: zeros ? 0 : 1).map { parts in
        parts.map { Double($0 * tasks) / Double(divisions) }
      }
    case .random(let count, let seed):
      return Self.random(count, tasks, seed: seed, least: zeros ? 0 : 1)
    }
  }

  /// How many points a grid has: C(d − 1, T − 1), with zeros C(d + T − 1, T − 1); `Int.max` where that is out of range.
  private static func compositions(_ divisions: Int, _ tasks: Int, zeros: Bool) -> Int {
    let top = zeros ? divisions + tasks - 1 : divisions - 1
    var count = 1
    for step in 1..<max(tasks, 1) {
      let (product, overflow) = count.multipliedReportingOverflow(by: top - tasks + 1 + step)
      if overflow { return .max }
      count = product / step
    }
    return count
  }

  /// Whole parts that sum to `total`, the first task's largest first.
  private static func grid(_ total: Int, _ tasks: Int, least: Int) -> [[Int]] {
    if tasks == 1 { return [[total]] }
    let most = total - least * (tasks - 1)
    return stride(from: most, through: least, by: -1).flatMap { first in
      grid(total - first, tasks - 1, least: least).map { [first] + $0 }
    }
  }

  /// Dirichlet(1, …, 1): exponential draws, divided by their sum.
  private static func random(_ count: Int, _ tasks: Int, seed: Int, least: Int) -> [[Double]] {
    var stream = RandomStream(seed: seed, name)
    var found: [[Int]] = []
    while found.count < count {
      let draws = (0..<tasks).map { _ in -log(1 - stream.uniform()) }
      let sum = draws.reduce(0, +)
      let point = shares(draws.map { $0 / sum }, of: 1000 * tasks, least: least)
      if !found.contains(point) { found.append(point) }
    }
    return found.map { $0.map { Double($0) / 1000 } }
  }

  /// Whole numbers in these proportions with this sum: the largest remainders are rounded up.
  private static func shares(_ parts: [Double], of total: Int, least: Int) -> [Int] {
    let exact = parts.map { $0 * Double(total) }
    var shares = exact.map { max(least, Int($0)) }
    let byRemainder = exact.indices.sorted {
      (exact[$1] - Double(shares[$1]), $0) < (exact[$0] - Double(shares[$0]), $1)
    }
    var left = total - shares.reduce(0, +)
    for index in byRemainder where left > 0 {
      shares[index] += 1
      left -= 1
    }
    // A share that was raised to the least is taken from the largest.
    if left < 0 { shares[shares.indices.max { shares[$0] < shares[$1] }!] += left }
    return shares
  }
}

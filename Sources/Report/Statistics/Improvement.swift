/// A score's identity and how it enters Δp and Δm.
struct Metric: Hashable, Sendable {
  var task: String
  var name: String
  var higherIsBetter: Bool
  var unit: String
  /// Whether it enters Δp and Δm.
  var counts: Bool

  /// +1 where higher is better, −1 where lower is.
  var sign: Double { higherIsBetter ? 1 : -1 }
  /// Values with unit `%` are fractions; readers see percent.
  var displayScale: Double { unit == "%" ? 100 : 1 }
}

/// How a metric's differences are put on a common scale.
enum Normalization: Sendable, Equatable {
  /// Percent of the baseline's mean over seeds, |B̄|.
  case relative(to: Double)
  /// Percentage points: the baseline is too close to 0 to divide by.
  case points
  /// The baseline is too close to 0 and the unit has no natural scale: the metric cannot count.
  case excluded
}

/// Improvements over a baseline on the counted metrics of K tasks.
///
/// r(a,t,s) = 100/|M_t| · Σ_m d(m)·(Y(a,t,m,s) − Y(b,t,m,s)) / |B̄(t,m)|: paired in the numerator, with a
/// denominator fixed over seeds. Δp is the mean over tasks of r (LibMTL's convention, higher is better);
/// Δm the mean over all metrics with the sign turned (the gradient-weighting papers', lower is better).
struct Improvement: Sendable {
  /// Below this |B̄| a fraction (unit `%`) is compared in percentage points: 1 %.
  static let fractionFloor = 0.01
  /// Below this |B̄| any other metric cannot be compared at all.
  static let otherFloor = 1e-9

  var tasks: [String]
  var metrics: [Metric]
  var normalization: [Metric: Normalization]

  /// - Parameters:
  ///   - tasks: in the order of the networks' outputs.
  ///   - metrics: the counted metrics of these tasks.
  ///   - baseline: one dictionary of values per seed.
  init(tasks: [String], metrics: [Metric], baseline: [[Metric: Double]]) {
    self.tasks = tasks
    self.metrics = metrics.filter { $0.counts && tasks.contains($0.task) }
    normalization = [:]
    for metric in self.metrics {
      let values = baseline.compactMap { $0[metric] }
      guard !values.isEmpty else {
        normalization[metric] = .excluded
        continue
      }
      normalization[metric] = Self.normalization(of: metric, mean: Moments.mean(values))
    }
  }

  static func normalization(of metric: Metric, mean: Double) -> Normalization {
    guard mean.isFinite else { return .excluded }
    if metric.unit == "%" {
      return abs(mean) < fractionFloor ? .points : .relative(to: abs(mean))
    }
    return abs(mean) < otherFloor ? .excluded : .relative(to: abs(mean))
  }

  /// d·(Y(a) − Y(b))/|B̄| in percent, or nil where the metric is excluded or a value is missing.
  func relative(_ metric: Metric, _ arm: [Metric: Double], _ base: [Metric: Double]) -> Double? {
    guard let a = arm[metric], let b = base[metric], a.isFinite, b.isFinite else { return nil }
    switch normalization[metric] {
    case .relative(let scale): return 100 * metric.sign * (a - b) / scale
    case .points: return 100 * metric.sign * (a - b)
    case .excluded, nil: return nil
    }
  }

  /// The metrics of one task that can be compared.
  func comparable(_ task: String) -> [Metric] {
    metrics.filter { $0.task == task && normalization[$0] != .excluded }
  }

  /// r(a,t,s); nil where a counted metric is missing.
  func task(_ task: String, _ arm: [Metric: Double], _ base: [Metric: Double]) -> Double? {
    meanOfAll(comparable(task).map { relative($0, arm, base) })
  }

  /// Δp of one seed, in percent, higher is better; nil where a task cannot be compared.
  func deltaP(_ arm: [Metric: Double], _ base: [Metric: Double]) -> Double? {
    meanOfAll(tasks.map { task($0, arm, base) })
  }

  /// Δm of one seed, in percent, lower is better.
  func deltaM(_ arm: [Metric: Double], _ base: [Metric: Double]) -> Double? {
    let comparable = metrics.filter { normalization[$0] != .excluded }
    guard tasks.allSatisfy({ task in comparable.contains { $0.task == task } }) else { return nil }
    return meanOfAll(comparable.map { relative($0, arm, base) }).map { -$0 }
  }

  private func meanOfAll(_ values: [Double?]) -> Double? {
    let known = values.compactMap { $0 }
    guard !values.isEmpty, known.count == values.count else { return nil }
    return Moments.mean(known)
  }
}

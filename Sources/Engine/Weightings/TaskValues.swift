/// Numbers of a scheme of which each task has one: an option, or what the scheme keeps from step to step. A scheme lists
/// them, so that a step in which some tasks have no label can be taken by the scheme of the others alone.
public struct TaskValues<Scheme> {
  enum Kind: Sendable {
    /// An option; an empty list stands for the same number for all.
    case option
    /// A number for each task; this one before the task's first step.
    case number(Double)
    /// A number for each pair of tasks, row by row; this one before the pair's first step.
    case pairs(Double)
    /// Shares that sum to 1, at first all alike. The tasks of a step divide among them what they had together.
    case shares
    /// Weights that sum to the number of tasks, at first 1; divided as shares are.
    case weights
  }

  typealias Path = WritableKeyPath<Scheme, [Double]>
  let path: Path
  let kind: Kind

  static func option(_ path: Path) -> Self { Self(path: path, kind: .option) }
  static func number(_ path: Path, first: Double) -> Self { Self(path: path, kind: .number(first)) }
  /// What is not known before the task's first step is no number.
  static func unknown(_ path: Path) -> Self { Self(path: path, kind: .number(.nan)) }
  static func pairs(_ path: Path, first: Double) -> Self { Self(path: path, kind: .pairs(first)) }
  static func shares(_ path: Path) -> Self { Self(path: path, kind: .shares) }
  static func weights(_ path: Path) -> Self { Self(path: path, kind: .weights) }

  /// Values for all tasks, made where there are none yet.
  private func whole(_ scheme: Scheme, _ tasks: Int) -> [Double] {
    let known = scheme[keyPath: path]
    guard known.isEmpty else { return known }
    return switch kind {
    case .option: []
    case .number(let first): Array(repeating: first, count: tasks)
    case .pairs(let first): Array(repeating: first, count: tasks * tasks)
    case .shares: Array(repeating: 1 / Double(tasks), count: tasks)
    case .weights: Array(repeating: 1, count: tasks)
    }
  }

  /// Where the values of the tasks at these places lie.
  private func indices(_ places: [Int], _ tasks: Int) -> [Int] {
    if case .pairs = kind { return places.flatMap { row in places.map { row * tasks + $0 } } }
    return places
  }

  /// Leaves the values of the tasks at these places.
  func restrict(_ scheme: inout Scheme, to places: [Int], of tasks: Int) {
    let all = whole(scheme, tasks)
    guard !all.isEmpty else { return }
    let own = indices(places, tasks).map { all[$0] }
    scheme[keyPath: path] =
      switch kind {
      case .shares: scaled(own, to: 1)
      case .weights: scaled(own, to: Double(places.count))
      case .option, .number, .pairs: own
      }
  }

  /// Takes the values of the tasks at these places from `part`; the others' stay.
  func absorb(_ part: Scheme, into scheme: inout Scheme, at places: [Int], of tasks: Int) {
    var all = whole(scheme, tasks)
    guard !all.isEmpty else { return }
    var changed = part[keyPath: path]
    switch kind {
    case .option: return
    case .shares, .weights:
      changed = scaled(changed, to: places.reduce(0) { $0 + all[$1] })
    case .number, .pairs: break
    }
    for (index, value) in zip(indices(places, tasks), changed) { all[index] = value }
    scheme[keyPath: path] = all
  }

  private func scaled(_ values: [Double], to sum: Double) -> [Double] {
    let total = values.reduce(0, +)
    return total > 0
      ? values.map { $0 * (sum / total) } : values.map { _ in sum / Double(values.count) }
  }
}

extension TaskValues {
  /// What Adam keeps for numbers that are started one by one.
  static func adam(_ path: WritableKeyPath<Scheme, AdamParameters>) -> [TaskValues] {
    [unknown(path.appending(path: \.values))] + moments(path)
  }

  static func moments(_ path: WritableKeyPath<Scheme, AdamParameters>) -> [TaskValues] {
    [
      number(path.appending(path: \.first), first: 0),
      number(path.appending(path: \.second), first: 0),
    ]
  }
}

/// Steps in which some tasks have no label in the batch. Such a task has no loss, so its gradient is zero and its loss
/// reads 0, which no scheme may take for a task that is solved. The step belongs to the scheme of the other tasks: the
/// absent one has weight 0, and what the scheme keeps for it stays as it was.
extension Weighting {
  /// `combine` for the tasks at the places `present`, in ascending order; all others get 0.
  public mutating func combine(_ evidence: Evidence, present: [Int]) -> Combination {
    step(evidence, present) { $0.combine($1) }
  }

  /// The same with rows. Those of the other tasks are left as they are.
  public mutating func combine(
    _ evidence: Evidence, rows: inout GradientRows, memory: inout GradientRows, present: [Int]
  ) -> Combination {
    if present.count == evidence.losses.count {
      return combine(evidence, rows: &rows, memory: &memory)
    }
    var (own, kept) = (rows.selected(present), memory.count > 0 ? memory.selected(present) : memory)
    return step(evidence, present) { $0.combine($1, rows: &own, memory: &kept) }
  }

  private mutating func step(
    _ evidence: Evidence, _ present: [Int], _ combine: (inout Self, Evidence) -> Combination
  ) -> Combination {
    let tasks = evidence.losses.count
    if present.count == tasks { return combine(&self, evidence) }
    guard !present.isEmpty else { return Combination.zero(evidence) }
    var part = restricted(to: present, of: tasks)
    let found = combine(&part, evidence.restricted(to: present))
    absorb(part, at: present, of: tasks)
    return found.spread(over: present, of: tasks)
  }

  /// `observe` for the tasks at the places `present`.
  public mutating func observe(before: [Double], after: [Double], present: [Int]) {
    let tasks = before.count
    if present.count == tasks { return observe(before: before, after: after) }
    guard !present.isEmpty else { return }
    var part = restricted(to: present, of: tasks)
    part.observe(before: present.map { before[$0] }, after: present.map { after[$0] })
    absorb(part, at: present, of: tasks)
  }

  public func restricted(to places: [Int], of tasks: Int) -> Self {
    valuesRestricted(to: places, of: tasks)
  }

  /// What is no task's own, such as a count of steps, is the part's.
  public mutating func absorb(_ part: Self, at places: [Int], of tasks: Int) {
    var whole = part
    for values in Self.taskValues { whole[keyPath: values.path] = self[keyPath: values.path] }
    whole.absorbValues(of: part, at: places, of: tasks)
    self = whole
  }

  /// `restricted` as far as `taskValues` goes, and the same of `absorb`.
  func valuesRestricted(to places: [Int], of tasks: Int) -> Self {
    var part = self
    for values in Self.taskValues { values.restrict(&part, to: places, of: tasks) }
    return part
  }

  mutating func absorbValues(of part: Self, at places: [Int], of tasks: Int) {
    for values in Self.taskValues { values.absorb(part, into: &self, at: places, of: tasks) }
  }
}

extension Weighting {
  /// `absorb` where only the caller knows that both are of one scheme.
  mutating func absorb(any part: any Weighting, at places: [Int], of tasks: Int) {
    guard let part = part as? Self else { preconditionFailure("\(part) is no part of \(self)") }
    absorb(part, at: places, of: tasks)
  }
}

extension Evidence {
  /// What the tasks at these places say. The step's random draws are the same.
  func restricted(to places: [Int]) -> Evidence {
    let tasks = losses.count
    func own<Element>(_ values: [Element]) -> [Element] { places.map { values[$0] } }
    precondition(learned.isEmpty || learned.count == tasks, "one learned number for each task")
    return Evidence(
      epoch: epoch, step: step, epochs: epochs, losses: own(losses), kinds: own(kinds),
      history: history.map(own), learned: learned.isEmpty ? [] : own(learned),
      gramian: gramian.isEmpty ? [] : own(gramian).map(own), features: features,
      featureBlocks: featureBlocks,
      bilevel: bilevel.map { PartOfBilevelProblem($0, places, of: tasks) }, random: random)
  }
}

extension Combination {
  /// No task has a label: nothing is learned from the step.
  fileprivate static func zero(_ evidence: Evidence) -> Combination {
    let zeros = evidence.losses.map { _ in 0.0 }
    return Combination(
      shared: zeros, specific: zeros, learned: evidence.learned.map { _ in 0 },
      heldOut: evidence.bilevel == nil ? [] : zeros)
  }

  /// These coefficients at these places among all tasks, 0 at the others.
  fileprivate func spread(over places: [Int], of tasks: Int) -> Combination {
    func all(_ values: [Double]) -> [Double] {
      if values.isEmpty { return [] }
      var all = Array(repeating: 0.0, count: tasks)
      for (place, value) in zip(places, values) { all[place] = value }
      return all
    }
    return Combination(
      shared: all(shared), specific: all(specific), learned: all(learned), heldOut: all(heldOut))
  }
}

/// A held-out half as the tasks at some places see it.
private final class PartOfBilevelProblem: BilevelProblem {
  private let whole: any BilevelProblem
  private let places: [Int]
  private let tasks: Int

  init(_ whole: any BilevelProblem, _ places: [Int], of tasks: Int) {
    self.whole = whole
    self.places = places
    self.tasks = tasks
  }

  var rate: Double { whole.rate }
  var trainingRows: GradientRows { whole.trainingRows.selected(places) }

  func descend(weights: [Double], rate: Double, steps: Int) -> [Double] {
    var all = Array(repeating: 0.0, count: tasks)
    for (place, weight) in zip(places, weights) { all[place] = weight }
    let losses = whole.descend(weights: all, rate: rate, steps: steps)
    return places.map { losses[$0] }
  }

  func heldOut() -> (losses: [Double], rows: GradientRows) {
    let (losses, rows) = whole.heldOut()
    return (places.map { losses[$0] }, rows.selected(places))
  }

  func restore() { whole.restore() }
}

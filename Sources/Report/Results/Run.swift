import Records

/// One seed of one arm: one cell, or one cell per task where the arm trains a network per task.
struct Run: Sendable {
  /// A planned cell and what became of it.
  struct Part: Sendable {
    enum State: Sendable {
      case finished(Finished)
      case failed(Failure)
      case missing
    }
    var cell: Cell
    var state: State
    var cost: Cost?

    var finished: Finished? {
      if case .finished(let value) = state { value } else { nil }
    }
    var failure: Failure? {
      if case .failed(let value) = state { value } else { nil }
    }
    var isMissing: Bool {
      if case .missing = state { true } else { false }
    }
  }

  let seed: Int
  let parts: [Part]
  /// The test split's values by metric; of a metric recorded twice, the first.
  let values: [Metric: Double]

  init(seed: Int, parts: [Part]) {
    (self.seed, self.parts) = (seed, parts)
    values = Dictionary(
      parts.flatMap { $0.finished?.test ?? [] }.map { (Metric($0), $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Whether every cell of this seed is finished.
  var isFinished: Bool { !parts.isEmpty && parts.allSatisfy { $0.finished != nil } }
  var failures: [Failure] { parts.compactMap(\.failure) }

  /// The test scores of all parts. A task has none where the split holds no label of it.
  var scores: [Score] { parts.flatMap { $0.finished?.test ?? [] } }

  /// Of the best answers that do not look at the image.
  var constants: [Score] { parts.flatMap { $0.finished?.constants ?? [] } }

  /// The part that trains `task`, with the task's place among that network's outputs.
  func part(training task: String) -> (part: Part, index: Int)? {
    for part in parts {
      if let index = part.cell.tasks.firstIndex(where: { $0.name == task }) { return (part, index) }
    }
    return nil
  }

  var cpuSeconds: Double? { sum { $0.cpuSeconds } }
  /// One step of every network of the run.
  var secondsPerStep: Double? { sum { $0.secondsPerStep } }
  var peakMemory: Int? { parts.compactMap { $0.cost?.peakMemory }.max() }

  private func sum(_ value: (Cost) -> Double) -> Double? {
    let costs = parts.compactMap(\.cost)
    return costs.count == parts.count && !costs.isEmpty ? costs.map(value).reduce(0, +) : nil
  }
}

extension Metric {
  init(_ score: Score) {
    self.init(
      task: score.task, name: score.metric, higherIsBetter: score.better == .higher,
      unit: score.unit, counts: score.counts)
  }
}

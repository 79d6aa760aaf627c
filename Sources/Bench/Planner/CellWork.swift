import Engine
import Records

/// How much a cell does, in counts. They are floating-point numbers: whatever a suite asks for, they grow and do not overflow.
struct CellWork {
  /// Training steps of the whole run, and how many of them measure the task gradients beside their work.
  let steps: Double
  let measuringSteps: Double
  /// Frames that a step trains on.
  let framesPerStep: Double
  /// Frames that are evaluated, over all epochs.
  let evaluated: Double
  /// Tasks whose gradients go backward through what is shared, one by one.
  private let backwards: Double
  private let tasks: Double

  init(_ cell: Cell, _ scheme: (any Weighting)?, _ counts: SplitCounts) {
    let epochs = Double(cell.epochs)
    // Tasks that all have fewer frames are not shown the others; how far their frames are the same is not known here.
    let limits = cell.tasks.compactMap { cell.trainFrames[$0.name] }
    let train = Double(
      limits.count == cell.tasks.count ? min(counts.train, limits.max() ?? 0) : counts.train)
    framesPerStep = min(train, Double(max(1, cell.batch)) * Double(scheme?.batchesPerStep ?? 1))
    steps = (train / max(1, framesPerStep)).rounded(.up) * epochs
    measuringSteps =
      cell.diagnosticsEvery > 0 ? (steps / Double(cell.diagnosticsEvery)).rounded(.up) : 0
    // Before training, after every epoch, and at the selected epoch with the test split.
    evaluated = Double(counts.validation) * (epochs + 2) + Double(counts.test)
    tasks = Double(cell.tasks.count)
    backwards = scheme?.needs.place == .parameters ? tasks : 1
  }

  /// A step that measures the task gradients costs so many plain ones: a backward pass costs two forward passes.
  var measuringRatio: Double { (1 + 2 * tasks) / 3 }

  /// Multiply–accumulates of the whole run.
  func macs(perFrame macs: Double) -> Double {
    let measuring = framesPerStep * 2 * tasks
    return steps * macsPerStep(perFrame: macs) + macs * (measuringSteps * measuring + evaluated)
  }

  func macsPerStep(perFrame macs: Double) -> Double { macs * framesPerStep * (1 + 2 * backwards) }
}

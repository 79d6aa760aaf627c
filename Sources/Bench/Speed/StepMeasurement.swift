import Engine
import Foundation
import Records

/// Steps of one cell's network on made-up frames, timed by this thread's CPU clock: other processes may want the cores too.
enum StepMeasurement {
  /// A step of more than so many multiply–accumulates is measured on fewer frames.
  private static let largestStep = 1e9

  /// Takes a few steps, fewer where `limit` seconds are over. Throws where the network cannot be built, or diverges.
  static func measure(_ cell: Cell, limit: Double) throws -> MeasuredSpeed.Steps {
    let assembly = try Assembly(cell, locations: [:], opensWeights: false)
    let experiment = assembly.experiment
    let scheme = experiment.weighting
    let sizes = NetworkSizes(parts: experiment.parts)
    let began = ContinuousClock.now
    let start = ThreadClock.seconds
    let account = sizes.size(architecture: experiment.architecture, weighting: scheme)
    let counted = ThreadClock.seconds - start

    // As many frames as a step has, where the data have them.
    let counts = SplitCounts(train: Int(Int32.max), validation: 0, test: 0)
    let work = CellWork(cell, scheme, counts)
    let macs = work.macsPerStep(perFrame: Double(account.macs))
    let frames = max(1, min(work.framesPerStep, work.framesPerStep * largestStep / max(macs, 1)))
    let building = ThreadClock.seconds
    let probe = TrainingProbe(
      experiment.parts, architecture: experiment.architecture, weighting: scheme,
      optimizer: experiment.optimizer, batch: Int(frames.rounded(.up)),
      numerics: experiment.numerics, products: experiment.products)
    try probe.step()
    let first = ThreadClock.seconds - building
    var steps: [Double] = []
    while steps.isEmpty || (steps.count < 8 && (ContinuousClock.now - began).seconds < limit) {
      let before = ThreadClock.seconds
      try probe.step()
      steps.append(ThreadClock.seconds - before)
    }
    let step = SpeedMeasurement.quantile(steps.sorted(), 0.5)
    let before = ThreadClock.seconds
    try probe.evaluate()
    let recorded = ThreadClock.seconds
    try probe.evaluate()
    let evaluation = ThreadClock.seconds - recorded
    let scale = work.framesPerStep / frames.rounded(.up)
    return MeasuredSpeed.Steps(
      name: cell.architecture.name, step: step * scale,
      evaluation: evaluation / frames.rounded(.up),
      start: counted + max(0, first - step) + max(0, recorded - before - evaluation), macs: macs)
  }
}

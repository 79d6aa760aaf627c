/// One step of a scheme that learns its weights on held-out frames.
final class BilevelStep: BilevelProblem {
  private let stepper: Stepper
  private let halves: [ArraySlice<Int>]
  private let moment: Stepper.Moment
  private let rule: UpdateRule
  let trainingRows: GradientRows
  private var held: GradientRows
  private let values: Tensor
  private let statistics: Tensor
  /// A frame that could not be read: the step has no result.
  private(set) var failure: (any Error)?

  init(
    _ stepper: Stepper, _ halves: [ArraySlice<Int>], _ moment: Stepper.Moment, _ rule: UpdateRule,
    _ jacobian: Jacobian
  ) {
    self.stepper = stepper
    self.halves = halves
    self.moment = moment
    self.rule = rule
    let parameters = stepper.parameters
    let (tasks, width) = (jacobian.tasks, parameters.values.count)
    func rows(_ name: String) -> GradientRows {
      GradientRows(count: tasks, width: width, stepper.spare(name, [tasks, width]).data)
    }
    var training = rows("training gradients")
    held = rows("held-out gradients")
    values = stepper.spare("parameters", [width])
    statistics = stepper.spare("statistics", parameters.buffers.shape)
    rule.copyWhole(jacobian, parameters, to: &training)
    trainingRows = training
    values.data.update(from: parameters.values.data, count: width)
    statistics.data.update(from: parameters.buffers.data, count: statistics.count)
  }

  var rate: Double { moment.rate }

  func descend(weights: [Double], rate: Double, steps: Int) -> [Double] {
    let parameters = stepper.parameters
    for step in 0...steps {
      guard let pass = forward(halves[0], .weightedSum)?.0 else { break }
      if step == steps { return pass.losses }
      pass.tape.backward(weights: weights)
      Engine.kernels.accumulate(
        parameters.values.count, Float(-rate), parameters.gradient.data, parameters.values.data)
    }
    return weights.map { _ in .infinity }
  }

  func heldOut() -> (losses: [Double], rows: GradientRows) {
    guard let (pass, rule) = forward(halves[1], .jacobian) else {
      for task in 0..<held.count { held.writable(task).update(repeating: 0, count: held.width) }
      return (Array(repeating: .infinity, count: held.count), held)
    }
    rule.copyWhole(pass.tape.jacobian(), stepper.parameters, to: &held)
    return (pass.losses, held)
  }

  /// Nil where the losses are no finite numbers, which is the scheme's to see; or after a failure.
  private func forward(_ frames: ArraySlice<Int>, _ mode: TapeMode) -> (
    Stepper.ForwardPass, UpdateRule
  )? {
    do { return try stepper.forward(frames, mode, moment) } catch {
      if !(error is Divergence) { failure = error }
      return nil
    }
  }

  func restore() {
    let parameters = stepper.parameters
    parameters.values.data.update(from: values.data, count: values.count)
    parameters.buffers.data.update(from: statistics.data, count: statistics.count)
  }

  /// Puts the combination of both halves' rows into the flat gradient; a weight is one for all parameters here.
  func assemble(_ combination: Combination) {
    precondition(combination.shared == combination.specific, "one weight per task")
    let gradient = stepper.parameters.gradient
    gradient.data.update(repeating: 0, count: gradient.count)
    for task in 0..<trainingRows.count {
      Engine.kernels.accumulate(
        gradient.count, Float(combination.shared[task]), trainingRows[task], gradient.data)
      if !combination.heldOut.isEmpty {
        Engine.kernels.accumulate(
          gradient.count, Float(combination.heldOut[task]), held[task], gradient.data)
      }
    }
  }
}

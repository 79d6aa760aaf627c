import TestSupport
import Testing

@testable import Engine

/// Ten steps of narrow `split` and `mtan` networks on one batch against PyTorch's
/// (`scripts/fixtures/training.py`): the losses of every task at every step, and every task's gradient at the first.
@Suite struct TrainingParityTests {
  @Test(arguments: TrainingFixture.runs, [ProductLibrary.own, .openblas])
  func tenSteps(_ place: TrainingFixture.Place, _ products: ProductLibrary) throws {
    let (fixture, run) = place.found
    let samples = fixture.samples(run)
    var experiment = try fixture.experiment(run)
    experiment.products = products
    let stepper = Stepper(experiment, fixture.network(experiment), samples)
    try fixture.setParameters(stepper.parameters)
    let learned = stepper.network.learned
    for (step, expected) in run.losses.enumerated() {
      if let variances = run.logVariances?[step], let learned {
        let found = (0..<variances.count).map { stepper.parameters.pointer(learned)[$0] }
        let values = FixtureTensor([variances.count], variances.map { Float($0) })
        #expect(mismatch(found, values, within: 1e-4, "log variances at step \(step)") == nil)
      }
      let outcome = try stepper.step(
        Stepper.Moment(frames: [0, 1], epoch: step, step: step, rate: run.rate, history: []))
      for (task, name) in fixture.heads.map(\.name).enumerated() {
        let error = relativeError(outcome.losses[task], expected[task])
        #expect(
          error < 1e-4, "\(name) at step \(step): \(outcome.losses[task]), not \(expected[task])")
      }
    }
    guard let expected = run.evaluationLosses else { return }
    // The running statistics of ten steps.
    let evaluator = Evaluator(stepper.network, stepper.parameters, batch: fixture.batch)
    let found = try evaluator.evaluate(samples).losses
    for task in expected.indices {
      #expect(relativeError(found[task]!, expected[task]) < 1e-3, "evaluation, task \(task)")
    }
  }

  /// Which parameters tasks share, and the rows of the Jacobian.
  @Test(arguments: TrainingFixture.runs) func firstGradients(_ place: TrainingFixture.Place) throws
  {
    let (fixture, run) = place.found
    let experiment = try fixture.experiment(run)
    let network = fixture.network(experiment)
    let parameters = Parameters(network.layout, random: RandomStream(seed: 0, "parity"))
    try fixture.setParameters(parameters)
    let recording = network.record(batch: fixture.batch)
    recording.tape.prepare(.jacobian, parameters)
    fixture.fill(recording, run)
    recording.tape.forward()
    let jacobian = recording.tape.jacobian()
    let columns = Dictionary(
      uniqueKeysWithValues: jacobian.columns.map { ($0.parameter.name, $0.offset) })
    for (index, specification) in fixture.parameters.enumerated() {
      // A bias before a batch norm has no effect, so that its gradient is rounding alone.
      let name = specification.name
      if !name.hasPrefix("heads."), name.firstMatch(of: /conv\d?\.bias$/) != nil { continue }
      let parameter = try fixture.parameter(specification, in: network.layout)
      let expected = (0..<fixture.heads.count).map { run.gradientRMS[$0][index] }
      let column = columns[specification.name]
      #expect((column != nil) == (expected.filter { $0 != 0 }.count > 1), "\(specification.name)")
      for (task, size) in expected.enumerated() where size != 0 {
        let start =
          column.map { jacobian.matrix.row(task) + $0 }
          ?? parameters.gradient.data + parameter.offset
        let squares = (0..<parameter.count).reduce(0.0) { $0 + Double(start[$1] * start[$1]) }
        let found = (squares / Double(parameter.count)).squareRoot()
        // Where a ReLU lets a whole channel pass, the next norm makes the shift's gradient rounding alone, too.
        #expect(
          abs(found - size) < 1e-3 * size + 1e-10,
          "\(specification.name), \(fixture.heads[task].name): \(found), not \(size)")
      }
    }
  }
}

import KernelTable
import Testing

@testable import Engine

/// What a network is given at every step beside images.
@Suite struct StepInputsTests {
  private func values(_ isTraining: Bool, epoch: Int, step: Int) -> (number: Float, noise: [Float])
  {
    let tape = Tape()
    let inputs = StepInputs(tape, isTraining: isTraining)
    let number = inputs.scheduled { Double($0.epochs) / Double($0.epoch + 1) }
    let noise = inputs.gumbel("gate", count: 4000)
    tape.finish(losses: [], outputs: [number, noise], parameters: ParameterLayout())
    tape.prepare(
      .inference, Parameters(ParameterLayout(), random: RandomStream(seed: 0, "none")))
    inputs.fill(
      RunProgress(epoch: epoch, epochs: 6),
      RandomStream(seed: 1, "training").stream("noise \(step)"))
    return (
      tape.data(number)[0],
      Array(UnsafeBufferPointer(start: tape.data(noise), count: 4000))
    )
  }

  @Test func numbersFollowTheRun() {
    #expect(values(true, epoch: 0, step: 0).number == 6)
    #expect(values(false, epoch: 2, step: 0).number == 2)
  }

  /// Mean γ = 0.5772 and variance π² / 6 of Gumbel's distribution; the same for the same step, another for another.
  @Test func noiseIsGumbelsAndTheSteps() {
    let noise = values(true, epoch: 0, step: 3).noise
    let mean = noise.reduce(0) { $0 + Double($1) } / 4000
    let variance = noise.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 4000
    #expect(abs(mean - 0.5772) < 0.06 && abs(variance - 1.645) < 0.2)
    #expect(noise == values(true, epoch: 5, step: 3).noise)
    #expect(noise != values(true, epoch: 0, step: 4).noise)
    #expect(values(false, epoch: 0, step: 3).noise.allSatisfy { $0 == 0 })
  }

  /// LibMTL's schedule, and that an interrupted run goes on with the same draws.
  @Test func branchingResumesExactly() throws {
    #expect(LearningToBranch.temperature(RunProgress(epoch: 3, epochs: 40)) == 1)
    #expect(LearningToBranch.sumsAll(RunProgress(epoch: 0, epochs: 40)))
    #expect(!LearningToBranch.sumsAll(RunProgress(epoch: 1, epochs: 40)))
    var experiment = try TrainerTests.experiment("ltb", "equal")
    experiment.architecture = try architectures.make("ltb", ["entropy": .number(0.1)]).item
    let whole = try Trainer(experiment, data: TrainerTests.data).run()
    #expect(whole.epochs.flatMap(\.trainLoss).allSatisfy { $0!.isFinite })
    #expect(try Trainer(experiment, data: TrainerTests.data).run().epochs == whole.epochs)
    // The entropy is in the training losses, and not in the validation losses of the same network.
    let penalised = whole.epochs[0].trainLoss[0]!
    experiment.architecture = try architectures.make("ltb").item
    let free = try Trainer(experiment, data: TrainerTests.data).run().epochs[0]
    #expect(penalised > free.trainLoss[0]! + 0.05)
  }
}

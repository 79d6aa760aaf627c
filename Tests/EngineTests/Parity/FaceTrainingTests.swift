import TestSupport
import Testing

@testable import Engine

/// Ten steps of a narrow ResNet-18 with three heads on whole images against PyTorch's (`scripts/fixtures/faces.py`): a quarter
/// of the labels is missing, and in every other batch a task has none.
@Suite struct FaceTrainingTests {
  struct Fixture: Decodable, Sendable {
    struct Target: Decodable, Sendable {
      let name: String
      let kind: String
    }

    struct Run: Decodable, Sendable {
      let optimizer: String
      let rate: Double
      let momentum: Double
      let dataSeed: Int
      /// [step][task], before the step's update; 0 for a task without a label.
      let losses: [[Double]]
      /// Of the first batch after the last step, with running statistics.
      let evaluationLosses: [Double]
    }

    let frames: Int
    let batch: Int
    let size: Int
    let tasks: [Target]
    let parameters: [TrainingFixture.Specification]
    let runs: [Run]
  }

  private static let fixture = FixtureLibrary.json("training_faces.json", Fixture.self)

  @Test(arguments: fixture.runs.map(\.optimizer), [ProductLibrary.own, .openblas])
  func tenSteps(_ optimizer: String, _ products: ProductLibrary) throws {
    let fixture = Self.fixture
    let run = fixture.runs.first { $0.optimizer == optimizer }!
    let samples = samples(run)
    var experiment = try experiment(run)
    experiment.products = products
    let network = BuiltNetwork(
      experiment.parts, architecture: experiment.architecture, weighting: experiment.weighting,
      products: products)
    let stepper = Stepper(experiment, network, samples)
    try fixture.parameters.fill(stepper.parameters)
    for (step, expected) in run.losses.enumerated() {
      let first = step % 2 * fixture.batch
      let outcome = try stepper.step(
        Stepper.Moment(
          frames: ArraySlice(first..<first + fixture.batch), epoch: step, step: step,
          rate: run.rate, history: []))
      #expect(outcome.present == expected.indices.filter { expected[$0] != 0 })
      for (task, name) in fixture.tasks.map(\.name).enumerated() {
        let found = outcome.losses[task]
        let isRight =
          expected[task] == 0 ? found == 0 : relativeError(found, expected[task]) < 1e-4
        #expect(isRight, "\(name) at step \(step): \(found), not \(expected[task])")
      }
    }
    let evaluator = Evaluator(stepper.network, stepper.parameters, batch: fixture.batch)
    let found = try evaluator.evaluate(samples.only(Array(0..<fixture.batch))).losses
    for (task, expected) in run.evaluationLosses.enumerated() {
      #expect(relativeError(found[task]!, expected) < 1e-3, "evaluation, task \(task)")
    }
  }

  private func experiment(_ run: Fixture.Run) throws -> Experiment {
    Experiment(
      problem: Problem(
        size: ImageSize(height: Self.fixture.size, width: Self.fixture.size),
        tasks: try Self.fixture.tasks.map { try tasks.make($0.kind, called: $0.name).item }),
      backbone: try backbones.make(
        "resnet", ["width": .number(0.125), "stem": .text("small")]
      ).item,
      architecture: try architectures.make("split").item,
      weighting: try weightings.make("equal").item,
      optimizer: try optimizers.make(
        run.optimizer, run.optimizer == "sgd" ? ["momentum": .number(run.momentum)] : [:]
      ).item,
      schedule: try schedules.make("constant").item,
      augmentation: try augmentations.make("none").item,
      epochs: run.losses.count, batch: Self.fixture.batch, seed: 0, pictures: 0)
  }

  /// The run's frames, as `scripts/fixtures/README.md` defines them.
  private func samples(_ run: Fixture.Run) -> Samples {
    let (frames, side, seed) = (Self.fixture.frames, Self.fixture.size, run.dataSeed)
    let image = PortableSequence.floats(
      seed: seed, count: frames * side * side * 3, scale: 1, offset: 0.5)
    func labels(_ index: Int, _ values: Double, missing none: Float = -1) -> [Float] {
      var drawn = PortableSequence(seed: seed + 1 + index)
      var missing = PortableSequence(seed: seed + 4 + index)
      return drawn.take(frames).map { value in
        missing.next() < 0.25 ? none : Float((value * values).rounded(.down))
      }
    }
    var gender = labels(1, 2)
    for frame in Self.fixture.batch..<frames { gender[frame] = -1 }
    let targets = ["age": labels(0, 100, missing: .nan), "gender": gender, "race": labels(2, 5)]
    return Samples(
      ids: (0..<frames).map { "\($0)" }, images: Tensor([frames, side, side, 3], image),
      targets: targets.mapValues { Tensor([frames, 1, 1, 1], $0) })
  }
}

import TestSupport
import Testing

@testable import Engine

/// Ten steps of narrow networks for segmentation and depth against PyTorch's (`scripts/fixtures/dense_networks.py`): dilated
/// ResNet-18 with DeepLab's head, MobileNetV2 with light-weight RefineNet, EfficientNet-B0 with U-Net's decoder, HRNet with
/// its own head.
@Suite struct DenseTrainingTests {
  struct Fixture: Decodable, Sendable {
    struct Choice: Decodable, Sendable {
      let name: String
      let options: [String: DenseOption]
    }

    struct Network: Decodable, Sendable {
      let name: String
      let backbone: Choice
      let decoder: Choice
      let rate: Double
      let dataSeed: Int
      let parameters: [TrainingFixture.Specification]
      /// [step][task], before the step's update.
      let losses: [[Double]]
      /// After the last step, with running statistics.
      let evaluationLosses: [Double]
    }

    let batch: Int
    let height: Int
    let width: Int
    let classes: Int
    let momentum: Double
    let networks: [Network]
  }

  /// An option's value, or a list of numbers.
  enum DenseOption: Decodable, Sendable {
    case one(FixtureOption)
    case numbers([Double])

    init(from decoder: any Swift.Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let numbers = try? container.decode([Double].self) {
        self = .numbers(numbers)
      } else {
        self = .one(try container.decode(FixtureOption.self))
      }
    }

    var value: OptionValue {
      switch self {
      case .one(let option): option.value
      case .numbers(let values): .list(values.map { .number($0) })
      }
    }
  }

  private static let fixture = FixtureLibrary.json("training_dense.json", Fixture.self)

  @Test(arguments: fixture.networks.map(\.name), [ProductLibrary.own, .openblas])
  func tenSteps(_ name: String, _ products: ProductLibrary) throws {
    let fixture = Self.fixture
    let run = fixture.networks.first { $0.name == name }!
    let samples = samples(run)
    var experiment = try experiment(run)
    experiment.products = products
    let network = BuiltNetwork(
      experiment.parts, architecture: experiment.architecture, weighting: experiment.weighting,
      products: products)
    let stepper = Stepper(experiment, network, samples)
    #expect(run.parameters.count == network.layout.parameters.count)
    try run.parameters.fill(stepper.parameters)
    for (step, expected) in run.losses.enumerated() {
      let outcome = try stepper.step(
        Stepper.Moment(
          frames: ArraySlice(0..<fixture.batch), epoch: step, step: step, rate: run.rate,
          history: []))
      for task in expected.indices {
        let found = outcome.losses[task]
        #expect(
          relativeError(found, expected[task]) < 1e-4,
          "task \(task) at step \(step): \(found), not \(expected[task])")
      }
    }
    let evaluator = Evaluator(stepper.network, stepper.parameters, batch: fixture.batch)
    let found = try evaluator.evaluate(samples).losses
    for (task, expected) in run.evaluationLosses.enumerated() {
      #expect(relativeError(found[task]!, expected) < 1e-3, "evaluation, task \(task)")
    }
  }

  private func experiment(_ run: Fixture.Network) throws -> Experiment {
    Experiment(
      problem: Problem(
        size: ImageSize(height: Self.fixture.height, width: Self.fixture.width),
        tasks: [
          try tasks.make("segmentation", ["classes": .integer(Self.fixture.classes)]).item,
          try tasks.make("depth").item,
        ]),
      backbone: try backbones.make(
        run.backbone.name, run.backbone.options.mapValues(\.value)
      ).item,
      decoder: try decoders.make(run.decoder.name, run.decoder.options.mapValues(\.value)).item,
      architecture: try architectures.make("split").item,
      weighting: try weightings.make("equal").item,
      optimizer: try optimizers.make("sgd", ["momentum": .number(Self.fixture.momentum)]).item,
      schedule: try schedules.make("constant").item,
      augmentation: try augmentations.make("none").item,
      epochs: run.losses.count, batch: Self.fixture.batch, seed: 0, pictures: 0)
  }

  /// The run's frames, as `scripts/fixtures/README.md` defines them.
  private func samples(_ run: Fixture.Network) -> Samples {
    let (frames, height, width) = (Self.fixture.batch, Self.fixture.height, Self.fixture.width)
    let (pixels, seed) = (frames * height * width, run.dataSeed)
    let image = PortableSequence.floats(seed: seed, count: 3 * pixels, scale: 1, offset: 0.5)
    var labels = PortableSequence(seed: seed + 1)
    var distances = PortableSequence(seed: seed + 2)
    let targets = [
      "segmentation": labels.take(pixels).map {
        Float(($0 * Double(Self.fixture.classes + 1)).rounded(.down) - 1)
      },
      "depth": distances.take(pixels).map { $0 * 4 < 0.8 ? 0 : Float($0 * 4) },
    ]
    return Samples(
      ids: (0..<frames).map { "\($0)" }, images: Tensor([frames, height, width, 3], image),
      targets: targets.mapValues { Tensor([frames, height, width, 1], $0) })
  }
}

import TestSupport
import Testing

@testable import Engine

/// A narrow network with its first parameters, and what ten steps of training it gave.
struct TrainingFixture: Decodable, Sendable {
  struct Head: Decodable, Sendable {
    let name: String
    let channels: Int
  }

  struct Specification: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let seed: Int
    let scale: Double
    let offset: Double
  }

  struct Run: Decodable, Sendable {
    let weighting: String
    let optimizer: String
    let rate: Double
    let momentum: Double
    let dataSeed: Int
    /// [step][task], before the step's update.
    let losses: [[Double]]
    /// [task][parameter], before the first step.
    let gradientRMS: [[Double]]
    /// Where they are learned.
    let logVariances: [[Double]]?
    /// After the last step, with running statistics; where they are comparable.
    let evaluationLosses: [Double]?
  }

  let architecture: String
  let widths: [Int]
  let heads: [Head]
  let batch: Int
  let height: Int
  let width: Int
  let parameters: [Specification]
  let runs: [Run]

  private static let all = ["split", "mtan"].map {
    FixtureLibrary.json("training_\($0).json", TrainingFixture.self)
  }

  /// A run by its numbers, which print better than the run itself.
  struct Place: Sendable, CustomTestStringConvertible {
    let fixture: Int
    let run: Int
    var found: (TrainingFixture, Run) { (all[fixture], all[fixture].runs[run]) }
    var testDescription: String {
      let (fixture, run) = found
      return "\(fixture.architecture), \(run.weighting), \(run.optimizer)"
    }
  }

  static let runs = all.indices.flatMap { fixture in
    all[fixture].runs.indices.map { Place(fixture: fixture, run: $0) }
  }

  func experiment(_ run: Run) throws -> Experiment {
    let made = try heads.map { head in
      try tasks.make(
        head.name, head.name == "segmentation" ? ["classes": .integer(head.channels)] : [:]
      )
      .item
    }
    return Experiment(
      problem: Problem(size: ImageSize(height: height, width: width), tasks: made),
      backbone: SegNet(widths: widths), architecture: try architectures.make(architecture).item,
      weighting: try weightings.make(run.weighting).item,
      optimizer: try optimizers.make(
        run.optimizer, run.optimizer == "sgd" ? ["momentum": .number(run.momentum)] : [:]
      ).item,
      schedule: try schedules.make("constant").item,
      augmentation: try augmentations.make("none").item,
      epochs: run.losses.count, batch: batch, seed: 0, pictures: 0)
  }

  func network(_ experiment: Experiment) -> BuiltNetwork {
    BuiltNetwork(
      experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
      weighting: experiment.weighting, products: experiment.products)
  }

  func setParameters(_ values: Parameters) throws { try parameters.fill(values) }

  func parameter(_ specification: Specification, in layout: ParameterLayout) throws -> Parameter {
    try specification.parameter(in: layout)
  }

  func fill(_ recording: Recording, _ run: Run) {
    let samples = samples(run)
    func copy(_ tensor: Tensor, to value: Value) {
      recording.tape.data(value).update(from: tensor.data, count: tensor.count)
    }
    copy(samples.images, to: recording.image)
    for (task, target) in zip(heads, recording.targets) {
      copy(samples.targets[task.name]!, to: target[0])
    }
  }

  /// The run's batch, as `scripts/fixtures/README.md` defines it.
  func samples(_ run: Run) -> Samples {
    let pixels = batch * height * width
    let seed = run.dataSeed
    let image = PortableSequence.floats(seed: seed, count: 3 * pixels, scale: 1, offset: 0.5)
    var labels = PortableSequence(seed: seed + 1)
    var distances = PortableSequence(seed: seed + 2)
    let classes = heads.first { $0.name == "segmentation" }!.channels
    let targets = [
      "segmentation": labels.take(pixels).map {
        Float(($0 * Double(classes + 1)).rounded(.down) - 1)
      },
      "depth": distances.take(pixels).map { $0 * 4 < 0.8 ? 0 : Float($0 * 4) },
      "normals": normals(pixels, seed + 3),
    ]
    return Samples(
      ids: (0..<batch).map { "\($0)" }, images: Tensor([batch, height, width, 3], image),
      targets: targets.mapValues { Tensor([batch, height, width, $0.count / pixels], $0) })
  }

  private func normals(_ pixels: Int, _ seed: Int) -> [Float] {
    var directions = PortableSequence(seed: seed)
    var missing = PortableSequence(seed: seed + 1)
    return (0..<pixels).flatMap { _ -> [Float] in
      let vector = directions.take(3).map { $0 * 2 - 1 }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return missing.next() < 0.1 ? [0, 0, 0] : vector.map { Float($0 / norm) }
    }
  }
}

extension TrainingFixture.Specification {
  func parameter(in layout: ParameterLayout) throws -> Parameter {
    let found = try #require(layout.parameters.first { $0.name == name }, "no \(name)")
    try #require(found.shape == shape, "\(name)")
    return found
  }
}

extension [TrainingFixture.Specification] {
  /// Gives every parameter of a network its first values; each must be among these and the other way round.
  func fill(_ values: Parameters) throws {
    let networks = values.layout.parameters.filter { !$0.name.hasPrefix("weighting.") }
    try #require(Set(networks.map(\.name)) == Set(map(\.name)))
    for specification in self {
      let parameter = try specification.parameter(in: values.layout)
      let floats = PortableSequence.floats(
        seed: specification.seed, count: parameter.count, scale: specification.scale,
        offset: specification.offset)
      for (index, value) in floats.enumerated() { values.pointer(parameter)[index] = value }
    }
  }
}

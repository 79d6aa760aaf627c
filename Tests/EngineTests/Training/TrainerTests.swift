import Foundation
import Testing

@testable import Engine

@Suite struct TrainerTests {
  static let data: Splits = {
    let rooms = try! datasets.make(
      "rooms",
      [
        "height": .integer(32), "width": .integer(32), "train": .integer(10),
        "validation": .integer(4), "test": .integer(5),
      ])
    return try! rooms.item.load()
  }()

  static func experiment(
    _ architecture: String, _ weighting: String = "equal", rate: Double = 1e-3,
    tasks names: [String] = ["segmentation", "depth", "normals"]
  ) throws -> Experiment {
    Experiment(
      problem: Problem(
        size: ImageSize(height: 32, width: 32), tasks: try names.map { try tasks.make($0).item }),
      backbone: SegNet(width: 0.125), architecture: try architectures.make(architecture).item,
      weighting: try weightings.make(weighting).item,
      optimizer: try optimizers.make("adam", ["rate": .number(rate)]).item,
      schedule: try schedules.make("cosine").item,
      augmentation: try augmentations.make("flip").item, epochs: 3, batch: 4, seed: 5, pictures: 2)
  }

  /// Timing aside, everything that a run gives.
  static func outcome(_ result: TrainingResult) -> TrainingResult {
    var result = result
    result.secondsPerStep = 0
    return result
  }

  /// At a rate at which nine steps lower every loss by more than the frames of a batch make it differ: schemes of two levels
  /// train on half of each.
  @Test(arguments: weightings.names) func sameRunTwice(_ weighting: String) throws {
    let experiment = try Self.experiment("split", weighting, rate: 3e-3)
    let first = try Trainer(experiment, data: Self.data).run()
    let second = try Trainer(experiment, data: Self.data).run()
    #expect(Self.outcome(first) == Self.outcome(second))
    #expect(first.epochs.count == 3)
    #expect(first.epochs[2].trainLoss[0]! < first.epochs[0].trainLoss[0]!)
  }

  private func scaled(
    _ scales: [String: Double], weights: [Double], optimizer: String = "adam"
  ) throws -> TrainingResult {
    var experiment = try Self.experiment("split")
    experiment.problem = Problem(
      size: experiment.problem.size, tasks: experiment.problem.tasks, lossScales: scales)
    experiment.weighting = try weightings.make(
      "static", ["weights": .list(weights.map { .number($0) })]
    ).item
    experiment.optimizer = try optimizers.make(optimizer, ["rate": .number(1e-3)]).item
    return Self.outcome(try Trainer(experiment, data: Self.data).run())
  }

  @Test func aLossTimesOneIsTheSameRun() throws {
    let weights = [1.0, 1, 1]
    #expect(try scaled(["depth": 1], weights: weights) == scaled([:], weights: weights))
  }

  /// A power of two rounds nothing: with an eighth of the weight eight times the loss is the same network, bit for bit,
  /// with eight times the training loss; validation losses, and with them the selection, do not see the factor.
  @Test func aScaleMultipliesTrainingLossesAlone() throws {
    let plain = try scaled([:], weights: [1, 1, 1])
    let scaled = try scaled(["depth": 8], weights: [1, 0.125, 1])
    #expect(scaled.test == plain.test && scaled.validation == plain.validation)
    #expect(scaled.selectedEpoch == plain.selectedEpoch && scaled.pictures == plain.pictures)
    for (one, other) in zip(scaled.epochs, plain.epochs) {
      #expect(one.validationLoss == other.validationLoss)
      #expect(one.trainLoss == zip(other.trainLoss, [1, 8, 1]).map { $0! * $1 })
    }
  }

  /// The factor reaches the gradient: with the same weights another network is trained; before the first update its losses
  /// are ten times as large.
  @Test func aScaleChangesTheGradient() throws {
    let plain = try scaled([:], weights: [1, 1, 1], optimizer: "sgd")
    let scaled = try scaled(["depth": 10], weights: [1, 1, 1], optimizer: "sgd")
    #expect(scaled.epochs[0].validationLoss != plain.epochs[0].validationLoss)

    let experiment = try Self.experiment("split")
    let network = BuiltNetwork(
      Problem(
        size: experiment.problem.size, tasks: experiment.problem.tasks, lossScales: ["depth": 10]),
      backbone: experiment.backbone, architecture: experiment.architecture,
      weighting: experiment.weighting)
    let parameters = Parameters(network.layout, random: RandomStream(seed: 0, "test"))
    func losses(_ purpose: BuiltNetwork.Purpose) -> [Double] {
      let recording = network.record(batch: 2, for: purpose)
      recording.tape.prepare(.weightedSum, parameters)
      let tape = recording.tape
      for index in 0..<recording.image.extent.count {
        tape.data(recording.image)[index] = Float(index % 17) / 17
      }
      for target in recording.targets.joined() {
        for index in 0..<target.extent.count { tape.data(target)[index] = Float(index % 3) }
      }
      tape.forward()
      return (0..<3).map(tape.loss)
    }
    let (training, evaluation) = (losses(.training), losses(.evaluation))
    #expect(training[0] == evaluation[0] && training[2] == evaluation[2])
    #expect(training[1] == Double(10 * Float(evaluation[1])))
    #expect(evaluation[1] > 0)
  }

  @Test(arguments: ["segmentation", "depth", "normals"])
  func divergenceIsAnError(_ task: String) throws {
    let experiment = try Self.experiment("single", rate: 1e6, tasks: [task])
    #expect(throws: Divergence.self) { try Trainer(experiment, data: Self.data).run() }
  }

  /// What arms of one seed have in common starts the same: pairing rests on it.
  @Test func trunksStartAlike() throws {
    func start(_ architecture: String, _ names: [String]) throws -> [String: [Float]] {
      let experiment = try Self.experiment(architecture, tasks: names)
      let network = BuiltNetwork(
        experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
        weighting: experiment.weighting)
      let parameters = Stepper(experiment, network, Self.data.train).parameters
      return Dictionary(
        uniqueKeysWithValues: network.layout.parameters.map { parameter in
          let values = parameters.pointer(parameter)
          return (parameter.name, (0..<parameter.count).map { values[$0] })
        })
    }
    let single = try start("single", ["depth"])
    let mtan = try start("mtan", ["segmentation", "depth", "normals"])
    #expect(single.keys.allSatisfy { single[$0] == mtan[$0] })
    #expect(single.count > 50)
  }

  @Test func allocatesOnceForEveryBatchSize() throws {
    let experiment = try Self.experiment("mtan")
    let network = BuiltNetwork(
      experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
      weighting: experiment.weighting)
    let recording = network.record(batch: 4)
    let parameters = Parameters(network.layout, random: RandomStream(seed: 0, "test"))
    recording.tape.prepare(.weightedSum, parameters)
    let planned = recording.tape.memoryFloats
    // What a tape would take that kept every value and gradient for a whole step.
    let kept = recording.tape.nodes.reduce(0) { $0 + $1.extent.count * (1 + $1.lanes) }
    #expect(planned < kept)
    for _ in 0..<2 {
      recording.tape.forward()
      recording.tape.backward(weights: [1, 1, 1])
    }
    #expect(recording.tape.memoryFloats == planned)
  }

  /// One backward pass where losses are enough; a lane per task where gradients are compared, and only as far
  /// as tasks share.
  @Test func lanesRun() throws {
    let experiment = try Self.experiment("split")
    let network = BuiltNetwork(
      experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
      weighting: experiment.weighting)
    let parameters = Parameters(network.layout, random: RandomStream(seed: 0, "test"))
    let sum = network.record(batch: 2).tape
    sum.prepare(.weightedSum, parameters)
    sum.forward()
    sum.backward(weights: [1, 1, 1])
    let trained = sum.nodes.filter { $0.lanes > 0 }
    #expect(sum.lanesRun == trained.count)
    let jacobian = network.record(batch: 2).tape
    jacobian.prepare(.jacobian, parameters)
    jacobian.forward()
    _ = jacobian.jacobian()
    let heads = trained.count { $0.tasks.nonzeroBitCount == 1 }
    #expect(jacobian.lanesRun == 3 * (trained.count - heads) + heads)
    // Forward is one, backward two for every lane: at most (1 + 2 · 3) / 3, reached where everything is shared.
    let ratio = Double(sum.macs + jacobian.macsRun) / Double(sum.macs + sum.macsRun)
    #expect(ratio > 1.5 && ratio <= 7.0 / 3)
    let features = network.record(batch: 2).tape
    features.prepare(.features, parameters)
    features.forward()
    _ = features.features()
    features.backwardFromFeatures(weights: [1, 1, 1])
    #expect(features.macsRun == sum.macsRun)
  }
}

import Testing

@testable import Engine

/// A learning rate for each task.
@Suite struct RateGroupTests {
  private func experiment(
    _ factors: [String: Double], tasks: [String], rate: Double = 1e-3, optimizer: String = "adam"
  ) throws -> Experiment {
    var experiment = try TrainerTests.experiment("split", rate: rate, tasks: tasks)
    experiment.optimizer = try optimizers.make(optimizer, ["rate": .number(rate)]).item
    experiment.rateFactors = factors
    return experiment
  }

  private func result(_ experiment: Experiment) throws -> TrainingResult {
    TrainerTests.outcome(try Trainer(experiment, data: TrainerTests.data).run())
  }

  /// Of a network of its own a task's factor is for everything.
  @Test(arguments: ["adam", "adamw", "sgd"]) func aNetworkOfOneTaskHasItsRate(_ optimizer: String)
    throws
  {
    let factored = try result(
      experiment(["depth": 0.5], tasks: ["depth"], rate: 2e-3, optimizer: optimizer))
    var plain = try result(experiment([:], tasks: ["depth"], rate: 1e-3, optimizer: optimizer))
    let other = try result(experiment([:], tasks: ["depth"], rate: 2e-3, optimizer: optimizer))
    #expect(factored.test == plain.test && factored.test != other.test)
    plain.epochs = factored.epochs
    #expect(factored == plain)
  }

  @Test func whatIsSharedHasThePlainRate() throws {
    let experiment = try experiment(["depth": 1e-6], tasks: ["segmentation", "depth"])
    let network = BuiltNetwork(
      experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
      weighting: experiment.weighting)
    let recording = network.record(batch: 1)
    let groups = RateGroup.all(network, factors: experiment.rateFactors) { recording.tape }
    #expect(groups.first?.range.lowerBound == 0)
    #expect(groups.last?.range.upperBound == network.layout.extent)
    for (one, next) in zip(groups, groups.dropFirst()) {
      #expect(one.range.upperBound == next.range.lowerBound && one.factor != next.factor)
    }
    for parameter in network.layout.parameters {
      let group = try #require(groups.first { $0.range.contains(parameter.offset) })
      #expect(group.range.contains(parameter.offset + parameter.count - 1))
      #expect(group.factor == (parameter.name.hasPrefix("heads.depth") ? 1e-6 : 1))
    }
    // A head that hardly moves is seen in the losses.
    let slow = try result(experiment)
    let plain = try result(self.experiment([:], tasks: ["segmentation", "depth"]))
    #expect(slow.epochs[2].trainLoss != plain.epochs[2].trainLoss)
    #expect(slow.epochs[2].trainLoss[1]! > plain.epochs[2].trainLoss[1]!)
  }

  @Test func withoutFactorsThereIsOneGroup() throws {
    let experiment = try experiment([:], tasks: ["depth"])
    let network = BuiltNetwork(
      experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
      weighting: experiment.weighting)
    let groups = RateGroup.all(network, factors: [:]) { preconditionFailure("not needed") }
    #expect(groups == [RateGroup(range: 0..<network.layout.extent, factor: 1)])
  }
}

import Testing

@testable import Engine

/// Training steps on batches in which labels are missing, with every scheme of the catalog.
@Suite struct MissingLabelStepTests {
  private static let names = ["segmentation", "depth", "normals"]

  private func stepper(
    _ scheme: String, _ tasks: [String], _ train: Samples, _ options: [String: OptionValue] = [:]
  ) throws -> Stepper {
    var experiment = try TrainerTests.experiment("split", scheme, tasks: tasks)
    experiment.weighting = try weightings.make(scheme, options).item
    experiment.numerics = .precise
    experiment.augmentation = try augmentations.make("none").item
    // Adam's first steps go by the sign of a gradient, however small.
    experiment.optimizer = try optimizers.make("sgd").item
    experiment.batch = 2
    // With shortcuts. Gradients of SegNet's 26 norms in a row magnify what rounds, by how much depends on the frames.
    experiment.backbone = try backbones.make("resnet", ["width": .number(0.125)]).item
    experiment.decoder = try decoders.make("unet").item
    return Stepper(experiment, experiment.network(), train)
  }

  /// Epochs of one step each, so that schemes which look back over epochs have some to look at.
  private func moment(_ step: Int, _ frames: [Int], of tasks: [String]) -> Stepper.Moment {
    let history = (0..<step).map { epoch in
      tasks.map { 1 + 0.1 * Double($0.count) / Double(epoch + 1) }
    }
    return Stepper.Moment(
      frames: frames[...], epoch: step, step: step, rate: 0.01, history: history)
  }

  /// Batches of a step.
  private func parts(_ stepper: Stepper) -> Int {
    stepper.weighting.needs == .bilevel ? 2 : stepper.weighting.batchesPerStep
  }

  private func rows(_ memory: Tensor) -> [[Double]] {
    (0..<memory.shape[0]).map { row in
      (0..<memory.shape[1]).map { Double(memory.row(row)[$0]) }
    }
  }

  /// A batch in which a task has no label is a step of the scheme, and of the network, of the other tasks.
  @Test(arguments: weightings.names) func aBatchWithoutATask(_ scheme: String) throws {
    let data = TrainerTests.data.train
    let others = [0, 2]
    let otherNames = others.map { Self.names[$0] }
    let all = try stepper(scheme, Self.names, data.without("depth", in: 0..<data.count))
    let part = try stepper(scheme, otherNames, data)
    let head = all.parameters.layout.parameters.filter { $0.name.contains("depth") }
    let untrained = head.map { Array(values(all, $0)) }
    #expect(!head.isEmpty)
    for step in 0..<6 {
      let frames = (0..<2 * parts(all)).map { ($0 + step) % data.count }
      let found = try all.step(moment(step, frames, of: Self.names))
      let expected = try part.step(moment(step, frames, of: otherNames))
      #expect(found.present == others && found.losses[1] == 0 && found.labelled[1] == 0)
      #expect(found.weights[1] == 0)
      #expect(deviation(others.map { found.losses[$0] }, expected.losses) < 1e-6)
      #expect(
        deviation(others.map { found.weights[$0] }, expected.weights) < 1e-6,
        "step \(step): \(found.weights), \(expected.weights)")
      let kept = all.weighting.restricted(to: others, of: 3).state
      #expect(
        isAlikeState(kept, part.weighting.state, 1e-6),
        "step \(step): \(kept), \(part.weighting.state)")
    }
    for parameter in part.parameters.layout.parameters {
      let same = try #require(
        all.parameters.layout.parameters.first { $0.name == parameter.name })
      let found = values(all, same)
      let places = parameter.count == found.count ? Array(found.indices) : others
      #expect(
        deviation(places.map { found[$0] }, values(part, parameter)) < 1e-5, "\(parameter.name)")
    }
    #expect(head.map { Array(values(all, $0)) } == untrained)
    let (whole, own) = (rows(all.memory), rows(part.memory))
    if !own.isEmpty {
      for (row, place) in others.enumerated() { #expect(deviation(whole[place], own[row]) < 1e-5) }
      #expect(whole[1].allSatisfy { $0 == 0 })
    }
  }

  private func values(_ stepper: Stepper, _ parameter: Parameter) -> [Double] {
    let start = stepper.parameters.pointer(parameter)
    return (0..<parameter.count).map { Double(start[$0]) }
  }

  /// A batch of which half the frames have no label at all is a step on the labelled half: the others are the same pictures
  /// once more, so that statistics of the batch are those of the half. Every step begins at the same parameters, for
  /// normalisation over few positions makes much of what rounds.
  @Test(arguments: weightings.names) func aBatchHalfLabelled(_ scheme: String) throws {
    let labelled = TrainerTests.data.train
    let count = labelled.count
    let twice = Self.names.reduce(labelled.only((0..<2 * count).map { $0 % count })) {
      $0.without($1, in: count..<2 * count)
    }
    // By default its steps are so long that rounding decides where they end.
    let options: [String: OptionValue] = scheme == "sdmgrad" ? ["rate": .number(0.1)] : [:]
    let whole = try stepper(scheme, Self.names, twice, options)
    let half = try stepper(scheme, Self.names, labelled, options)
    for step in 0..<3 {
      let own = (0..<parts(half)).map { part in (0..<4).map { (4 * part + $0 + step) % count } }
      whole.parameters.values.data.update(
        from: half.parameters.values.data, count: half.parameters.values.count)
      let found = try whole.step(
        moment(step, own.flatMap { $0 + $0.map { $0 + count } }, of: Self.names))
      let expected = try half.step(moment(step, own.flatMap { $0 }, of: Self.names))
      #expect(found.present == expected.present && found.labelled == expected.labelled)
      #expect(deviation(found.losses, expected.losses) < 1e-6)
      // Later gradients are shorter and at wider angles, of which rounding leaves fewer digits.
      let tolerance = step == 0 ? 1e-3 : 2e-2
      #expect(
        deviation(found.weights, expected.weights) < tolerance,
        "step \(step): \(found.weights), \(expected.weights)")
      #expect(
        isAlikeState(whole.weighting.state, half.weighting.state, tolerance),
        "step \(step): \(whole.weighting.state), \(half.weighting.state)")
    }
    for (found, expected) in zip(rows(whole.memory), rows(half.memory)) {
      #expect(deviation(found, expected) < 1e-3)
    }
  }
}

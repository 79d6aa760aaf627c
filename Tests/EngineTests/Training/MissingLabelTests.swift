import KernelTable
import Testing

@testable import Engine

/// Frames without labels of a task, in batches, epochs and splits.
@Suite struct MissingLabelTests {
  private static let size = ImageSize(height: 32, width: 32)
  private static let names = ["segmentation", "depth", "normals"]

  private func experiment(_ weighting: String) throws -> Experiment {
    var experiment = try TrainerTests.experiment("split", weighting)
    experiment.batch = 2
    experiment.augmentation = try augmentations.make("none").item
    return experiment
  }

  private func evaluate(_ samples: Samples, batch: Int) throws -> Evaluator.Outcome {
    let experiment = try experiment("equal")
    let network = BuiltNetwork(
      experiment.problem, backbone: experiment.backbone, architecture: experiment.architecture,
      weighting: experiment.weighting)
    let parameters = Stepper(experiment, network, samples).parameters
    return try Evaluator(network, parameters, batch: batch).evaluate(samples)
  }

  /// Losses and scores of a split of which half the frames lack a task's labels are those of the labelled half alone,
  /// whatever the size of the batches.
  @Test(arguments: names, [1, 2, 3, 10])
  func evaluationCountsLabels(_ task: String, _ batch: Int) throws {
    let all = TrainerTests.data.train
    let labelled = [1, 2, 5, 6, 9]
    let holes = all.without(task, in: (0..<all.count).filter { !labelled.contains($0) })
    let index = Self.names.firstIndex(of: task)!
    let found = try evaluate(holes, batch: batch)
    let expected = try evaluate(all.only(labelled), batch: 5)
    #expect(abs(found.losses[index]! / expected.losses[index]! - 1) < 1e-6)
    #expect(found.scores[index].values.count == expected.scores[index].values.count)
    for (one, other) in zip(found.scores[index].values, expected.scores[index].values) {
      #expect(one.metric == other.metric)
      #expect(abs(one.value - other.value) < 1e-6 * max(abs(other.value), 1))
    }
    // The other tasks see all frames.
    let whole = try evaluate(all, batch: batch)
    for other in 0..<3 where other != index { #expect(found.losses[other] == whole.losses[other]) }
  }

  /// A frame whose label is not there is one whose every position is marked as missing.
  @Test(arguments: names) func labelsThatAreNotThere(_ task: String) throws {
    let all = TrainerTests.data.train
    let marked = all.without(task, in: 0..<5)
    let source = all.targets
    let absent = Samples(
      ids: all.ids, size: all.size,
      labels: all.labels,
      source: KeptFrames(
        frames: (0..<all.count).map { frame in
          Frame(
            image: .floats(row(all.images, frame)),
            labels: source.filter { $0.key != task || frame >= 5 }.mapValues {
              .floats(row($0, frame))
            })
        }))
    let (found, expected) = (try evaluate(absent, batch: 3), try evaluate(marked, batch: 3))
    #expect(found.losses == expected.losses && found.scores == expected.scores)
  }

  private func row(_ tensor: Tensor, _ frame: Int) -> [Float] {
    let count = tensor.count / tensor.shape[0]
    return Array(UnsafeBufferPointer(start: tensor.row(frame), count: count))
  }

  @Test func aSplitWithoutLabelsHasNoLossAndNoScore() throws {
    let all = TrainerTests.data.validation
    let found = try evaluate(all.without("depth", in: 0..<all.count), batch: 4)
    #expect(found.losses[1] == nil && found.losses[0] != nil && found.losses[2] != nil)
    #expect(found.scores[1].values.isEmpty)
  }

  /// Half of all frames lack depth, so that many batches of two have none: with every scheme the run stays a run, and no
  /// scheme takes the task for one that is solved.
  @Test(arguments: weightings.names) func batchesWithoutLabels(_ weighting: String) throws {
    let data = TrainerTests.data
    let holes = Splits(
      train: data.train.without("depth", in: 0..<8), validation: data.validation, test: data.test)
    let result = try Trainer(experiment(weighting), data: holes).run()
    for epoch in result.epochs {
      #expect(epoch.trainLoss.allSatisfy { $0!.isFinite && $0! > 0.01 })
      #expect(
        epoch.weights.allSatisfy { $0.isFinite && abs($0) < 1e3 }, "\(weighting): \(epoch.weights)")
    }
    #expect(result.test[1].values.first != nil)
  }

  /// The epoch's training loss is the mean over its labels: frames without any do not lower it.
  @Test func epochsCountLabels() throws {
    let data = TrainerTests.data
    var experiment = try experiment("equal")
    experiment.epochs = 1
    experiment.batch = 1
    // Nothing moves, so that every frame's loss is that of the untrained network.
    experiment.optimizer = try optimizers.make("sgd", ["rate": .number(0)]).item
    func loss(_ train: Samples) throws -> Double {
      let splits = Splits(train: train, validation: data.validation, test: data.test)
      return try Trainer(experiment, data: splits).run().epochs[0].trainLoss[1]!
    }
    let found = try loss(data.train.without("depth", in: 0..<7))
    let expected = try loss(data.train.only([7, 8, 9]))
    #expect(abs(found / expected - 1) < 1e-6)
  }

  /// A validation split without a task's labels: the others choose the epoch, and nothing is made up for the task.
  @Test func validationWithoutATask() throws {
    let data = TrainerTests.data
    let holes = Splits(
      train: data.train,
      validation: data.validation.without("depth", in: 0..<data.validation.count), test: data.test)
    let result = try Trainer(experiment("equal"), data: holes).run()
    #expect(result.validation[1].values.isEmpty && !result.test[1].values.isEmpty)
    for epoch in result.epochs {
      #expect(epoch.validationLoss[1] == nil && epoch.validationLoss[0] != nil)
      #expect(epoch.validation[1].values.isEmpty)
    }
    #expect((1...3).contains(result.selectedEpoch))
  }

  /// What a loss leaves out is what the task says has no label.
  @Test(arguments: tasks.answeringFeatures) func lossesAgreeWithTheTasks(_ name: String) throws {
    let task = try tasks.make(name).item
    var random = RandomStream(seed: 1, "labels")
    let tape = Tape(numerics: .fast)
    let layout = ParameterLayout()
    let size = ImageSize(height: 1, width: 1)
    let answer = task.outputs.map { tape.input(Extent(64, 1, 1, $0)) }
    let targets = task.slots(on: size).map { tape.input($0.with(batch: 64)) }
    tape.finish(losses: [task.loss(answer, targets)], outputs: answer, parameters: layout)
    tape.prepare(.inference, Parameters(layout, random: RandomStream(seed: 0, "none")))
    for value in answer {
      for index in 0..<value.extent.count { tape.data(value)[index] = Float(random.normal()) }
    }
    // Of one frame after the other: its loss is there exactly where the task counts a label.
    for position in 0..<64 {
      let isLabelled = position % 3 != 0
      var counted = 0
      for frame in 0..<64 {
        let slots = targets.map { tape.data($0) + frame * $0.extent.count / 64 }
        guard frame == position && isLabelled else {
          counted += task.encode(nil, View(size), into: slots)
          continue
        }
        counted += task.exampleLabel(on: size, &random).withUnsafeBufferPointer {
          task.encode($0, View(size), into: slots)
        }
      }
      tape.forward()
      #expect((tape.loss(0) != 0) == isLabelled)
      #expect((counted > 0) == isLabelled)
    }
  }
}

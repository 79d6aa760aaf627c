import Foundation
import Testing

@testable import Engine

/// Labels that are missing and that a network of the task alone answers for.
@Suite struct TeacherTests {
  private static let half = TrainingLabels(fractions: ["segmentation": 0.5])

  /// What teaches segmentation: two epochs on half of the labels.
  private static func teacher(rate: Double = 1e-3) throws -> Experiment {
    var experiment = try TrainerTests.experiment("single", rate: rate, tasks: ["segmentation"])
    experiment.epochs = 2
    experiment.trainingLabels = half
    return experiment
  }

  private static func student(_ teachers: [Experiment]) throws -> Experiment {
    var experiment = try TrainerTests.experiment("split", tasks: ["segmentation", "depth"])
    experiment.trainingLabels = half
    experiment.teachers = teachers
    return experiment
  }

  private func labels(_ samples: Samples, _ task: String, _ frame: Int) throws -> [Float]? {
    let room = Tensor([samples.labels[task]!.count])
    return try samples.withLabel(of: task, frame, room: room.data) { $0.map(Array.init) }
  }

  /// By frame: what the network of the teacher's training says at its selected epoch, found by that training alone.
  private func answers(_ samples: Samples) throws -> [[Float]] {
    let alone = try Trainer(try Self.teacher(), data: TrainerTests.data)
    try alone.learn { _ in }
    let classes = 13
    var found: [[Float]] = Array(repeating: [], count: samples.count)
    try alone.evaluator.forEachAnswer(samples, frames: Array(0..<samples.count)) { frame, answers in
      let logits = answers[0][0]
      found[frame] = (0..<32 * 32).map { pixel in
        Float((0..<classes).max { logits[pixel * classes + $0] < logits[pixel * classes + $1] }!)
      }
    }
    return found
  }

  @Test func missingLabelsAreTheTeachersAnswers() throws {
    let experiment = try Self.student([try Self.teacher()])
    let trainer = try Trainer(experiment, data: TrainerTests.data)
    let result = try trainer.run()
    let seen = trainer.stepper.train
    let real = try Self.half.applied(
      to: TrainerTests.data.train, experiment.problem.tasks,
      RandomStream(seed: experiment.seed, "labels"))
    let said = try answers(real)
    var taught = 0
    for frame in 0..<seen.count {
      let own = try labels(real, "segmentation", frame)
      if own == nil { taught += 1 }
      #expect(try labels(seen, "segmentation", frame) == own ?? said[frame], "frame \(frame)")
      #expect(try labels(seen, "depth", frame) == labels(real, "depth", frame))
      // What is kept back is kept back: an answer is not the truth.
      #expect(
        try own != nil || said[frame] != labels(TrainerTests.data.train, "segmentation", frame))
    }
    #expect(taught == 5 && seen.count == 10)
    // It changes the training, and nothing that is not trained on.
    let plain = try Trainer(try Self.student([]), data: TrainerTests.data).run()
    #expect(plain.epochs[0].trainLoss != result.epochs[0].trainLoss)
    #expect(plain.constants == result.constants)
  }

  /// Nobody is taught what nobody lacks.
  @Test func withoutMissingLabelsThereIsNoTeacher() throws {
    var experiment = try Self.student([try Self.teacher()])
    experiment.trainingLabels = TrainingLabels()
    var seen: [TrainingProgress] = []
    let whole = try Trainer(experiment, data: TrainerTests.data).run { seen.append($0) }
    #expect(seen.allSatisfy { $0.steps == 9 && $0.epochs == 3 })
    experiment.teachers = []
    let plain = try Trainer(experiment, data: TrainerTests.data).run()
    #expect(TrainerTests.outcome(whole) == TrainerTests.outcome(plain))
  }

  /// A run that goes on from a checkpoint trains no teacher again, and gives the same bytes; steps are counted over all
  /// trainings.
  @Test func goesOnToTheSameBytes() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("teacher-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var experiment = try Self.student([try Self.teacher()])
    var before = try TrainerTests.experiment("split", tasks: ["depth"])
    before.epochs = 1
    experiment.start = .trunk(of: before, rateFactor: 1)
    let place = Checkpoint(file: folder.appendingPathComponent("run"), identity: "run")
    var seen: [TrainingProgress] = []
    let whole = TrainerTests.outcome(
      try Trainer(experiment, data: TrainerTests.data).run(checkpoint: place) { seen.append($0) })
    // Three steps an epoch: two of the teacher, one of the trunk, three of the run.
    #expect(
      seen.map(\.step) == Array(1...18) && seen.allSatisfy { $0.steps == 18 && $0.epochs == 6 })
    #expect(seen.map(\.epoch) == (1...6).flatMap { [$0, $0, $0] })
    seen = []
    let resumed = TrainerTests.outcome(
      try Trainer(experiment, data: TrainerTests.data).run(checkpoint: place) { seen.append($0) })
    #expect(resumed == whole && seen.map(\.step) == [16, 17, 18])
    // Another teacher's checkpoint, or none's, is not taken for its own.
    var trouble = 0
    var plain = experiment
    plain.teachers = []
    _ = try Trainer(plain, data: TrainerTests.data).run(checkpoint: place) { _ in
    } trouble: { _ in
      trouble += 1
    }
    #expect(trouble == 1)
  }

  @Test func aTeacherThatDivergesIsAnOutcome() throws {
    var wild = try Self.teacher()
    wild.optimizer = try optimizers.make("adam", ["rate": .number(1e6)]).item
    let experiment = try Self.student([wild])
    #expect {
      try Trainer(experiment, data: TrainerTests.data).run()
    } throws: { error in
      (error as? Divergence)?.description.hasPrefix(
        "training the teacher of segmentation before: ") == true
    }
  }
}

/// What an answer says as a label, for every kind of task.
@Suite struct TeachableTaskTests {
  private static let frame = ImageSize(height: 3, width: 4)

  /// A label is as a data set would give it: it is encoded whole, and the answer is right by it.
  @Test(arguments: tasks.answeringFeatures) func anAnswerIsALabel(_ name: String) throws {
    let task = try #require(try tasks.make(name).item as? any TeachableTask)
    var random = RandomStream(seed: 1, "answer")
    let rows = task.reads == .map ? Self.frame.height * Self.frame.width : 1
    let slot = task.slots(on: Self.frame)[0]
    // Of two frames, so that questions of yes or no have both answers.
    let answer = Tensor([2, rows * task.outputs[0]])
    let target = Tensor([2, slot.count])
    for frame in 0..<2 {
      let side: Float = frame == 1 && task.reads == .pooled ? -1 : 1
      for index in 0..<rows * task.outputs[0] {
        answer.row(frame)[index] = side * Float(random.uniform(0.5, 3))
      }
      let label = task.label(from: [UnsafePointer(answer.row(frame))], on: Self.frame)
      #expect(label.count == task.exampleLabel(on: Self.frame, &random).count)
      let count = label.withUnsafeBufferPointer {
        task.encode($0, View(Self.frame), into: [target.row(frame)])
      }
      #expect(count == (task.reads == .map ? rows : slot.channels))
    }
    let scorer = task.scorer()
    scorer.add(
      AnsweredFrames(
        frames: 2, size: Self.frame, answer: [UnsafePointer(answer.data)],
        targets: [UnsafePointer(target.data)]))
    let counted = try #require(scorer.values.first { $0.counts })
    #expect(abs(counted.value - (counted.better == .higher ? 1 : 0)) < 0.05, "\(counted)")
  }

  /// What is no distance and no direction stays missing.
  @Test func whatIsNoLabelStaysMissing() throws {
    let size = ImageSize(height: 1, width: 4)
    var metres: [Float] = [1.5, -2, 0, .nan]
    let depth = try #require(try tasks.make("depth").item as? any TeachableTask)
    #expect(
      metres.withUnsafeMutableBufferPointer {
        depth.label(from: [UnsafePointer($0.baseAddress!)], on: size)
      } == [1.5, 0, 0, 0])
    var vectors: [Float] = [0, 0, 2, 0, 0, 0, 3, 0, 4, .nan, 0, 1]
    let normals = try #require(try tasks.make("normals").item as? any TeachableTask)
    #expect(
      vectors.withUnsafeMutableBufferPointer {
        normals.label(from: [UnsafePointer($0.baseAddress!)], on: size)
      } == [0, 0, 1, 0, 0, 0, 0.6, 0, 0.8, 0, 0, 0])
  }

  /// Numbers are given in their unit, whatever the network's output is.
  @Test func numbersAreInTheirUnit() throws {
    let made = try tasks.make("regression", ["scale": .integer(10)]).item
    let task = try #require(made as? any TeachableTask)
    var output: Float = 4.5
    #expect(
      withUnsafePointer(to: &output) { task.label(from: [$0], on: Self.frame) } == [45])
  }
}

import Testing

@testable import Engine

/// Tasks that answer for a whole image go through training to scores and confusion matrices, whichever labels are missing.
@Suite struct ImageTaskTests {
  private static let size = ImageSize(height: 16, width: 16)

  /// Brightness by the frame's number; a label of each task in four frames of five.
  private static func dataset() -> OpenedDataset {
    let names = (0..<20).map { "\($0)" }
    return OpenedDataset(
      train: names, validation: names, test: names, size: size,
      labels: [
        "age": LabelLayout(.floats, count: 1), "gender": LabelLayout(.indices, count: 1),
        "race": LabelLayout(.indices, count: 1), "tags": LabelLayout(.indices, count: 2),
      ]
    ) { _, _, index in
      var labels: [String: FrameValues] = [
        "age": .floats([Float(4 * index)]), "gender": .indices([Int16(index % 2)]),
        "race": .indices([Int16(index % 3)]),
        "tags": .indices([Int16(index % 2), Int16(index % 3) - 1]),
      ]
      labels[["age", "gender", "race", "tags", ""][index % 5]] = nil
      return Frame(
        image: .pixels([UInt8](repeating: UInt8(12 * index), count: 3 * 256)), labels: labels)
    }
  }

  private static func problem() throws -> Problem {
    Problem(
      size: size,
      tasks: [
        try tasks.make("regression", called: "age", ["loss": .text("bins")]).item,
        try tasks.make("binary", called: "gender").item,
        try tasks.make("classes", called: "race", ["classes": .integer(3)]).item,
        try tasks.make("multilabel", called: "tags").item,
      ])
  }

  @Test(arguments: [6, 20]) func confusionsAreOfTheTestSplit(_ batch: Int) throws {
    let experiment = Experiment(
      problem: try Self.problem(),
      backbone: try backbones.make("resnet", ["width": .number(0.125)]).item,
      architecture: try architectures.make("split").item,
      weighting: try weightings.make("equal").item,
      optimizer: try optimizers.make("adam", ["rate": .number(1e-3)]).item,
      schedule: try schedules.make("constant").item,
      augmentation: try augmentations.make("none").item, epochs: 2, batch: batch, seed: 1,
      pictures: 0)
    let result = try Trainer(experiment, data: Self.dataset().splits()).run()
    #expect(result.test.map(\.task) == ["age", "gender", "race", "tags"])
    let rows = result.test.map { $0.confusion?.counts.map { $0.reduce(0, +) } }
    // Of 20 frames, 16 are labelled.
    let gender = (0..<20).filter { $0 % 5 != 1 }
    let race = (0..<20).filter { $0 % 5 != 2 }
    #expect(rows[0] == nil && rows[3] == nil)
    #expect(rows[1] == [0, 1].map { label in gender.count { $0 % 2 == label } })
    #expect(rows[2] == [0, 1, 2].map { label in race.count { $0 % 3 == label } })
    // The same labels in every split: the most frequent class is right as often as it occurs.
    #expect(result.constants.map(\.task) == ["age", "gender", "race", "tags"])
    #expect(result.constants[1].values[0].value == Double(rows[1]!.max()!) / 16)
    #expect(result.constants[2].values[0].value == Double(rows[2]!.max()!) / 16)
    for epoch in result.epochs {
      #expect(epoch.validation.allSatisfy { $0.confusion == nil && $0.values.count == 1 })
      #expect(epoch.trainLoss.allSatisfy { $0?.isFinite == true })
    }
  }
}

import Testing

@testable import Engine

/// The best answers that do not look at the image.
@Suite struct BestConstantTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let kind: String
    let options: [String: OptionValue]
    let targets: [Float]
    /// What the constant scores in the counted metric on the same labels.
    let score: Double
    let testDescription: String

    init(
      _ kind: String, _ options: [String: OptionValue], _ targets: [Float], _ score: Double
    ) {
      (self.kind, self.options, self.targets, self.score) = (kind, options, targets, score)
      testDescription = "\(kind) \(options)"
    }
  }

  private static let ages: [Float] = [1, 3, .nan, 8, 80, 10]
  private static let cases = [
    Case("regression", [:], ages, 17.2),
    Case("regression", ["scale": .number(10)], ages, 17.2),
    // Errors count without their squares, whatever the loss.
    Case("regression", ["loss": .text("mse")], ages, 17.2),
    Case("regression", ["loss": .text("mse"), "scale": .number(4)], ages, 17.2),
    // The bin nearest to 8 is 10.
    Case("regression", ["loss": .text("bins"), "bins": .integer(11)], ages, 17.6),
    Case("regression", [:], [.nan, 4, 6], 1),
    Case("binary", [:], [1, 0, -1, 1, 1], 0.75),
    Case("binary", [:], [0, 0, 0, 1], 0.75),
    Case("binary", [:], [1, 1], 1),
    Case("classes", ["classes": .integer(3)], [2, 0, 2, -1, 1, 2, 0], 0.5),
    Case("classes", ["classes": .integer(3)], [1], 1),
    // Prevalences of 2 / 3 and 1 / 2; the third has no negatives.
    Case(
      "multilabel", ["labels": .list([.text("a"), .text("b"), .text("c")])],
      [1, 0, 1, 0, -1, 1, 1, 1, -1], 7.0 / 12),
    // Half of the six known pixels are of class 2, and two others occur.
    Case("segmentation", ["classes": .integer(4)], [2, 0, 2, -1, 3, 2, 0], 1.0 / 6),
    Case("depth", [:], [1, 0, 8, 3, 2, .infinity], 2),
    Case("depth", ["loss": .text("berhu")], [1, 0, 8, 3, 2, .infinity], 2),
    // On the arc between two directions all are as good; the third pulls to the middle one, 90° and 0° and 90° away.
    Case("normals", [:], [1, 0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0], 60),
    // Most lie together.
    Case("normals", [:], [0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, -1, 0], 36),
  ]

  private func task(_ example: Case) throws -> any LearningTask {
    try tasks.make(example.kind, example.options).item
  }

  /// The counted metric of one raw answer for every frame.
  private func score(_ task: any LearningTask, _ constant: [Float], _ targets: [Float]) -> Double? {
    let size = ImageSize(height: 1, width: 1)
    let frames = targets.count / task.slotCounts(on: size)[0]
    // Frames of one pixel.
    let answer = (0..<frames).flatMap { _ in constant }
    let scorer = task.scorer()
    answer.withUnsafeBufferPointer { answer in
      targets.withUnsafeBufferPointer { targets in
        scorer.add(
          AnsweredFrames(
            frames: frames, size: size, answer: [answer.baseAddress!],
            targets: [targets.baseAddress!]))
      }
    }
    return scorer.values.first { $0.counts }?.value
  }

  @Test(arguments: cases) func scoresAsItShould(_ example: Case) throws {
    let task = try task(example)
    let constant = try #require(task.bestConstant([example.targets]))
    #expect(constant.map(\.count) == task.outputs && constant[0].allSatisfy(\.isFinite))
    let found = try #require(score(task, constant[0], example.targets))
    #expect(abs(found - example.score) < 1e-5, "\(found)")
  }

  /// No other constant is better by the counted metric, where the loss asks for nothing else.
  @Test(arguments: cases.filter { $0.options["loss"] == nil }) func isTheBest(_ example: Case)
    throws
  {
    let task = try task(example)
    let best = try #require(task.bestConstant([example.targets]))[0]
    let isError = ["regression", "depth", "normals"].contains(example.kind)
    let direction: Double = isError ? 1 : -1
    let floor = try #require(score(task, best, example.targets)) * direction
    var random = RandomStream(seed: 1, "constants")
    for _ in 0..<200 {
      let other = best.map { $0 + Float(3 * random.normal()) }
      let found = try #require(score(task, other, example.targets)) * direction
      #expect(found >= floor - 1e-9, "\(other)")
    }
  }

  @Test(arguments: tasks.names) func withoutLabelsThereIsNone(_ name: String) throws {
    let task = try tasks.make(name).item
    let size = ImageSize(height: 2, width: 2)
    let slots = task.slotCounts(on: size).map { Tensor([$0]) }
    _ = task.encode(nil, View(size), into: slots.map(\.data))
    let targets = slots.map { slot in (0..<slot.count).map { slot.data[$0] } }
    #expect(task.bestConstant(targets) == nil)
    #expect(task.bestConstant(targets.map { _ in [] }) == nil)
  }
}

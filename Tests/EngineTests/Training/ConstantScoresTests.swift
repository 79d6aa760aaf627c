import Testing

@testable import Engine

/// Scores of the best answers that do not look at the image, of maps.
@Suite struct ConstantScoresTests {
  private static let size = ImageSize(height: 32, width: 48)

  private static func rooms() throws -> Splits {
    try datasets.make(
      "rooms",
      [
        "height": .integer(size.height), "width": .integer(size.width), "train": .integer(6),
        "validation": .integer(2), "test": .integer(5),
      ]
    ).item.load()
  }

  private static func labels(_ samples: Samples, _ task: any LearningTask) throws -> [Float] {
    try samples.targets(of: task)[0]
  }

  /// Test frames come in batches, of which the last is short.
  @Test(arguments: [1, 2, 8]) func areThoseOfTheWholeSplit(_ batch: Int) throws {
    let data = try Self.rooms()
    let kinds = ["segmentation", "depth", "normals"].map { try! tasks.make($0).item }
    let scores = try constantScores(kinds, train: data.train, test: data.test, batch: batch)
    #expect(scores.map(\.task) == ["segmentation", "depth", "normals"])
    let values = scores.map { $0.values[0].value }

    let classes = try Self.labels(data.train, kinds[0]).filter { $0 >= 0 }
    let majority = Dictionary(grouping: classes) { $0 }.max { $0.value.count < $1.value.count }!.key
    let seen = try Self.labels(data.test, kinds[0]).filter { $0 >= 0 }
    let share = Double(seen.count { $0 == majority }) / Double(seen.count)
    #expect(abs(values[0] - share / Double(Set(seen + [majority]).count)) < 1e-12)
    #expect(abs(scores[0].values[1].value - share) < 1e-12)

    let distances = try Self.labels(data.train, kinds[1]).filter { $0 > 0 }.sorted()
    let middle =
      (Double(distances[(distances.count - 1) / 2]) + Double(distances[distances.count / 2])) / 2
    let errors = try Self.labels(data.test, kinds[1]).filter { $0 > 0 }.map {
      abs(Double($0) - Double(Float(middle)))
    }
    #expect(abs(values[1] - errors.reduce(0, +) / Double(errors.count)) < 1e-9)
    // Walls, floors and ceilings meet at right angles: no direction is near to all.
    #expect(values[2] > 20 && values[2] < 90)
  }

  @Test func tasksWithoutLabelsHaveNone() throws {
    let data = try Self.rooms()
    let age = try tasks.make("regression", called: "age").item
    #expect(try constantScores([age], train: data.train, test: data.test, batch: 2).isEmpty)
  }

  /// Every k-th position through all frames, and all columns among them.
  @Test(arguments: [100, 1000, 5000, 9216, 1 << 20]) func manyLabelsAreSampled(_ most: Int) throws {
    let samples = try Self.rooms().train
    for (name, width) in [("segmentation", 1), ("normals", 3)] {
      let task = try tasks.make(name).item
      let all = try samples.targets(of: task)[0]
      let some = try samples.targets(of: task, atMost: most)[0]
      let positions = all.count / width
      #expect(positions == 6 * 32 * 48 && some.count <= most * width)
      let step = (positions + some.count / width - 1) / (some.count / width)
      #expect(step == 1 ? most >= positions : step % 2 == 1 && step % 3 != 0)
      let expected = stride(from: 0, to: positions, by: step).flatMap {
        Array(all[$0 * width..<($0 + 1) * width])
      }
      #expect(some == expected)
    }
  }
}

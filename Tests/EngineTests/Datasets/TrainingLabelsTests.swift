import Testing

@testable import Engine

private func regression(_ name: String) -> any LearningTask {
  try! tasks.make("regression", called: name).item
}

/// Labels that are kept from training: how many, which, and what a network is shown.
@Suite struct TrainingLabelsTests {
  private static let tasks: [any LearningTask] = ["age", "height"].map(regression)

  /// Of every third frame the height is unknown.
  private static func samples(_ count: Int = 60) -> Samples {
    let frames = (0..<count).map { index -> Frame in
      var labels: [String: FrameValues] = ["age": .floats([Float(index)])]
      if index % 3 != 0 { labels["height"] = .floats([100]) }
      return Frame(image: .pixels([UInt8(index), 0, 0]), labels: labels)
    }
    let layout = LabelLayout(.floats, count: 1)
    return Samples(
      ids: (0..<count).map { "\($0)" }, size: ImageSize(height: 1, width: 1),
      labels: ["age": layout, "height": layout], source: KeptFrames(frames: frames))
  }

  private static func applied(
    _ labels: TrainingLabels, _ tasks: [any LearningTask] = Self.tasks, seed: Int = 1
  ) throws -> Samples {
    try labels.applied(to: samples(), tasks, RandomStream(seed: seed, "labels"))
  }

  private func names(_ samples: Samples, _ task: Int) throws -> Set<String> {
    Set(try samples.indices(labelled: Self.tasks[task]).map { samples.ids[$0] })
  }

  @Test func aFractionIsOfTheLabelsThatThereAre() throws {
    let kept = try Self.applied(TrainingLabels(fractions: ["age": 0.25, "height": 0.25]))
    #expect(kept.count == 60)
    #expect(try names(kept, 0).count == 15)
    // A quarter of 40.
    #expect(try names(kept, 1).count == 10)
    // Tasks lose their labels independently.
    #expect(try !names(kept, 1).isSubset(of: names(kept, 0)))
  }

  @Test func smallerFractionsLieInLargerOnes() throws {
    func kept(_ fraction: Double, seed: Int = 1) throws -> Set<String> {
      try names(Self.applied(TrainingLabels(fractions: ["age": fraction]), seed: seed), 0)
    }
    #expect(try kept(0.1).isStrictSubset(of: kept(0.5)))
    #expect(try kept(0.5) != kept(0.5, seed: 2))
    #expect(try kept(1e-9).count == 1)
    #expect(try kept(1).count == 60)
  }

  @Test func aNetworkIsShownTheFramesOfItsTasks() throws {
    let limits = TrainingLabels(frames: ["age": 12])
    // The other task has all frames.
    let both = try Self.applied(limits)
    #expect(both.count == 60)
    #expect(try names(both, 0).count == 12)
    #expect(try names(both, 1).count == 40)
    let alone = try Self.applied(limits, [Self.tasks[0]])
    #expect(alone.count == 12)
    #expect(try Set(alone.ids) == names(both, 0))
    // The frames are those that they were.
    var value: Float = 0
    for (index, name) in alone.ids.enumerated() {
      let label = try alone.withLabel(of: "age", index, room: &value) { $0?.first }
      #expect(label == Float(name))
    }
    let few = try Self.applied(TrainingLabels(frames: ["age": 12, "height": 12]))
    #expect((12...24).contains(few.count))
  }

  @Test func aFractionIsOfTheFramesThatAreLeft() throws {
    let kept = try Self.applied(
      TrainingLabels(fractions: ["age": 0.5], frames: ["age": 12]), [Self.tasks[0]])
    #expect(kept.count == 12)
    #expect(try names(kept, 0).count == 6)
  }

  @Test func moreFramesThanLabelsAreRefused() throws {
    let error = #expect(throws: DataError.self) {
      try Self.applied(TrainingLabels(frames: ["height": 41]))
    }
    #expect(
      error?.description
        == "train.height: found 41, but 40 training frames have a label of it, expected at most as many"
    )
  }

  @Test func nothingIsKeptBackWhereNothingIsSaid() throws {
    let all = try Self.applied(TrainingLabels())
    #expect(all.count == 60)
    #expect(try names(all, 0).count == 60)
  }
}

import Testing

@testable import Engine

private let frame = ImageSize(height: 64, width: 96)

private let objects = [
  LabelledObject(box: Box(left: 10, top: 12, right: 30, bottom: 40), category: 0),
  LabelledObject(box: Box(left: 40, top: 2, right: 95, bottom: 63), category: 2),
  LabelledObject(box: Box(left: 2, top: 44, right: 18, bottom: 60), category: 1, .ignored),
]

private func detection(_ options: [String: OptionValue] = [:]) throws -> Detection {
  let given: [String: OptionValue] = [
    "categories": names(["cat", "dog", "cow"]), "levels": .integer(3),
  ]
  return try #require(
    try tasks.make("detection", given.merging(options) { $1 }).item as? Detection)
}

/// Targets of one frame, and how many positions are labelled.
private func targets(_ task: Detection, _ objects: [LabelledObject]?, _ view: View = View(frame))
  -> (count: Int, slots: [Tensor])
{
  let slots = task.slots(on: frame).map { Tensor([$0.count]) }
  let count =
    objects.map {
      ObjectLabels.numbers($0).withUnsafeBufferPointer {
        task.encode($0, view, into: slots.map(\.data))
      }
    } ?? task.encode(nil, view, into: slots.map(\.data))
  return (count, slots)
}

/// What a network that knows the objects answers, by level.
private func perfect(_ task: Detection, _ objects: [LabelledObject]) -> [Tensor] {
  let grid = DetectionGrid(frame, finest: 8, count: 3)
  let answer = DetectionAnswer(categories: 3)
  let assignment = BoxAssignment(objects)
  return grid.levels.map { level in
    let values = Tensor([level.locations * answer.channels])
    for location in 0..<level.locations {
      let own = values.data + location * answer.channels
      for channel in 0..<answer.channels { own[channel] = -9 }
      guard case .object(let index) = assignment.target(level, location) else { continue }
      let (x, y) = level.centre(location)
      let sides = Sides(of: objects[index].box, x: x, y: y).divided(by: Float(level.stride))
      own[objects[index].category] = 9
      for (side, value) in [sides.left, sides.top, sides.right, sides.bottom].enumerated() {
        own[answer.sides + side] = value
      }
      own[answer.centerness] = 9
    }
    return values
  }
}

private func scores(_ task: Detection, _ answer: [Tensor], _ slots: [Tensor]) -> [String: Double] {
  let scorer = task.scorer()
  scorer.add(
    AnsweredFrames(
      frames: 1, size: frame, answer: answer.map { UnsafePointer($0.data) },
      targets: slots.map { UnsafePointer($0.data) }))
  return Dictionary(uniqueKeysWithValues: scorer.values.map { ($0.metric, $0.value) })
}

@Suite struct DetectionTests {
  @Test(arguments: ["hard", "soft"]) func whoKnowsTheObjectsFindsThem(_ suppression: String) throws
  {
    let task = try detection(["suppression": .text(suppression)])
    let (count, slots) = targets(task, objects)
    #expect(count == 2)
    let found = scores(task, perfect(task, objects), slots)
    for name in ["AP", "AP50", "AP75", "AR100", "VOC mAP at 0.5", "AP50 of cat", "AP50 of cow"] {
      #expect(abs(found[name]! - 1) < 1e-9, "\(name) \(found)")
    }
    // Nothing is to be found of the third category.
    #expect(found["AP50 of dog"] == nil)
    let picture = task.picture(
      perfect(task, objects).map { UnsafePointer($0.data) }, frame, isTarget: false)
    #expect(picture?.kind == .objects && picture?.range == [0, 3])
  }

  @Test func whoseBoxesAreElsewhereFindsNothing() throws {
    let task = try detection()
    let moved = objects.map { object in
      var object = object
      object.box.top = 64 - object.box.bottom
      object.box.bottom = object.box.top + 3
      return object
    }
    let found = scores(task, perfect(task, moved), targets(task, objects).slots)
    #expect(found["AP50"] == 0)
  }

  @Test func nobodyKnowsOrThereIsNothing() throws {
    let task = try detection()
    let unknown = targets(task, nil)
    #expect(unknown.count == 0 && scores(task, perfect(task, objects), unknown.slots).isEmpty)
    // That an image is empty is known: it counts once, and what is found there is wrong.
    let empty = targets(task, [])
    #expect(empty.count == 1)
    #expect(scores(task, perfect(task, objects), empty.slots)["AP50"] == nil)
  }

  @Test func viewsMoveTheObjects() throws {
    let task = try detection()
    var mirrored = View(frame)
    mirrored.mirrored = true
    let (_, slots) = targets(task, objects, mirrored)
    let shown = task.truths(slots.map { UnsafePointer($0.data) }, frame: 0)
    #expect(shown?.map(\.box.left) == [66, 1, 78])
    #expect(shown?.map(\.standing) == [.counts, .counts, .ignored])
  }

  @Test func whatHasNoRoomIsRefused() throws {
    let frames = [0, 1].map { index in
      Frame(
        image: .pixels([UInt8](repeating: 0, count: 64 * 96 * 3)),
        labels: ["detection": .floats(ObjectLabels.numbers(index == 0 ? objects : []))])
    }
    let samples = Samples(
      ids: ["a", "b"], size: frame, labels: ["detection": ObjectLabels.layout(most: 3)],
      source: KeptFrames(frames: frames))
    let splits = Splits(train: samples, validation: samples, test: samples)
    try splits.checkLabels(of: [try detection()], in: "x") { _ in "" }
    #expect {
      try splits.checkLabels(of: [try detection(["objects": .integer(2)])], in: "x") { _ in "" }
    } throws: { error in
      "\(error)".contains("found 3 objects in one image")
        && "\(error)".contains("set its option objects to 3")
    }
  }

  @Test func optionsThatMakeNoGridAreRefused() throws {
    #expect(throws: OptionError.self) { try detection(["finest": .integer(12)]) }
    let task = try detection(["finest": .integer(128)])
    let levels = [4, 8, 16, 32].map {
      LevelShape(channels: 8, size: ImageSize(height: 64 / $0, width: 96 / $0))
    }
    #expect {
      try task.check(levels, frame: frame)
    } throws: { error in
      (error as? OptionError)?.message.contains(
        "expected one that the encoder's levels have on 64×96: 4, 8, 16, 32")
        == true
    }
  }
}

import Testing

@testable import Engine

extension Catalog where Item == any LearningTask {
  /// Names of the tasks whose answers come from one value of features, with a slot for each. Detection's are tested beside it.
  var answeringFeatures: [String] { names.filter { try! make($0).item.reads != .levels } }
}

/// A task, labels of four positions and how many of them say something.
private let targets: [(name: String, values: [Float], labelled: Int)] = [
  ("segmentation", [-1, 0, 12, -1], 2),
  ("segmentation", [-1, -1, -1, -1], 0),
  ("segmentation", [13, 255, .nan, 5], 1),
  ("depth", [0, 0.25, 9, 0], 2),
  ("depth", [0, .infinity, .nan, -1], 0),
  ("normals", [0, 0, 0, 0, 0, -1, 1, 0, 0, 0, 0, 0], 2),
  ("normals", [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1),
  ("regression", [.nan, 0, 30, .infinity], 2),
  ("binary", [-1, 0, 1, -1], 2),
  ("classes", [-1, 0, 4, 5], 2),
  ("multilabel", [1, 0, -1, 1, 2, .nan, -1, -1], 3),
]

@Test(arguments: targets) func positionsWithALabelAreCounted(
  _ name: String, _ values: [Float], _ labelled: Int
) throws {
  let task = try tasks.make(name).item
  // Four pixels of one frame, or four frames.
  let isMap = task.reads == .map
  let view = View(ImageSize(height: isMap ? 2 : 1, width: isMap ? 2 : 1))
  let slots = task.slotCounts(on: view.size).map { Tensor([$0]) }
  let each = task.slotCounts(on: view.size)[0]
  let frames =
    isMap
    ? [values] : stride(from: 0, to: values.count, by: each).map { Array(values[$0..<$0 + each]) }
  let found = frames.map { frame in
    frame.withUnsafeBufferPointer { task.encode($0, view, into: slots.map(\.data)) }
  }
  #expect(found.reduce(0, +) == labelled)
}

@Test(arguments: tasks.answeringFeatures) func aFrameWithoutALabelSaysNothing(_ name: String) throws
{
  let task = try tasks.make(name).item
  let size = ImageSize(height: 3, width: 5)
  let tape = Tape()
  let answer = task.slots(on: size).indices.map { index in
    tape.input(task.slots(on: size)[index].with(channels: task.outputs[index]))
  }
  let targets = task.slots(on: size).map { tape.input($0) }
  tape.finish(
    losses: [task.loss(answer, targets)], outputs: answer, parameters: ParameterLayout())
  tape.prepare(.inference, Parameters(ParameterLayout(), random: RandomStream(seed: 0, "none")))
  var random = RandomStream(seed: 1, "answers")
  for value in answer {
    for index in 0..<value.extent.count { tape.data(value)[index] = Float(random.normal()) }
  }
  // Whatever was there before.
  for value in targets { tape.data(value).update(repeating: 1, count: value.extent.count) }
  #expect(task.encode(nil, View(size), into: targets.map(tape.data)) == 0)
  tape.forward()
  #expect(tape.loss(0) == 0)
  let scorer = task.scorer()
  scorer.add(
    AnsweredFrames(
      frames: 1, size: size, answer: answer.map { UnsafePointer(tape.data($0)) },
      targets: targets.map { UnsafePointer(tape.data($0)) }))
  #expect(scorer.values.isEmpty)
}

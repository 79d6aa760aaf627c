import Testing

@testable import Engine

/// A task, targets of four positions and how many of them have a label.
private let targets: [(name: String, values: [Float], labelled: Int)] = [
  ("segmentation", [-1, 0, 12, -1], 2),
  ("segmentation", [-1, -1, -1, -1], 0),
  ("segmentation", [13, 255, .nan, 5], 1),
  ("depth", [0, 0.25, 9, 0], 2),
  ("depth", [0, .infinity, .nan, -1], 0),
  ("normals", [0, 0, 0, 0, 0, -1, 1, 0, 0, 0, 0, 0], 2),
  ("normals", [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1),
  ("age", [-1, 0, 30, -1], 2),
  ("gender", [-1, 0, 1, -1], 2),
  ("race", [-1, 0, 4, 5], 2),
]

@Test(arguments: targets) func positionsWithALabelAreCounted(
  _ name: String, _ values: [Float], _ labelled: Int
) throws {
  let task = try tasks.make(name).item
  #expect(task.labelledPositions(values, positions: 4) == labelled)
  #expect(task.labelledPositions(values, positions: 0) == 0)
}

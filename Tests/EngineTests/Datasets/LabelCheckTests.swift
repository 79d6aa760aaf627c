import Testing

@testable import Engine

/// Frames of one pixel with the given depths; every one has class 1.
private func samples(_ ids: [String], _ depths: [Float]) -> Samples {
  let depth = Tensor([ids.count, 1, 1, 1])
  let labels = Tensor([ids.count, 1, 1, 1])
  for frame in ids.indices {
    depth.row(frame)[0] = depths[frame]
    labels.row(frame)[0] = 1
  }
  return Samples(
    ids: ids, images: Tensor([ids.count, 1, 1, 3]),
    targets: ["depth": depth, "segmentation": labels])
}

private func message(_ train: [Float], _ validation: [Float], _ test: [Float]) throws -> String {
  func split(_ name: String, _ depths: [Float]) -> Samples {
    samples(depths.indices.map { "\(name)\($0)" }, depths)
  }
  let splits = Splits(
    train: split("a", train), validation: split("b", validation), test: split("c", test))
  let chosen = try ["segmentation", "depth"].map { try tasks.make($0).item }
  do {
    try splits.checkLabels(of: chosen, in: "nyuv2") { "remedy for \($0.rawValue)" }
    return ""
  } catch { return "\(error)" }
}

/// Bins would learn the nearest of them.
@Test func labelsBeyondTheBinsAreTold() throws {
  let values = Tensor([2, 1])
  (values.data[0], values.data[1]) = (5000, 5019)
  let part = Samples(ids: ["a", "b"], images: Tensor([2, 1, 1, 3]), targets: ["age": values])
  let splits = Splits(train: part, validation: part, test: part)
  func check(_ options: [String: OptionValue]) throws {
    let task = try tasks.make("regression", called: "age", options).item
    try splits.checkLabels(of: [task], in: "table") { _ in "" }
  }
  try check([:])
  try check(["loss": .text("bins"), "from": .number(5000), "to": .number(5019)])
  do {
    try check(["loss": .text("bins")])
    Issue.record("accepted")
  } catch {
    #expect(
      "\(error)"
        == "table: found labels of the task age from 5000 to 5019, expected some from 0 to 100, which its bins "
        + "span: set its options from and to")
  }
}

@Test func splitsWithSomeLabelOfEveryTaskPass() throws {
  #expect(try message([0, 2], [1], [0, 0, 3]) == "")
  #expect(try message([1], [], [1]) == "", "no validation frames need no label")
}

@Test func aSplitWithoutLabelsIsNamed() throws {
  let one = try message([1, 2], [0], [1])
  #expect(
    one == "nyuv2: found no label of the task depth in the one validation frame (b0), expected at "
      + "least one: remedy for validation, or leave depth out of the suite's tasks")
  let many = try message([1], [1], [0, 0, 0, 0])
  #expect(many.contains("in any of the 4 test frames (c0, c1, c2, …)"))
  let two = try message([0, 0], [1], [0])
  #expect(two.contains("in any of the 2 training frames (a0, a1)"))
  #expect(two.contains("\nnyuv2: found no label of the task depth in the one test frame (c0)"))
}

@Test func aTaskWithoutAnyLabelIsNamedOnce() throws {
  #expect(
    try message([0], [0], [0, 0])
      == "nyuv2: found no label of the task depth in any frame (1 training, 1 validation, 2 test), "
      + "expected some in every split: look whether its files are the right ones, or leave depth out "
      + "of the suite's tasks")
}

import Testing

@testable import Bench

/// Conditions that do the same on drawn data, whose numbers are known.
struct ConditionEffectTests {
  private func found(_ conditions: [String], train: Int = 8) -> [String] {
    mistakes(
      sampleText(
        [3: "dataset: {rooms: {height: 32, width: 64, train: \(train)}}"],
        adding: ["conditions:"] + conditions.map { "  - \($0)" }))
  }

  @Test(
    arguments: [
      ("labels: {depth: 0.99}", "labels: {}"), ("train: {depth: 8}", "labels: {}"),
      ("labels: {depth: 0.5}", "labels: {depth: 0.45}"),
      ("labels: {depth: 0.01}", "labels: {depth: 0.02}"),
      ("train: {depth: 4}, labels: {depth: 0.5}", "train: {depth: 4}, labels: {depth: 0.4}"),
    ])
  func theSameNumbersAreRefusedWithBothNames(_ one: String, _ other: String) {
    let mistakes = found(["{name: one, \(one)}", "{name: other, \(other)}"])
    #expect(
      mistakes.count == 1
        && mistakes[0].hasPrefix(
          "sample/suite.yaml:13 conditions[1]: other is what one is: of 8 training frames both leave "
        ), "\(mistakes)")
  }

  /// Of more frames than there are it is told elsewhere, and nothing follows from it.
  @Test func moreFramesThanThereAreSayNothing() {
    #expect(found(["{name: all}", "{name: many, train: {depth: 9}, teachers: {depth: 1}}"]) == [])
  }

  @Test func otherNumbersAreTaken() {
    #expect(
      found([
        "{name: all}", "{name: half, labels: {depth: 0.5}}", "{name: fewer, labels: {depth: 0.25}}",
        "{name: four, train: {depth: 4}}", "{name: both, train: {depth: 4}, labels: {depth: 0.5}}",
      ]) == [])
  }

  /// A teacher has nothing to teach where its task's labels are on every image that networks are shown.
  @Test func idleTeachersAreRefused() {
    for idle in ["labels: {depth: 0.99}", "train: {depth: 8}"] {
      let mistakes = found(["{name: a, \(idle), teachers: {depth: 2}}"])
      #expect(
        mistakes.count == 1 && mistakes[0].contains("found a teacher of depth, but rooms has all"),
        "\(mistakes)")
    }
    let shown = found([
      "{name: a, train: {segmentation: 4, depth: 4, normals: 4}, teachers: {depth: 2}}"
    ])
    #expect(
      shown.count == 1 && shown[0].contains("networks are shown no image without a label of it"),
      "\(shown)")
    #expect(found(["{name: a, train: {depth: 4}, teachers: {depth: 2}}"]) == [])
    #expect(
      found(["{name: a, train: {segmentation: 6, depth: 4, normals: 4}, teachers: {depth: 2}}"])
        == [])
  }
}

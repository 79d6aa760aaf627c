import KernelTable
import TestSupport
import Testing

@testable import Engine

/// The loss of a one-stage detector and its gradients against PyTorch's (scripts/fixtures/detection.py).
@Suite struct DetectionLossParityTests {
  struct Attributes: Decodable, Sendable {
    let height: Int
    let width: Int
    let finest: Int
    let levels: Int
    let categories: Int
    let found: Int
    let loss: Double
  }
  private static let file = FixtureLibrary.cases("detection.fixture", Attributes.self)

  @Test(arguments: file.names) func loss(_ name: String) throws {
    let fixture = Self.file[name]
    let given = fixture.attributes
    let objects = fixture["objects"]
    let loss = DetectionLoss(
      grid: DetectionGrid(
        ImageSize(height: given.height, width: given.width), finest: given.finest,
        count: given.levels),
      answer: DetectionAnswer(categories: given.categories),
      slots: ObjectSlots(most: objects.shape[1]))
    var slots: [Value] = []
    let probe = LayerProbe(fixture, inputs: (0..<given.levels).map { "answer\($0)" }) {
      _, inputs in
      slots = ["objects", "counts"].map { inputs[0].tape.input(Extent(fixture[$0].shape)) }
      return [loss(inputs, slots)]
    }
    for (slot, role) in zip(slots, ["objects", "counts"]) {
      probe.fillInput(slot, fixture[role].values)
    }
    probe.forward()
    #expect(relativeError(Double(probe.output()[0]), given.loss) < 1e-6)
    probe.backward()
    probe.expectGradients(fixture, within: 4e-6)
  }
}

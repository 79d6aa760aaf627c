import KernelTable
import TestSupport
import Testing

@testable import Engine

/// The tasks' losses, from a head's raw output, and their gradients against PyTorch's
/// (`scripts/fixtures/losses.py`).
@Suite struct LossParityTests {
  struct Attributes: Decodable, Sendable {
    let task: String
    let loss: Double
  }
  private static let file = FixtureLibrary.cases("losses.fixture", Attributes.self)

  @Test(arguments: file.names) func loss(_ name: String) throws {
    let fixture = Self.file[name]
    let channels = fixture["output"].shape[3]
    let options: [String: OptionValue] =
      fixture.attributes.task == "segmentation" ? ["classes": .integer(channels)] : [:]
    let task = try tasks.make(fixture.attributes.task, options).item
    expectParity(of: task, fixture, loss: fixture.attributes.loss)
  }
}

/// A task's loss of the case's raw output, and its gradient, are PyTorch's.
/// - Parameter labels: where the case's target is not the label itself.
func expectParity<Attributes>(
  of task: any LearningTask, _ fixture: FixtureCase<Attributes>, loss: Double,
  labels: [Float]? = nil
) {
  var target: Value?
  let probe = LayerProbe(fixture, inputs: ["output"]) { _, inputs in
    target = inputs[0].tape.input(Extent(fixture["target"].shape))
    return [task.loss([inputs[0]], [target!])]
  }
  probe.fillInput(target!, labels ?? fixture["target"].values)
  probe.forward()
  #expect(relativeError(Double(probe.output()[0]), loss) < 1e-6)
  probe.backward()
  probe.expectGradients(fixture, within: 2e-6)
}

import KernelTable
import TestSupport
import Testing

@testable import Engine

/// Losses of tasks that answer for a whole image, with labels missing, and their gradients against PyTorch's
/// (`scripts/fixtures/image_losses.py`).
@Suite struct ImageLossParityTests {
  struct Attributes: Decodable, Sendable {
    let kind: String
    let options: [String: FixtureOption]
    let loss: Double
  }
  private static let file = FixtureLibrary.cases("image_losses.fixture", Attributes.self)

  private func target(_ fixture: FixtureCase<Attributes>) -> [Float] {
    let missing: Float = fixture.attributes.kind == "regression" ? .nan : -1
    return zip(fixture["target"].values, fixture["known"].values).map { $1 == 1 ? $0 : missing }
  }

  private func task(_ fixture: FixtureCase<Attributes>) throws -> any LearningTask {
    var options = fixture.attributes.options.mapValues(\.value)
    let channels = fixture["output"].shape[3]
    if fixture.attributes.kind == "classes" { options["classes"] = .integer(channels) }
    if fixture.attributes.kind == "multilabel" {
      options["labels"] = .list((0..<channels).map { .text("label \($0)") })
    }
    return try tasks.make(fixture.attributes.kind, options).item
  }

  @Test(arguments: file.names) func loss(_ name: String) throws {
    let fixture = Self.file[name]
    expectParity(
      of: try task(fixture), fixture, loss: fixture.attributes.loss, labels: target(fixture))
  }

  @Test(arguments: file.names) func nothingKnownIsNoLoss(_ name: String) throws {
    let fixture = Self.file[name]
    let task = try task(fixture)
    var slot: Value?
    let probe = LayerProbe(fixture, inputs: ["output"]) { _, inputs in
      slot = inputs[0].tape.input(Extent(fixture["target"].shape))
      return [task.loss([inputs[0]], [slot!])]
    }
    let missing: Float = fixture.attributes.kind == "regression" ? .nan : -1
    probe.fillInput(slot!, fixture["target"].values.map { _ in missing })
    probe.forward()
    #expect(probe.output() == [0])
    probe.backward()
    #expect(probe.parameters.gradient.values.allSatisfy { $0 == 0 })
  }
}

import KernelTable
import TestSupport
import Testing

@testable import Engine

/// The losses of depth beside the absolute error, and their gradients, against PyTorch's (`scripts/fixtures/depth_losses.py`).
@Suite struct DepthLossParityTests {
  struct Attributes: Decodable, Sendable {
    let kind: String
    let loss: Double
  }
  private static let file = FixtureLibrary.cases("depth_losses.fixture", Attributes.self)

  @Test(arguments: file.names) func loss(_ name: String) throws {
    let fixture = Self.file[name]
    let task = try tasks.make("depth", ["loss": .text(fixture.attributes.kind)]).item
    expectParity(of: task, fixture, loss: fixture.attributes.loss)
  }

  private func reverseHuber(_ output: [Float], _ target: [Float]) -> (
    total: Double, valid: Int, gradient: [Float]
  ) {
    let rows = output.count
    let loss = ReverseHuberError().prepared(
      rows: rows, output, channels: 1, target, targetChannels: 1)
    var gradient = [Float](repeating: .nan, count: rows)
    var scratch = [Float](repeating: 0, count: 8)
    let found = loss.sum(
      rows: rows, output, channels: 1, target, targetChannels: 1, gradient: &gradient,
      scratch: &scratch)
    return (found.total, found.valid, gradient)
  }

  /// By hand: errors of 1, −0.1, −5 and 2 metres give a threshold of 1; what is farther off has no depth and says nothing.
  @Test func reverseHuberByHand() {
    let target: [Float] = [2, 3, 9, 1, 0]
    let output: [Float] = [3, 2.9, 4, 3, 1000]
    let found = reverseHuber(output, target)
    #expect(found.valid == 4)
    #expect(abs(found.total - (1 + 0.1 + 13 + 2.5)) < 1e-5)
    #expect(found.gradient == [1, -1, -5, 2, 0])
  }

  /// Without an error, and without a depth, there is nothing to divide by.
  @Test(arguments: [[Float](repeating: 3, count: 4), [0, 0, 0, 0]])
  func reverseHuberOfNothing(_ target: [Float]) {
    let output = [Float](repeating: 3, count: 4)
    let found = reverseHuber(output, target)
    #expect(found.total == 0 && found.gradient == [0, 0, 0, 0])
  }

  /// Cells of before know no such option.
  @Test func theStandardIsNotSpelled() throws {
    #expect(try tasks.make("depth").options == ["pooling": .text("pixels")])
    #expect(try tasks.make("depth", ["loss": .text("l1")]).options == ["pooling": .text("pixels")])
    #expect(
      try tasks.make("depth", ["loss": .text("berhu")]).options["loss"] == .text("berhu"))
  }
}

import KernelTable
import Testing

@testable import Engine

/// What is summed, made or joined while rows are in cache changes no bit: against a pass of one task's Jacobian, which sums and makes
/// everything apart.
@Suite struct RowStepsTests {
  /// Rows that neither tiles nor chains divide, several steps of a 1×1 convolution, pieces of sums that end within one.
  private static let extent = Extent(1, 96, 101, 3)

  private func attention(_ tape: Tape, _ scope: ParameterScope, _ width: Int) -> Value {
    let stem = ConvolutionUnit(3, width, in: scope["stem"])
    let shared = ConvolutionUnit(width, width, in: scope["shared"])
    let first = ConvolutionUnit(width, width, size: 1, in: scope["first"])
    let second = ConvolutionUnit(width + 12, 24, size: 1, in: scope["second"])
    let third = ConvolutionUnit(24, 12, size: 1, relu: false, in: scope["third"])
    let side = ConvolutionUnit(width, 12, size: 1, in: scope["side"])
    let u = shared(stem(tape.input(Self.extent)))
    let v = side(first(u))
    let gated = v.gated(by: third(second(concatenate([u, v]))))
    let pooled = gated.maxPool2()
    return (pooled.value.unpooled(by: pooled) + v).linearForm(seed: 3)
  }

  private func gradient(
    _ mode: TapeMode, _ width: Int
  ) -> (gradient: [Float], nodes: [Node]) {
    let layout = ParameterLayout()
    let tape = Tape()
    let loss = attention(tape, ParameterScope(layout), width)
    let parameters = Parameters(layout, random: RandomStream(seed: 4, "test"))
    tape.finish(losses: [loss], outputs: [], parameters: layout)
    tape.prepare(mode, parameters)
    tape.fillInputs()
    tape.forward()
    if mode == .jacobian { _ = tape.jacobian() } else { tape.backward(weights: [1]) }
    return (parameters.gradient.values, tape.nodes)
  }

  /// Of few channels; and of so many that `first` passes over rows twice going back, and has no gradient of a norm made for it.
  @Test(arguments: [(16, 4), (136, 3)]) func changeNoBit(width: Int, made: Int) {
    let (expected, apart) = gradient(.jacobian, width)
    let (found, nodes) = gradient(.weightedSum, width)
    #expect(!apart.contains { $0.isMade || $0.placement.cotangentWriter != nil })
    #expect(nodes.count(where: \.isMade) == made)
    #expect(
      nodes.count { $0.placement.cotangentWriter != nil } >= 4 && nodes.contains(where: \.isJoined))
    #expect(expected.contains { $0 != 0 } && expected.allSatisfy(\.isFinite))
    #expect(found == expected)
  }
}

extension Node {
  fileprivate var isMade: Bool {
    if case .made = placement.cotangent { true } else { false }
  }
}

import KernelTable
import Testing

@testable import Engine

/// Norms that their readers apply themselves change no bit: every tape against one that must store everything.
@Suite struct StoredValuesTests {
  @Test(arguments: SmallNetwork.all) func givesTheBitsOfStoredValues(_ network: SmallNetwork) throws
  {
    let built = try network.built
    let parameters = Parameters(built.layout, random: RandomStream(seed: 4, "test"))
    func outcome(_ mode: TapeMode, storesAll: Bool) -> (outcome: TapeOutcome, unstored: Int) {
      let tape = built.record(batch: 2).tape
      if storesAll {
        // What may be read from outside is stored.
        tape.finish(
          losses: tape.losses.map { Value(node: $0) },
          outputs: tape.nodes.filter(\.needed).map { Value(node: $0) }, parameters: built.layout)
      }
      tape.prepare(mode, parameters)
      tape.fillInputs()
      return (TapeOutcome(tape, parameters), tape.nodes.filter { $0.needed && !$0.isStored }.count)
    }
    for mode in [TapeMode.weightedSum, .jacobian, .features] {
      let (expected, none) = outcome(mode, storesAll: true)
      let (found, some) = outcome(mode, storesAll: false)
      #expect(none == 0 && some > 0)
      #expect(found.difference(from: expected) == nil, "\(mode)")
    }
  }

  /// Running statistics stand in for those of the batch, and what predicts is the same.
  @Test(arguments: SmallNetwork.all) func inferenceToo(_ network: SmallNetwork) throws {
    let built = try network.built
    let parameters = Parameters(built.layout, random: RandomStream(seed: 4, "test"))
    let outputs = [true, false].map { storesAll in
      let recording = built.record(batch: 2, for: .evaluation)
      let tape = recording.tape
      if storesAll {
        tape.finish(
          losses: tape.losses.map { Value(node: $0) },
          outputs: tape.nodes.filter(\.needed).map { Value(node: $0) }, parameters: built.layout)
      }
      tape.prepare(.inference, parameters)
      tape.fillInputs()
      tape.forward()
      return recording.answers.joined().flatMap { output in
        (0..<output.extent.count).map { tape.data(output)[$0] }
      }
    }
    #expect(outputs[0] == outputs[1] && outputs[0].contains { $0 != 0 })
  }

  /// A large unpooled value is computed again in the backward pass; a wide layer has work space of its own.
  @Test func largeValuesAreRecomputed() {
    let layout = ParameterLayout()
    let scope = ParameterScope(layout)
    let stem = ConvolutionUnit(3, 16, in: scope["stem"])
    let middle = ConvolutionUnit(16, 16, in: scope["middle"])
    let last = Convolution(16, 16, in: scope["last"])
    let wide = [Convolution(16, 256, in: scope["wide"]), Convolution(256, 256, in: scope["wider"])]
    let parameters = Parameters(layout, random: RandomStream(seed: 4, "test"))
    func outcome(storesAll: Bool) -> (outcome: TapeOutcome, recomputed: Int, own: Int) {
      let tape = Tape()
      let pooled = stem(tape.input(Extent(1, 512, 512, 3))).maxPool2()
      let up = middle(pooled.value).unpooled(by: pooled)
      let small = wide[1](wide[0](pooled.value.maxPool2().value.maxPool(size: 3, stride: 16)))
      let losses = [last(up).globalAverage(), small.globalAverage()].map { $0.linearForm(seed: 1) }
      tape.finish(
        losses: losses, outputs: storesAll ? tape.nodes.map { Value(node: $0) } : [],
        parameters: layout)
      tape.prepare(.weightedSum, parameters)
      tape.fillInputs()
      return (
        TapeOutcome(tape, parameters), tape.nodes.filter(\.isRecomputed).count,
        tape.nodes.filter { $0.memory.forwardWork != nil }.count
      )
    }
    let (expected, kept, _) = outcome(storesAll: true)
    let (found, recomputed, own) = outcome(storesAll: false)
    #expect(kept == 0 && recomputed == 1 && own > 0)
    #expect(found.difference(from: expected) == nil)
  }

  /// So are the large channels that a squeeze and excitation has scaled, with their gates.
  @Test func largeGatedChannelsAreRecomputed() {
    let layout = ParameterLayout()
    let scope = ParameterScope(layout)
    let stem = ConvolutionUnit(3, 16, in: scope["stem"])
    let squeeze = SqueezeExcitation(16, squeezed: 4, in: scope["squeeze"])
    let last = Convolution(16, 16, size: 1, in: scope["last"])
    let parameters = Parameters(layout, random: RandomStream(seed: 4, "test"))
    func outcome(storesAll: Bool) -> (outcome: TapeOutcome, recomputed: Int) {
      let tape = Tape()
      let gated = squeeze(stem(tape.input(Extent(2, 512, 256, 3))))
      let losses = (0..<2).map { last(gated).globalAverage().linearForm(seed: $0) }
      tape.finish(
        losses: losses, outputs: storesAll ? tape.nodes.map { Value(node: $0) } : [],
        parameters: layout)
      tape.prepare(.jacobian, parameters)
      tape.fillInputs()
      return (TapeOutcome(tape, parameters), tape.nodes.filter(\.isRecomputed).count)
    }
    let (expected, kept) = outcome(storesAll: true)
    let (found, recomputed) = outcome(storesAll: false)
    #expect(kept == 0 && recomputed == 1)
    #expect(found.difference(from: expected) == nil)
  }
}

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
      return recording.outputs.flatMap { output in
        (0..<output.extent.count).map { tape.data(output)[$0] }
      }
    }
    #expect(outputs[0] == outputs[1] && outputs[0].contains { $0 != 0 })
  }
}

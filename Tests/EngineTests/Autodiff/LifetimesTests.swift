import Foundation
import KernelTable
import Testing

@testable import Engine

/// Nothing is read after the end of its planned life: a pass in which everything is overwritten at that moment gives the same
/// bits, for every primitive and every architecture.
@Suite struct LifetimesTests {
  @Test(arguments: GradientCase.all) func everyPrimitive(_ primitive: GradientCase) {
    for mode in [TapeMode.weightedSum, .jacobian, .features] {
      let bench = PrimitiveBench(primitive, tasks: 3)
      expectSame(mode, bench.parameters) { bench.prepared(mode) }
    }
  }

  @Test(arguments: SmallNetwork.all) func everyNetwork(_ network: SmallNetwork) throws {
    let built = try network.built
    let parameters = Parameters(built.layout, random: RandomStream(seed: 4, "test"))
    for mode in [TapeMode.weightedSum, .jacobian, .features] {
      expectSame(mode, parameters) {
        let tape = built.record(batch: 2).tape
        tape.prepare(mode, parameters)
        tape.fillInputs()
        return tape
      }
    }
  }

  private func expectSame(_ mode: TapeMode, _ parameters: Parameters, _ make: () -> Tape) {
    let expected = TapeOutcome(make(), parameters)
    let tape = make()
    let found = OverwritingRun(tape, mode).outcome(parameters)
    #expect(expected.floats.contains { $0 != 0 } && expected.floats.allSatisfy(\.isFinite))
    #expect(found.difference(from: expected) == nil, "\(mode)")
    let again = TapeOutcome(tape, parameters)
    #expect(again.difference(from: expected) == nil, "inputs are there for another pass")
  }
}

/// Runs a tape step by step, and overwrites what has reached the end of its life.
private struct OverwritingRun {
  let tape: Tape
  private let ending: [Int: [Lifetimes.Entry]]

  init(_ tape: Tape, _ mode: TapeMode) {
    self.tape = tape
    ending = Dictionary(grouping: Lifetimes(tape, mode).entries, by: \.end)
  }

  func outcome(_ parameters: Parameters) -> TapeOutcome {
    var outcome = TapeOutcome()
    for node in tape.nodes where node.needed {
      tape.forwardStep(node)
      overwrite(node.index)
    }
    for task in tape.losses.indices { outcome.floats.append(Float(tape.loss(task))) }
    let weights = tape.losses.indices.map { 0.5 + Double($0) }
    tape.start(tape.mode == .weightedSum ? weights : weights.map { _ in 1 })
    let middle =
      tape.mode == .features
      ? tape.order.prefix { !tape.nodes[$0].isShared }.count : tape.order.count
    backward(0..<middle)
    if tape.mode != .weightedSum { outcome.add(tape.prepared.sweep.jacobian) }
    if tape.mode == .features {
      outcome.addFeatures(tape)
      tape.prepared.sweep.combineFeatures(weights)
      backward(middle..<tape.order.count)
    }
    outcome.floats += parameters.gradient.values
    return outcome
  }

  private func backward(_ positions: Range<Int>) {
    for position in positions {
      let node = tape.nodes[tape.order[position]]
      if node.lanes > 0, node.written != 0 { tape.backwardStep(node) }
      overwrite(tape.nodes.count + position)
    }
  }

  private func overwrite(_ time: Int) {
    for entry in ending[time] ?? [] {
      let node = entry.node
      switch entry.role {
      case .value: node.memory.forwardData.update(repeating: .nan, count: entry.floats)
      case .recomputed: node.memory.recomputedData.update(repeating: .nan, count: entry.floats)
      case .gradient: node.memory.cotangents.update(repeating: .nan, count: entry.floats)
      case .addend: node.memory.addend!.update(repeating: .nan, count: entry.floats)
      case .forwardWork: node.memory.forwardWork!.update(repeating: .nan, count: entry.floats)
      case .backwardWork: node.memory.backwardWork!.update(repeating: .nan, count: entry.floats)
      // Zeros are places too, and wrong ones.
      case .auxiliary: memset(node.auxiliary, 0, 4 * entry.floats)
      }
    }
  }
}

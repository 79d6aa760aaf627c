import Foundation
import Testing

@testable import Engine

/// The threads of a training are its own, and change no bit.
@Suite struct TeamTests {
  @Test(arguments: SmallNetwork.all) func everyTape(_ network: SmallNetwork) throws {
    for mode in [TapeMode.weightedSum, .jacobian, .features] {
      func outcome(_ team: ThreadTeam) throws -> TapeOutcome {
        let built = try network.built(team: team)
        let parameters = Parameters(built.layout, random: RandomStream(seed: 4, "test"))
        let tape = built.record(batch: 3).tape
        tape.prepare(mode, parameters)
        tape.fillInputs()
        return TapeOutcome(tape, parameters)
      }
      let found = try outcome(ThreadTeam(count: 3))
      #expect(found.difference(from: try outcome(.single)) == nil, "\(mode)")
    }
  }

  /// Trainings side by side, each with a team of its own.
  @Test func trainingsAtOnce() throws {
    let experiment = try TrainerTests.experiment("mtan")
    let expected = TrainerTests.outcome(try Trainer(experiment, data: TrainerTests.data).run())
    let found = Outcomes()
    let group = DispatchGroup()
    for threads in [1, 2, 3] {
      DispatchQueue.global().async(group: group) {
        let trainer = try? Trainer(
          experiment, data: TrainerTests.data, team: ThreadTeam(count: threads))
        found.add(threads, try? trainer?.run())
      }
    }
    group.wait()
    for threads in [1, 2, 3] { #expect(found[threads] == expected, "\(threads) threads") }
  }
}

private final class Outcomes: @unchecked Sendable {
  private let lock = NSLock()
  private var results: [Int: TrainingResult] = [:]

  func add(_ threads: Int, _ result: TrainingResult?) {
    lock.withLock { results[threads] = result.map(TrainerTests.outcome) }
  }

  subscript(threads: Int) -> TrainingResult? { lock.withLock { results[threads] } }
}

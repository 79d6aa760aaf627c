import ArgumentParser
import Engine
import Foundation
import Records

/// Times steps of the cells on its standard input, a line of JSON each. A process of its own, so that a network that is too
/// large for this machine takes nothing else with it; `plan` and `run` end it when its time is over.
struct MeasureStepsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure-steps", abstract: "Time steps of networks (used by plan and run).",
    shouldDisplay: false)

  struct Request: Codable {
    var cells: [Cell]
    /// For all of them together.
    var seconds: Double
  }

  struct Answer: Codable {
    var key: String
    var steps: MeasuredSpeed.Steps
  }

  func run() throws {
    signal(SIGINT, SIG_IGN)
    guard let line = readLine(),
      let request = try? JSONDecoder().decode(Request.self, from: Data(line.utf8))
    else {
      throw ValidationError("measure-steps reads a request on its standard input; use bench plan.")
    }
    let start = ContinuousClock.now
    for (index, cell) in request.cells.enumerated() {
      let left = request.seconds - (ContinuousClock.now - start).seconds
      guard left > 0 else { return }
      // What cannot be measured is estimated from what can.
      guard
        let steps = try? StepMeasurement.measure(
          cell, limit: left / Double(request.cells.count - index))
      else { continue }
      try Terminal.out(
        JSONValue.canonical(Answer(key: MeasuredKind(cell).key, steps: steps)))
    }
  }
}

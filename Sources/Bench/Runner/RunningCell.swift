import Engine
import Foundation
import Records
import Report

/// A cell whose process is under way.
final class RunningCell {
  let cell: Cell
  let process: ChildProcess
  let claim: CellClaim?
  private(set) var progress: CellMessage.Progress?
  /// In the order in which they came.
  private var warnings: [CellMessage.Warning] = []
  private var outcome: Outcome?
  private var secondsPerStep = 0.0
  private var beforehandSeconds: Double?
  private var earlier = RunTime()
  private var error: String?
  /// Set where it was killed for taking too long.
  var exceededLimit: Double?

  init(_ cell: Cell, _ process: ChildProcess, claim: CellClaim?) {
    self.cell = cell
    self.process = process
    self.claim = claim
  }

  var seconds: Double { (ContinuousClock.now - process.started).seconds }

  func receive() {
    for line in process.readLines() {
      guard let message = try? JSONDecoder().decode(CellMessage.self, from: Data(line.utf8)) else {
        continue
      }
      progress = message.progress ?? progress
      if let warning = message.warning { warnings.append(warning) }
      outcome = message.outcome ?? outcome
      secondsPerStep = message.secondsPerStep ?? secondsPerStep
      beforehandSeconds = message.beforehandSeconds ?? beforehandSeconds
      earlier = message.earlier ?? earlier
      error = message.error ?? error
    }
  }

  /// What it did without, each told once.
  func takeWarnings() -> [CellMessage.Warning] {
    defer { warnings = [] }
    return warnings
  }

  /// What became of it, once its streams have closed.
  func finish() -> (outcome: Outcome, cost: Cost) {
    receive()
    let wall = seconds
    let ending = process.wait()
    let cost = Cost(
      cpuSeconds: earlier.cpuSeconds + ending.cpuSeconds,
      wallSeconds: earlier.wallSeconds + wall, peakMemory: ending.peakMemory,
      secondsPerStep: secondsPerStep, beforehandSeconds: beforehandSeconds)
    if let outcome { return (outcome, cost) }
    if let limit = exceededLimit {
      let message =
        "not finished within \(NumberFormat.roughDuration(limit)), the suite's limit for one cell"
      return (.failed(Failure(reason: .timedOut, message: message)), cost)
    }
    return (.failed(Failure(reason: .crashed, message: crashMessage(ending))), cost)
  }

  private static func beginning(of words: String) -> String {
    String(decoding: words.utf8.prefix(2000), as: UTF8.self) + " …"
  }

  /// For the record, so without this machine's paths; the whole text is kept beside the checkpoints.
  private func crashMessage(_ ending: ChildProcess.Ending) -> String {
    if let error {
      let words = FailureMessage.withoutFolders(error)
      return words.utf8.count > Failure.longestMessage ? Self.beginning(of: words) : words
    }
    let detail =
      FailureMessage.lastWords(process.errorText).map {
        ": " + FailureMessage.withoutFolders(String($0.prefix(300)))
      } ?? ""
    switch ending.how {
    case .killed(let number):
      return
        "the training process was killed by signal \(number) (\(FailureMessage.signal(number)))\(detail)"
    case .exited(let code):
      return "the training process ended without an outcome, exit code \(code)\(detail)"
    }
  }
}

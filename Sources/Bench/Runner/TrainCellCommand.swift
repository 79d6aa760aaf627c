import ArgumentParser
import Engine
import Foundation
import Records

/// The process of one cell. It ends when its standard input does, which is when the runner has gone, however it went.
struct TrainCellCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-cell", abstract: "Train one cell (used by run, verify and repro).",
    shouldDisplay: false)

  @OptionGroup var threads: ThreadsOption

  func run() throws {
    // A Ctrl-C in the terminal reaches every process of its group; the runner decides what happens to this one.
    signal(SIGINT, SIG_IGN)
    let output = try Self.takeStandardOutput()
    guard let line = readLine(), let request = try? Self.decode(line) else {
      throw ValidationError(
        "train-cell reads a request on its standard input; use bench run, verify or repro.")
    }
    Self.endWithStandardInput()
    var lastReport = ContinuousClock.now - .seconds(1)
    do {
      let locations = Locations(
        dataset: request.locations.mapValues { OptionValue.text($0) }, weights: request.weights)
      let assembly = try Assembly(request.cell, locations: locations)
      let checkpoint = request.checkpoint.map { URL(fileURLWithPath: $0) }
      let result = try assembly.train(
        on: ThreadTeam(count: threads.count), checkpoint: checkpoint,
        frames: FrameCache(folder: URL(fileURLWithPath: request.frames)),
        network: request.network.map { URL(fileURLWithPath: $0) },
        warn: { try? output.send(CellMessage(warning: $0)) },
        progress: { progress in
          guard ContinuousClock.now - lastReport > .milliseconds(100) else { return }
          lastReport = .now
          try? output.send(CellMessage(progress: CellMessage.Progress(progress)))
        }, resumed: { try? output.send(CellMessage(earlier: $0)) })
      try output.send(
        CellMessage(
          outcome: result.outcome, secondsPerStep: result.secondsPerStep,
          beforehandSeconds: locations.weights(of: request.cell).flatMap(EncoderFiles.cpuSeconds)))
    } catch {
      try output.send(CellMessage(error: error.systemReason))
      throw ExitCode(1)
    }
  }

  private static func decode(_ line: String) throws -> CellRequest {
    try JSONDecoder().decode(CellRequest.self, from: Data(line.utf8))
  }

  /// Keeps the pipe for messages; anything else that is printed goes to the standard error.
  private static func takeStandardOutput() throws -> MessagePipe {
    let descriptor = dup(STDOUT_FILENO)
    guard descriptor >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else { throw ExitCode(1) }
    return MessagePipe(descriptor: descriptor)
  }

  private static func endWithStandardInput() {
    Thread.detachNewThread {
      while readLine(strippingNewline: false) != nil {}
      _exit(1)
    }
  }
}

private struct MessagePipe {
  let descriptor: Int32

  func send(_ message: CellMessage) throws {
    let bytes = Array((try JSONValue.canonical(message) + "\n").utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 { sent += count } else if errno != EINTR { throw ExitCode(1) }
    }
  }
}

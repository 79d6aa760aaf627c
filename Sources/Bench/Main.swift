import ArgumentParser
import Engine

@main struct Bench: ParsableCommand {
  static let version = "0.1.0"
  static let configuration = CommandConfiguration(
    commandName: "bench", subcommands: [TrainCellCommand.self])
}

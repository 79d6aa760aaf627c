import ArgumentParser
import Engine

@main struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bench")
}

import ArgumentParser

@main struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "bench")
}

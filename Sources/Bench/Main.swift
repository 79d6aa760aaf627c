import ArgumentParser
import Engine
import Foundation

/// The program: a declarative suite in, records and a report out.
@main struct Bench: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract:
      "Does it pay to train these tasks in one network? A benchmark of multi-task learning.",
    discussion: """
      A suite (experiments/<suite>/suite.yaml) is a sweep of architectures, weighting schemes and \
      seeds; every cell of it is trained on the CPU, and reports/<suite>/index.html shows accuracy \
      against parameters.

      Begin with:
        bench all --profile smoke --out ../smoke   to see that everything works
        bench plan dense             what the sweep trains, and how long it takes
        bench run dense              the sweep; it may be stopped and goes on later
        bench list architectures     what a suite can name

      Exit codes: 0 done; 1 a declared claim does not hold; 2 drift from stored results; 3 some \
      cells could not run; 64 usage; 130 and 143 stopped by Ctrl-C or SIGTERM.
      """,
    version: version,
    subcommands: [
      AllCommand.self, RunCommand.self, PlanCommand.self, ReportCommand.self, ListCommand.self,
      ParamsCommand.self, VerifyCommand.self, ReproCommand.self, PretrainCommand.self,
      ExportCommand.self, ScoreCommand.self,
      PredictCommand.self, SpeedCommand.self, DoctorCommand.self, TrainCellCommand.self,
      MeasureStepsCommand.self,
    ])

  static func main() {
    // A write beyond a limit on file sizes is an error to be told, as a full disk is, not the end.
    signal(SIGXFSZ, SIG_IGN)
    do {
      widenHelp()
      try Engine.start()
      try checkCommand(CommandLine.arguments.dropFirst().first)
      var command = try parseAsRoot()
      try command.run()
    } catch let error as OptionError {
      Terminal.err("error: \(error)")
      exit(withError: CommandEnding.usage)
    } catch {
      // Help and the version are output too.
      if exitCode(for: error).isSuccess {
        let text = fullMessage(for: error)
        if !text.isEmpty { Terminal.out(text) }
        Terminal.exitIfOutputIsLost()
        exit(withError: ExitCode.success)
      }
      exit(withError: error)
    }
  }

  /// ArgumentParser cannot wrap its help into fewer columns than an option's name needs.
  private static func widenHelp() {
    var window = winsize()
    let isTerminal = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0
    let written = ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
    guard let columns = written ?? (isTerminal ? Int(window.ws_col) : nil), columns < 40 else {
      return
    }
    setenv("COLUMNS", "40", 1)
  }

  /// ArgumentParser calls an unknown command an unexpected argument, and names none.
  private static func checkCommand(_ word: String?) throws {
    guard let word, !word.hasPrefix("-"), word != "help" else { return }
    let commands = configuration.subcommands.map { $0.configuration }
    guard !commands.contains(where: { $0.commandName == word }) else { return }
    let shown = commands.filter(\.shouldDisplay).compactMap(\.commandName)
    throw OptionError(
      key: "",
      message: "unknown command \(word), expected one of \(shown.joined(separator: ", "))"
        + suggestion(for: word, among: shown))
  }
}

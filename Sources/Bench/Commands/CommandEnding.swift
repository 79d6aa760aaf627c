import ArgumentParser
import Engine
import Foundation
import Records
import Report

/// How a command ends, beside 0, ArgumentParser's 64 for what was typed wrongly, which mistakes in suites and data share, and
/// 128 + n for signal n.
enum CommandEnding {
  /// A declared claim does not hold.
  static let claimFails = ExitCode(1)
  /// A cell gave another outcome than the one on record.
  static let drift = ExitCode(2)
  /// Some cells, or all, could not be run.
  static let incomplete = ExitCode(3)
  static let usage = ExitCode(64)

  static func stopped(_ signal: Int32) -> ExitCode { ExitCode(128 + signal) }
}

/// Runs a command's body; what users can mend is printed and becomes an exit code. Output that was lost is worse than any
/// ending of the body.
func reportingErrors(_ body: () throws -> Void) throws {
  defer { Terminal.exitIfOutputIsLost() }
  do { try body() } catch let code as ExitCode { throw code } catch let error as ValidationError {
    throw error
  } catch {
    switch error {
    case is SuiteMistake, is SuiteMistakes:
      Terminal.err("\(error)")
      throw CommandEnding.usage
    // Data are looked through before anything is trained.
    case is OptionError, is DataError, ReportError.foreign:
      Terminal.err("error: \(error)")
      throw CommandEnding.usage
    default:
      Terminal.err("error: \(error)")
      throw CommandEnding.incomplete
    }
  }
}

import ArgumentParser
import Engine
import Foundation
import Records
import Report

/// How a command ends, beside 0, ArgumentParser's 64 for what was typed wrongly, and 128 + n for signal n.
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

/// Text on the two standard streams, without what a terminal would obey instead of show. A reader
/// that has gone away is no reason to fail.
enum Terminal {
  static func out(_ text: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((visibleText(text) + "\n").utf8))
  }

  static func err(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((visibleText(text) + "\n").utf8))
  }
}

/// Runs a command's body; what users can mend is printed and becomes an exit code.
func reportingErrors(_ body: () throws -> Void) throws {
  do { try body() } catch let code as ExitCode { throw code } catch let error as ValidationError {
    throw error
  } catch {
    switch error {
    case is SuiteMistake, is SuiteMistakes:
      Terminal.err("\(error)")
      throw CommandEnding.usage
    case is OptionError, ReportError.foreign:
      Terminal.err("error: \(error)")
      throw CommandEnding.usage
    default:
      Terminal.err("error: \(error)")
      throw CommandEnding.incomplete
    }
  }
}

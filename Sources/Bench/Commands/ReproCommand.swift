import ArgumentParser
import Engine
import Foundation
import Records

struct ReproCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repro",
    abstract: "Retrain one stored cell and show its scores beside the stored.",
    discussion: """
      A cell is named by its id or the beginning of it, as reports and bench plan --json print it. All \
      suites with records in --out are searched. Nothing is stored.

      Examples:
        bench repro 3f9a2c71d0
        bench repro 3f9a --out /scratch/reports
        bench repro 3f9a --weights ~/resnet18-f37072fd.pth

      Exit codes: 0 the outcome is the same, byte for byte; 2 it differs; 3 it could not be trained; \
      64 no cell, or several, with such an id.
      """)

  @Argument(help: "A cell's id, or the first digits of it.") var cell: String
  @OptionGroup var out: OutOption
  @OptionGroup var data: DataOptions

  func validate() throws {
    if cell.isEmpty { throw ValidationError("found an empty id, expected a cell's first digits.") }
  }

  func run() throws {
    try reportingErrors {
      let stored = try StoredCell(cell, out: out)
      let (record, names) = (stored.record, stored.names)
      let locations = try stored.locations(try data.roots(), out: out)
      guard
        let result = try Retraining.perform(
          [record], locations: locations, jobs: 1, names: names)?.first
      else { throw CommandEnding.stopped(Interruption.signalNumber ?? SIGINT) }
      Terminal.out("\(record.cell.id)\n\(names.name(record.cell))\n")
      Terminal.out(result.table)
      guard result.isTrained else {
        Terminal.err("the cell could not be trained here: there is nothing to compare")
        throw CommandEnding.incomplete
      }
      if let reason = result.otherClass(than: Provenance.current()) { Terminal.out(reason) }
      Terminal.out(result.matches ? "MATCH" : "DRIFT")
      if !result.matches { throw CommandEnding.drift }
    }
  }
}

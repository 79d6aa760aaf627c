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
      let (record, names) = try find()
      let dataset = record.cell.dataset
      var request = ChoiceRequest(name: dataset.name)
      let locations = try data.roots().apply(to: &request, suiteFolder: out.folder)
      try checkData(of: record.cell, locations)
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

  /// Throws `DataError` where the data are missing, or are not those that the cell was trained on.
  private func checkData(of cell: Cell, _ locations: [String: OptionValue]) throws {
    let dataset = try Selections(cell, locations: locations)[ChoiceKinds.dataset].item
    let digest = try dataset.digest()
    guard digest != cell.dataDigest else { return }
    throw DataError(
      "\(cell.dataset.name): found data with the digest \(digest.prefix(10))…, expected those that the "
        + "cell was trained on, with \(cell.dataDigest.prefix(10))…: they would give another outcome. "
        + "Name their folder with --data-root \(cell.dataset.name)=DIR")
  }

  private func find() throws -> (Record, CellNames) {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: out.folder.path)) ?? []
    var found: [(Record, CellNames)] = []
    var problems: [String] = []
    for name in folders.sorted() {
      let folder = out.folder.appendingPathComponent(name)
      guard Self.isFolder(folder) else { continue }
      let contents = try RecordStore(folder: folder).contents
      problems += contents.problems.map { "\(name): \($0)" }
      let names = CellNames(contents.records.map(\.cell))
      found += contents.records.filter { $0.cell.id.hasPrefix(cell.lowercased()) }.map {
        ($0, names)
      }
    }
    let ids = Set(found.map(\.0.cell.id))
    guard ids.count <= 1 else {
      let list = ids.sorted().map { String($0.prefix(16)) }.joined(separator: ", ")
      throw OptionError(key: "", message: "\(cell) is the beginning of several cells: \(list)")
    }
    guard let first = found.first else {
      // The record that is looked for may be in one of these lines.
      for problem in problems { Terminal.err(problem) }
      throw OptionError(
        key: "", message: "no record in \(out.out) has an id that begins with \(cell)")
    }
    return first
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}

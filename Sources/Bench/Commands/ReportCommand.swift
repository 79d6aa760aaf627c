import ArgumentParser
import Engine
import Foundation
import Records
import Report

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Render reports again from their records; train nothing.",
    discussion: """
      Reads <out>/<suite>/records.jsonl and the suite's folder, nothing else: the same records give \
      the same bytes, with or without the data. Without --profile the one whose cells are most \
      completely recorded is taken.

      Examples:
        bench report
        bench report dense nyuv2 --out /scratch/reports

      Exit codes: 0 done; 1 a declared claim does not hold; 3 there are no records; 64 a mistake.
      """)

  @Argument(help: "Suites, by name or path; every suite with records if none is named.")
  var suites: [String] = []
  @Option(help: "The profile to report: smoke, standard or full.") var profile: Profile?
  @OptionGroup var out: OutOption

  func run() throws {
    try reportingErrors {
      var endings: [ExitCode] = []
      let files = try SuiteFile.distinct(try named())
      try SuiteReport(out: out.folder).checkReplaceable(files)
      for file in files {
        guard let summary = try SuiteReport(out: out.folder).renderRecorded(file, profile: profile)
        else {
          endings.append(CommandEnding.incomplete)
          continue
        }
        if summary.finished == 0 { endings.append(CommandEnding.incomplete) }
        if !summary.claimsHold { endings.append(CommandEnding.claimFails) }
      }
      if let worst = endings.max(by: { $0.rawValue < $1.rawValue }) { throw worst }
    }
  }

  private func named() throws -> [SuiteFile] {
    guard suites.isEmpty else { return try suites.flatMap(SuiteFile.findAll) }
    let recorded = SuiteFile.all().filter { file in
      let records = out.folder.appendingPathComponent(file.name)
        .appendingPathComponent("records.jsonl")
      return FileManager.default.fileExists(atPath: records.path)
    }
    guard !recorded.isEmpty else {
      throw OptionError(
        key: "",
        message: "no suite has records in \(out.folder.relativePath); bench run SUITE makes them")
    }
    return recorded
  }
}

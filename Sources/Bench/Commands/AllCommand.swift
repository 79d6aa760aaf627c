import ArgumentParser
import Engine
import Foundation

struct AllCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "all", abstract: "Run every suite whose data are there, and render all reports.",
    discussion: """
      Of suites whose data are missing nothing is trained: they are named with the reason, and their \
      records, if any, are reported. A mistake in any suite is told before one is trained. What is done \
      already is not done again: a suite whose profile full is recorded is reported as it is, of the others \
      standard is trained.

      Examples:
        bench all
        bench all --profile smoke --out ../smoke
        bench all --data-root nyuv2=~/data/nyuv2

      Exit codes: as those of bench run; 3 also where no suite could be run.
      """)

  @OptionGroup var profile: RecordedProfileOption
  @OptionGroup var out: OutOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var data: DataOptions
  @OptionGroup var fresh: FreshFlag

  func run() throws {
    try reportingErrors {
      let files = SuiteFile.all()
      guard !files.isEmpty else {
        throw OptionError(
          key: "", message: "there is no folder experiments with suites above the current folder")
      }
      let runs = try SuiteRuns(
        profile: profile.profile, dataRoots: try data.roots(), out: out.folder,
        jobs: jobs.count(threads: threads.count), threads: threads.count, fresh: fresh.fresh
      ).check(files)
      var endings: [ExitCode] = []
      var measured = 0
      for run in runs {
        do {
          let result = try run.perform()
          if let signal = result.stopped { throw CommandEnding.stopped(signal) }
          measured += result.summary.finished
          if let ending = result.summary.ending { endings.append(ending) }
        } catch let error as DataError {
          let file = run.run.file
          Terminal.out("\(file.name): nothing trained, its data are not there: \(error)")
          if let summary = try SuiteReport(out: out.folder).renderRecorded(file, profile: nil) {
            measured += summary.finished
            if !summary.claimsHold { endings.append(CommandEnding.claimFails) }
          }
        }
      }
      if measured > 0 {
        Terminal.out("index: \(out.folder.appendingPathComponent("index.html").relativePath)")
      }
      if let worst = endings.max(by: { $0.rawValue < $1.rawValue }) { throw worst }
      if measured == 0 { throw CommandEnding.incomplete }
    }
  }
}

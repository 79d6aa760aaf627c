import ArgumentParser
import Foundation

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Train what a suite still needs, then render its report.",
    discussion: """
      A suite is a folder of experiments/, or the path of a suite.yaml; a folder of such folders is a \
      group. Nothing is trained before all suites are read and their data looked through. Each cell \
      (one network, one seed) is trained by a process of its own, and its record is kept as soon as \
      it ends. The run may be stopped at any moment, even by kill -9: the same command goes on where \
      it stopped. Several runs may share a folder; none repeats another's cells.

      Examples:
        bench run dense
        bench run dense --profile smoke --jobs 2 --out ../smoke
        bench run nyuv2 --data-root nyuv2=~/data/nyuv2
        bench run experiments/dense/suite.yaml --out /scratch/reports
        bench run ../mine/group
        bench run mine --keep-networks --weights ~/resnet18-f37072fd.pth

      Exit codes: 0 done; 1 a declared claim does not hold; 3 some cells could not run, or failed; \
      64 a mistake in the suite, its data or on the command line; 130 stopped by Ctrl-C, 143 by SIGTERM.
      """)

  @Argument(help: "Suites, by name or path; a group stands for its suites.") var suites: [String]
  @OptionGroup var profile: ProfileOption
  @OptionGroup var out: OutOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var threads: ThreadsOption
  @OptionGroup var data: DataOptions
  @OptionGroup var fresh: FreshFlag
  @Flag(help: "Keep the networks that are trained, for bench export and bench predict.")
  var keepNetworks = false

  func run() throws {
    try reportingErrors {
      var endings: [ExitCode] = []
      let runs = try SuiteRuns(
        profile: profile.profile, dataRoots: try data.roots(), out: out.folder,
        jobs: jobs.count(threads: threads.count), threads: threads.count, fresh: fresh.fresh,
        keepsNetworks: keepNetworks
      ).check(suites.flatMap(SuiteFile.findAll))
      try runs.requireData()
      for run in runs {
        let result = try run.perform()
        if let signal = result.stopped { throw CommandEnding.stopped(signal) }
        if let ending = result.summary.ending { endings.append(ending) }
      }
      // What could not run comes before what does not hold: a claim is judged on what is there.
      if let worst = endings.max(by: { $0.rawValue < $1.rawValue }) { throw worst }
    }
  }
}

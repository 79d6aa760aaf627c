import ArgumentParser
import Engine
import Foundation
import Records

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what a suite would train, and how long it would take.",
    discussion: """
      One row for every arm: its cells (done of all), exact parameters and multiply–accumulates of \
      one forward pass, both also relative to the single-task networks. Where arms are tuned, the \
      candidates come first and what follows from them is counted at its most. Nothing of the suite is \
      trained or written. Where nothing is recorded yet, the time is estimated from a second of steps of \
      its networks, which is kept in the user's cache folder ($XDG_CACHE_HOME or ~/.cache).

      Examples:
        bench plan dense
        bench plan dense --profile full --json
      """)

  @Argument(help: "A suite, by name or path.") var suite: String
  @OptionGroup var profile: ProfileOption
  @OptionGroup var out: OutOption
  @OptionGroup var jobs: JobsOption
  @OptionGroup var data: DataOptions
  @OptionGroup var json: JSONFlag

  func run() throws {
    try reportingErrors {
      let file = try SuiteFile.findOne(suite)
      let suite = try SuiteReader(dataRoots: try data.roots(), opensWeights: true).read(
        file.file, calledBy: file.calledBy, profile: profile.profile)
      let remarks = try DataCheck.check(suite)
      let store = try RecordStore(folder: out.folder.appendingPathComponent(suite.name))
      let plan = try Plan(suite, records: store.contents)
      let sized = SizedPlan(plan)
      let notices =
        remarks + store.contents.problems + LeftOutRecords(plan, store.contents).sentences
      for notice in notices { Terminal.err("\(suite.name): \(notice)") }
      let table = PlanTable(
        sized, store: store,
        costs: try CostModel.measured(
          sized, records: store.contents.records, jobs: jobs.count()),
        jobs: jobs.count())
      Terminal.out(json.json ? table.json.pretty : table.text)
    }
  }
}

import Engine
import Foundation
import Records

/// Suites that one command runs. All of them are read and their data looked through before anything is trained, so that what is
/// wrong in the last one is told before hours are spent on the first.
struct SuiteRuns {
  /// Nil for what each suite's records suggest: `full` where they hold all of it, `standard` elsewhere.
  let profile: Profile?
  let dataRoots: DataRoots
  /// The folder of all reports.
  let out: URL
  let jobs: Int
  let threads: Int
  let fresh: Bool
  var keepsNetworks = false

  /// A suite that was read, with what became of its data.
  struct Checked {
    let run: SuiteRun
    let data: Result<SuiteRun.CheckedData, DataError>

    /// Throws `DataError` where the data are not there; else as `SuiteRun.perform` does.
    func perform() throws -> SuiteRun.Result { try run.perform(on: data.get()) }
  }

  /// Throws `OptionError` where reports would lie in one folder, `SuiteMistakes` with those of all suites, `ReportError` where
  /// a report cannot be written, and `StoreError`.
  func check(_ files: [SuiteFile]) throws -> [Checked] {
    let files = try SuiteFile.distinct(files)
    let suites = try SuiteMistakes.collecting(files) { file in
      try read(file, try profile ?? recordedProfile(file), opensWeights: true)
    }
    try SuiteReport(out: out).checkReplaceable(files)
    return try SuiteMistakes.collecting(Array(zip(files, suites))) { file, suite in
      let run = SuiteRun(
        file: file, suite: suite, out: out, jobs: jobs, threads: threads, fresh: fresh,
        keepsNetworks: keepsNetworks)
      do { return Checked(run: run, data: .success(try run.checkData())) } catch let error
        as DataError
      {
        return Checked(run: run, data: .failure(error))
      }
    }
  }
}

extension SuiteRuns {
  private func read(_ file: SuiteFile, _ profile: Profile, opensWeights: Bool = false) throws
    -> Suite
  {
    try SuiteReader(dataRoots: dataRoots, opensWeights: opensWeights).read(
      file.file, calledBy: file.calledBy, profile: profile)
  }

  /// `full` where every cell of it is recorded, by this program's numeric revision and, where they are there, on these data: there is
  /// nothing left to train, and nothing better to report. Throws `SuiteMistakes` and `StoreError`.
  private func recordedProfile(_ file: SuiteFile) throws -> Profile {
    let store = try RecordStore(folder: out.appendingPathComponent(file.name))
    guard !store.contents.isEmpty else { return .standard }
    // A suite need not have the profile; mistakes are told when `standard` is read.
    guard let plan = try? RecordedPlan(file, profile: .full, records: store.contents).plan,
      let cell = plan.cells.first, cell.revision == Engine.numericRevision, plan.pending == 0,
      plan.ids.allSatisfy({ store.contents.byID[$0] != nil })
    else { return .standard }
    let digest = try? read(file, .full).dataset.item.digest()
    return digest == nil || digest == cell.dataDigest ? .full : .standard
  }
}

extension [SuiteRuns.Checked] {
  /// Tells what is wrong with the data of any of the suites, and throws where there is anything.
  func requireData() throws {
    var isMissing = false
    for checked in self {
      guard case .failure(let error) = checked.data else { continue }
      isMissing = true
      Terminal.err("error: \(count > 1 ? "\(checked.run.file.name): " : "")\(error)")
    }
    if isMissing { throw CommandEnding.usage }
  }
}

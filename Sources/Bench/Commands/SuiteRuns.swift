import Engine
import Foundation

/// Suites that one command runs. All of them are read and their data looked through before anything is trained, so that what is
/// wrong in the last one is told before hours are spent on the first.
struct SuiteRuns {
  let profile: Profile
  let dataRoots: DataRoots
  /// The folder of all reports.
  let out: URL
  let jobs: Int
  let threads: Int
  let fresh: Bool

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
      try SuiteReader(dataRoots: dataRoots).read(
        file.file, calledBy: file.calledBy, profile: profile)
    }
    try SuiteReport(out: out).checkReplaceable(files)
    return try SuiteMistakes.collecting(Array(zip(files, suites))) { file, suite in
      let run = SuiteRun(
        file: file, suite: suite, out: out, jobs: jobs, threads: threads, fresh: fresh)
      do { return Checked(run: run, data: .success(try run.checkData())) } catch let error
        as DataError
      {
        return Checked(run: run, data: .failure(error))
      }
    }
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

import ArgumentParser
import Engine
import Foundation
import Records
import Report

/// Renders reports from records, and the index of all of them.
struct SuiteReport {
  /// The folder of all reports.
  let out: URL

  /// What the reports call it: a path that holds on this machine alone is not told.
  private var place: ReportsFolder {
    let path = out.relativePath
    if path == OutOption.standard { return .standard }
    return path.hasPrefix("/") ? .unnamed : .relative(path)
  }

  /// Throws `ReportError.foreign` where a report of these suites would replace files that this
  /// program did not make.
  func checkReplaceable(_ files: [SuiteFile]) throws {
    try Report.checkReplaceable(reportsOf: files.map(\.name), in: out)
  }

  func render(_ suite: SuiteDescription, _ contents: StoreContents, notes: URL) throws
    -> ReportSummary
  {
    let text = commentary(notes)
    let input = ReportInput(
      suite: suite, records: contents.records, notes: text,
      publishedCounts: PublishedNetworks.counts(for: suite.firstCells), version: Bench.version,
      folder: place, lines: contents.lineByID)
    let folder = out.appendingPathComponent(suite.name)
    if let earlier = Self.summary(in: folder), earlier.profile != suite.profile {
      Terminal.err(
        "\(suite.name): the report of profile \(suite.profile) takes the place of that of "
          + "\(earlier.profile); `bench report \(suite.name) --profile \(earlier.profile)` renders it "
          + "again")
    }
    let summary = try renderReport(input, to: folder)
    try renderIndexOfAll()
    return summary
  }

  /// The report of a suite from its records alone, of the profile that they hold most of if none is named. Nil, which is
  /// told, where there are no records of it.
  func renderRecorded(_ file: SuiteFile, profile: Profile?) throws -> ReportSummary? {
    let folder = out.appendingPathComponent(file.name)
    let store = try RecordStore(folder: folder)
    for problem in store.contents.problems { Terminal.err("\(file.name): \(problem)") }
    let plan = try RecordedPlan(file, profile: profile, records: store.contents).plan
    guard !store.contents.isEmpty else {
      Terminal.err(
        "\(file.name): there are no records in \(folder.relativePath); bench run \(file.name) makes them"
      )
      return nil
    }
    guard profile == nil || plan.ids.contains(where: { store.contents.byID[$0] != nil }) else {
      let option = plan.suite.profile.option
      Terminal.err(
        "\(file.name): none of the records in \(folder.relativePath) is of the profile "
          + "\(plan.suite.profile.rawValue); bench run \(file.name)\(option) makes them")
      return nil
    }
    let leftOut = LeftOutRecords(plan, store.contents)
    for sentence in leftOut.reportSentences(command: "bench run \(file.name)") {
      Terminal.err("\(file.name): \(sentence)")
    }
    let summary = try render(plan.description, store.contents, notes: file.notes)
    Self.printSummary(summary, folder: folder, revision: plan.cells.first?.revision)
    return summary
  }

  /// The index shows every suite that has a report here, whoever made it.
  private func renderIndexOfAll() throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: out.path)) ?? []
    let summaries = names.sorted().compactMap {
      Self.summary(in: out.appendingPathComponent($0))
    }
    if !summaries.isEmpty { try renderIndex(summaries, to: out, folder: place) }
  }

  /// A person's words about the suite; nil where there are none, or none that can be read, which is told.
  private func commentary(_ notes: URL) -> String? {
    var status = stat()
    guard lstat(notes.path, &status) == 0 else { return nil }
    let isFile = stat(notes.path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    if isFile, status.st_size <= 65_536,
      let text = try? String(contentsOf: notes, encoding: .utf8)
    {
      return text
    }
    Terminal.err(
      "\(notes.path): expected a text file in UTF-8 of at most 64 kB: the report is without its "
        + "commentary; save it so and run bench report")
    return nil
  }

  private static func summary(in folder: URL) -> ReportSummary? {
    let file = folder.appendingPathComponent("summary.json")
    guard let data = try? InputFile.read(file, upTo: 1 << 26) else { return nil }
    return try? JSONDecoder().decode(ReportSummary.self, from: data)
  }

  /// - Parameter revision: the numeric revision of the cells, which is told where it is not this program's.
  static func printSummary(
    _ summary: ReportSummary, folder: URL, revision: String? = Engine.numericRevision
  ) {
    var text =
      "\(summary.name) (\(summary.profile)): \(Wording.count(summary.finished, "cell")) finished"
    if let revision, revision != Engine.numericRevision {
      text += " with numeric revision \(revision)"
    }
    if summary.failed > 0 { text += ", \(NumberFormat.grouped(summary.failed)) failed" }
    if summary.missing > 0 { text += ", \(NumberFormat.grouped(summary.missing)) without a record" }
    Terminal.out(text)
    for claim in summary.claims {
      Terminal.out("  claim \(claim.status.rawValue): \(claim.claim). \(claim.sentence)")
    }
    Terminal.out("  report: \(folder.appendingPathComponent("index.html").relativePath)")
  }
}

extension ReportSummary {
  /// How a run that led to this report ends; nil where all is well.
  var ending: ExitCode? {
    if finished == 0 || failed > 0 || missing > 0 { return CommandEnding.incomplete }
    return claimsHold ? nil : CommandEnding.claimFails
  }
}

import Foundation
import Records

/// Looks for files that rendering would replace and that this program did not make, in the folder
/// of all reports and in those of the named suites. To be called before anything is trained, so
/// that no hours are lost to a report that cannot be written.
/// - Throws: `ReportError.foreign` with all of them. Nothing is changed.
public func checkReplaceable(reportsOf suites: [String], in directory: URL) throws {
  var files = ForeignFiles()
  files.lookThrough(indexIn: directory)
  for suite in suites { files.lookThrough(reportIn: directory.appending(path: suite)) }
  try files.check()
}

/// Renders a suite's report into `directory`: `README.md`, `index.html`, `summary.json`, `figures/`, `data/`.
///
/// The same input gives the same bytes. Each file appears whole or not at all, the pages last; generated
/// figures and data of an earlier report that this one does not have are deleted. Nothing else in the
/// directory is touched.
/// - Throws: `ReportError` where a file cannot be written, or is not this program's to replace.
@discardableResult
public func renderReport(_ input: ReportInput, to directory: URL) throws -> ReportSummary {
  var foreign = ForeignFiles()
  foreign.lookThrough(reportIn: directory)
  try foreign.check()
  let results = try Results(input)
  let summary = ReportSummary(results)
  let document = SectionCatalog.document(results)
  var files: [String: Data] = [:]
  for rendered in try document.figures.concurrentMap({ try FigureFiles(figure: $0).rendered() }) {
    files.merge(rendered) { _, new in new }
  }
  let writer = DirectoryWriter(directory: directory)
  try writer.write(files)
  try writer.write(PageFormat.files { _ in document })
  try writer.write([GeneratedFile.summary: Data((try JSONValue.canonical(summary) + "\n").utf8)])
  try writer.removeStale(keeping: Set(files.keys))
  return summary
}

/// Renders the index of all suites, `index.html` and `README.md`, into `directory`, beside the suites' folders.
/// - Parameter folder: what commands call `directory`.
/// - Throws: as `renderReport`.
public func renderIndex(
  _ summaries: [ReportSummary], to directory: URL, folder: ReportsFolder = .standard
) throws {
  var foreign = ForeignFiles()
  foreign.lookThrough(indexIn: directory)
  try foreign.check()
  let sorted = summaries.sorted { $0.name < $1.name }
  try DirectoryWriter(directory: directory).write(
    PageFormat.files { IndexPage(summaries: sorted, format: $0, folder: folder).document })
}

/// Writes files whole and leaves unchanged ones alone.
struct DirectoryWriter {
  let directory: URL

  func write(_ files: [String: Data]) throws {
    for path in files.keys.sorted() {
      let url = directory.appending(path: path)
      do {
        if let old = try? Data(contentsOf: url), old == files[path] { continue }
        try FileManager.default.createDirectory(
          at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try files[path]!.write(to: url, options: .atomic)
      } catch {
        throw ReportError.writing(path: url.path, reason: error.systemReason)
      }
    }
  }

  /// Deletes the figures and tables of earlier reports, except those in `keeping`. A person's file
  /// stays, whatever its name.
  func removeStale(keeping: Set<String>) throws {
    for folder in GeneratedFile.folders.keys.sorted() {
      let url = directory.appending(path: folder)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
      for name in names.sorted() {
        let file = GeneratedFile(path: "\(folder)/\(name)")
        let place = url.appending(path: name)
        guard file.hasPlaceInReport, !keeping.contains(file.path), FileKind(place) == .file,
          let bytes = try? Data(contentsOf: place), file.isOurs(bytes)
        else { continue }
        do {
          try FileManager.default.removeItem(at: place)
        } catch {
          throw ReportError.writing(path: place.path, reason: error.systemReason)
        }
      }
    }
  }
}

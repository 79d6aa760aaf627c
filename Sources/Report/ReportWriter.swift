import Foundation
import Records

/// Renders a suite's report into `directory`: `README.md`, `index.html`, `summary.json`, `figures/`, `data/`.
///
/// The same input gives the same bytes. Each file appears whole or not at all, the pages last; generated
/// figures and data of an earlier report that this one does not have are deleted. Nothing else in the
/// directory is touched.
/// - Throws: `ReportError` where a file cannot be written.
@discardableResult
public func renderReport(_ input: ReportInput, to directory: URL) throws -> ReportSummary {
  let results = try Results(input)
  let summary = ReportSummary(results)
  let document = SectionCatalog.document(results)
  var files: [String: Data] = [:]
  for figure in document.figures {
    files.merge(try FigureFiles(figure: figure).rendered()) { _, new in new }
  }
  let writer = DirectoryWriter(directory: directory)
  try writer.write(files)
  try writer.write([
    "README.md": Data(MarkdownRenderer().render(document).utf8),
    "index.html": Data(HTMLRenderer().render(document).utf8),
    "summary.json": Data((try JSONValue.canonical(summary) + "\n").utf8),
  ])
  try writer.removeStale(["figures": ["svg", "png"], "data": ["csv"]], keeping: Set(files.keys))
  return summary
}

/// Renders the index of all suites, `index.html` and `README.md`, into `directory`, beside the suites' folders.
public func renderIndex(_ summaries: [ReportSummary], to directory: URL) throws {
  let sorted = summaries.sorted { $0.name < $1.name }
  func document(_ page: String) -> ReportDocument {
    IndexPage(summaries: sorted, page: page).document
  }
  try DirectoryWriter(directory: directory).write([
    "README.md": Data(MarkdownRenderer().render(document("README.md")).utf8),
    "index.html": Data(HTMLRenderer().render(document("index.html")).utf8),
  ])
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
        throw ReportError.writing(path: url.path, reason: error.localizedDescription)
      }
    }
  }

  /// Deletes files with the given extensions in the given folders, except those in `keeping`.
  func removeStale(_ folders: [String: Set<String>], keeping: Set<String>) throws {
    for (folder, extensions) in folders {
      let url = directory.appending(path: folder)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
      for name in names.sorted() {
        let suffix = name.split(separator: ".").last.map(String.init) ?? ""
        guard extensions.contains(suffix), !keeping.contains("\(folder)/\(name)") else { continue }
        do {
          try FileManager.default.removeItem(at: url.appending(path: name))
        } catch {
          throw ReportError.writing(path: url.path, reason: error.localizedDescription)
        }
      }
    }
  }
}

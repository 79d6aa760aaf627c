import Foundation
import Records
import Testing

@testable import Report

/// A directory that disappears with the test, unless `REPORT_PREVIEW` names one to look at.
func withReportDirectory(_ name: String, _ body: (URL) throws -> Void) throws {
  if let preview = ProcessInfo.processInfo.environment["REPORT_PREVIEW"] {
    return try body(URL(filePath: preview).appending(path: name))
  }
  let url = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  defer { try? FileManager.default.removeItem(at: url) }
  try body(url)
}

@Suite struct RenderingTests {
  @Test func aWholeReportIsWrittenAndLinksOnlyToItsFiles() throws {
    try withReportDirectory("dense") { directory in
      var input = SimulatedSuite().input
      input.notes =
        "# A remark\n\nThe *normals* head of `split` is **narrow**; see [docs](https://example.org/a).\n\n- one\n- two\n"
      input.publishedCounts = [
        PublishedCount(
          label: "mtan, 13 classes", published: 44_229_076, measured: 44_229_076,
          source: "lorenmt/mtan"),
        PublishedCount(
          label: "split, 13 classes", published: 25_055_188, measured: 25_055_187,
          source: "lorenmt/mtan"),
      ]
      let summary = try renderReport(input, to: directory)
      #expect(summary.finished == input.records.count)
      let markdown = try String(contentsOf: directory.appending(path: "README.md"), encoding: .utf8)
      let html = try String(contentsOf: directory.appending(path: "index.html"), encoding: .utf8)
      for text in [markdown, html] {
        for match in text.matches(
          of: /(?:src|srcset|href)="((?:figures|data)\/[^"]+)"|\]\(((?:figures|data)\/[^)]+)\)/)
        {
          let path = String(match.1 ?? match.2!)
          #expect(
            FileManager.default.fileExists(atPath: directory.appending(path: path).path), "\(path)")
        }
      }
      try renderIndex(
        [summary],
        to: directory.deletingLastPathComponent().appending(
          path: directory.lastPathComponent + "-index"))
      try? FileManager.default.removeItem(
        at: directory.deletingLastPathComponent().appending(
          path: directory.lastPathComponent + "-index-none"))
    }
  }
}

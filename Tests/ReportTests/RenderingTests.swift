import Foundation
import FoundationXML
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
      try renderIndex([summary], to: directory.appending(path: "index"))
    }
  }

  @Test func theSameInputGivesTheSameBytesInAnyOrder() throws {
    var suite = SimulatedSuite()
    suite.weightings = [Choice("equal"), Choice("pcgrad")]
    suite.epochs = 3
    let input = suite.input
    var shuffled = input
    shuffled.records.reverse()
    try withReportDirectory("bytes") { directory in
      let pair = ["a", "b"].map { directory.appending(path: $0) }
      try renderReport(input, to: pair[0])
      try renderReport(shuffled, to: pair[1])
      let files = try FileManager.default.subpathsOfDirectory(atPath: pair[0].path).sorted()
      #expect(
        files == (try FileManager.default.subpathsOfDirectory(atPath: pair[1].path).sorted()))
      for file in files where file.contains(".") {
        let bytes = try pair.map { try Data(contentsOf: $0.appending(path: file)) }
        #expect(bytes[0] == bytes[1], "\(file)")
      }
    }
  }

  @Test func staleFiguresGoAndEverythingElseStays() throws {
    var suite = SimulatedSuite()
    suite.weightings = [Choice("equal")]
    suite.epochs = 2
    suite.pictures = false
    try withReportDirectory("stale") { directory in
      try renderReport(suite.input, to: directory)
      func url(_ name: String) -> URL { directory.appending(path: name) }
      // Of a figure that the report had once; and a person's files beside it.
      for suffix in ["figures/forest%.svg", "figures/forest%.png", "data/forest%.csv"] {
        let bytes = try Data(contentsOf: url(suffix.replacing("%", with: "")))
        try bytes.write(to: url(suffix.replacing("%", with: "-7")))
      }
      let others = [
        "figures/mine.svg", "figures/mine.png", "data/mine.csv", "data/keep.txt", "records.jsonl",
      ]
      for name in others { try Data("x".utf8).write(to: url(name)) }
      try renderReport(suite.input, to: directory)
      func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url(name).path) }
      #expect(!exists("figures/forest-7.svg") && !exists("figures/forest-7.png"))
      #expect(!exists("data/forest-7.csv"))
      #expect(others.allSatisfy(exists) && exists("figures/forest.svg"))
    }
  }

  @Test func aDirectoryThatCannotBeWrittenIsNamed() throws {
    try withReportDirectory("blocked") { directory in
      try FileManager.default.createDirectory(
        at: directory.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("a file".utf8).write(to: directory)
      #expect(throws: ReportError.self) {
        try renderReport(SimulatedSuite(seeds: [1], pictures: false).input, to: directory)
      }
    }
  }

  @Test func everyDrawingIsWellFormedWithUniqueIds() throws {
    let document = SectionCatalog.document(try Results(SimulatedSuite().input))
    #expect(Set(document.figures.map(\.id)).count == document.figures.count)
    var ids: [String] = []
    for figure in document.figures where !figure.isRaster {
      let svg = FigureFiles(figure: figure).inline()
      let parser = XMLParser(data: Data(svg.utf8))
      #expect(parser.parse(), "\(figure.id): \(String(describing: parser.parserError))")
      ids += svg.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
      #expect(svg.contains("role=\"img\"") && svg.contains("<desc"))
    }
    #expect(Set(ids).count == ids.count)
  }

  /// Commands that are copied from a report work on its records, wherever these lie.
  @Test(arguments: [
    (ReportsFolder.standard, ""), (.relative("../smoke"), " --out ../smoke"),
    (.relative("it's mine"), " --out 'it'\\''s mine'"), (.unnamed, " --out DIR"),
  ])
  func commandsNameTheFolder(folder: ReportsFolder, option: String) throws {
    var input = SimulatedSuite(seeds: [1], pictures: false).input
    input.folder = folder
    let results = try Results(input)
    #expect(try results.digest == Results(SimulatedSuite(seeds: [1], pictures: false).input).digest)
    let page = HTMLRenderer().render(SectionCatalog.document(results))
    let commands = page.matches(of: /swift run bench (\w+)[^\n`<]*?(?= &amp;&amp;|\n|`|<)/)
    #expect(Set(commands.map { String($0.1) }) == ["run", "report", "verify", "repro"])
    #expect(
      commands.allSatisfy { $0.0.hasSuffix(option) && ($0.0.contains("--out") != option.isEmpty) })
    #expect(page.contains("DIR is the folder") == (folder == .unnamed))
    let index = IndexPage(summaries: [ReportSummary(results)], format: .html, folder: folder)
    #expect(index.document.command == "swift run bench report" + option)
  }

  /// Headings of an index are links' ends, and people tell suites by them.
  @Test func suitesOfOneTitleHaveHeadingsOfTheirOwn() throws {
    let summary = ReportSummary(try Results(SimulatedSuite(seeds: [1], pictures: false).input))
    let named = [("a", "One title"), ("b", "one title"), ("c", "Another"), ("d", "Reports")].map {
      (name, title) -> ReportSummary in
      var copy = summary
      (copy.name, copy.title) = (name, title)
      return copy
    }
    let page = IndexPage(summaries: named, format: .markdown, folder: .standard).document
    #expect(
      page.parts.map(\.title) == [
        "", "One title (a)", "one title (b)", "Another", "Reports (d)",
      ])
    let anchors = ([page.title] + page.parts.map(\.title)).map(MarkdownRenderer.anchor)
    #expect(Set(anchors).count == anchors.count)
  }

  /// Every section has its place in a page, and every one of a report that has everything says something.
  @Test func everySectionSaysSomething() throws {
    let sections = SectionCatalog.all
    #expect(Set(sections.map(\.id)).count == sections.count)
    #expect(Set(sections.map { MarkdownRenderer.anchor($0.title) }).count == sections.count)
    var suite = SimulatedSuite()
    suite.scaleEffects = ["equal": -6, "pcgrad": 0]
    suite.epochs = 3
    var input = suite.input
    input.publishedCounts = [PublishedCount(label: "a", published: 1, measured: 1, source: "b")]
    let candidates = suite.cells.filter {
      $0.seed == 1 && $0.tasks.count > 1 && $0.lossScales.isEmpty
    }
    input.suite.tuned = [
      TunedArm(
        weighting: candidates[0].weighting, candidates: Array(candidates.prefix(1)),
        seeds: suite.seeds)
    ]
    let document = SectionCatalog.document(try Results(input))
    // Charts of single comparisons leave the overview where there are many.
    var many = suite.underConditions()
    many.suite.conditions?.append(Condition(name: "other unit", lossScales: ["depth": 10]))
    let compared = SectionCatalog.document(try Results(many))
    #expect(!document.parts.contains { $0.id == "charts" })
    let overview = compared.parts[0].blocks.filter { if case .figure = $0 { true } else { false } }
    #expect(overview.count == 1)
    for section in sections {
      #expect(
        (document.parts + compared.parts).contains { $0.id == section.id }, "\(section.id)")
    }
  }
}

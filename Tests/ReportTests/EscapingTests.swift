import Foundation
import FoundationXML
import Records
import Testing

@testable import Report

/// What people and data sets write is shown, and nothing of it is obeyed, in every format.
@Suite struct EscapingTests {
  static let override = "safe \u{202E}gnp.exe"
  static let nasty = [
    override, "\u{2067}isolate", "mark\u{200F}\u{200E}\u{061C}", "\u{202A}a\u{202B}b\u{202C}",
    "bell\u{7}, escape \u{1B}[31m, nul\u{0}, \u{85}\u{9B}",
    "line\r\nends\rof\u{2028}all\u{2029}kinds",
    "$x$ and $$y$$", "*a* _b_ ~~c~~ `d` \\e", "| a | b |", "<script>alert(1)</script>",
    "a\" onload=\"x",
    "[link](javascript:alert(1))", "[x]: javascript:alert(1)", "![i](data:text/html,x)",
    "# heading",
    "- item", "+ item", "12. item", "3) item", "---", "===", "> quote", "    code", "```",
    "--> <b>",
    "@someone", ":smile:", "&amp; &#106;", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "שלום abc עולם",
  ]

  static let controls = Set(
    (0..<0x20).map { Unicode.Scalar(UInt8($0)) } + (0x7F..<0xA0).map { Unicode.Scalar(UInt8($0)) }
      + "\u{61C}\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}"
      .unicodeScalars
  ).subtracting(["\n", "\t"])

  private func document(_ text: String) -> ReportDocument {
    let table = Table(
      caption: text, columns: [.init(title: text), .init(title: "b")],
      rows: [Table.Row(cells: [Table.Cell(text), Table.Cell(Prose.code(text))], arm: text)])
    let badge = Badge(shape: text, word: text)
    let claim = ClaimResult(status: .holds, claim: text, verdict: text, shape: text, sentence: text)
    let blocks: [Block] = [
      .heading(3, text, id: "h"), .paragraph(Prose(text)), .list([Prose(text), .strong(text)]),
      .table(table), .note(.warning, Prose(text)), .code(text), .badges([badge]), .claims([claim]),
      .commentary(text), .details(summary: text, [.paragraph(.link(text, to: "a b(c)"))]),
    ]
    return ReportDocument(
      title: text, lead: text, parts: [.init(title: text, id: "x", blocks: blocks)], digest: "0",
      command: "swift run bench report \(text)")
  }

  private func svg(_ text: String) -> String {
    let canvas = SVGCanvas(
      size: Size(width: 9, height: 9), id: "a", title: text, summary: text,
      palette: .fixed(background: Colour(0)))
    canvas.grouped(text) {
      canvas.text(text, at: Point(x: 0, y: 0), TextStyle(colour: Colour(0)))
    }
    return canvas.document()
  }

  private func formats(_ text: String) -> [String] {
    let document = document(text)
    return [
      MarkdownRenderer().render(document), HTMLRenderer().render(document), svg(text),
      DataTable(columns: [text], rows: [[.text(text)]]).csv, visibleText(text),
    ]
  }

  @Test(arguments: nasty) func noFormatHoldsAControl(text: String) {
    for format in formats(text) {
      #expect(!format.unicodeScalars.contains(where: Self.controls.contains))
    }
  }

  @Test(arguments: nasty) func pagesAndDrawingsStayWellFormed(text: String) throws {
    let parser = XMLParser(data: Data(svg(text).utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    let html = HTMLRenderer().render(document(text))
    #expect(html.components(separatedBy: "<script>").count == 2)
    #expect(!html.contains("onload=\"x\""))
    #expect(!html.contains("href=\"javascript") && !html.contains("src=\"data:text"))
    // One comment, closed where it should be.
    #expect(html.components(separatedBy: "-->").count == 2)
    #expect(try #require(html.split(separator: "\n").dropFirst().first).hasSuffix("-->"))
    let markdown = MarkdownRenderer().render(document(text))
    #expect(try #require(markdown.split(separator: "\n").first).hasSuffix(" sha256 0 -->"))
    // Code is shown as it is; elsewhere nothing is a tag.
    let prose = markdown.split(separator: "\n").filter { !$0.contains("`<script") && $0 != text }
    #expect(!prose.contains { $0.contains("<script>") })
  }

  @Test(arguments: [
    ("$x$", "<span>\\$</span>x<span>\\$</span>"), ("a|b", "a\\|b"), ("<b>&", "&lt;b&gt;&amp;"),
    ("`a`", "\\`a\\`"), ("*a* _b_ ~c~", "\\*a\\* \\_b\\_ \\~c\\~"), ("[a](b)", "\\[a\\](b)"),
    ("[^1] [x]", "\\[^1\\] \\[x\\]"),
    ("Δp [−1.4, +0.2]; [0, 1](x)", "Δp [−1.4, +0.2]; \\[0, 1\\](x)"),
    ("# a", "\\# a"), ("- a", "\\- a"), ("  + a", " \\+ a"), (" (baseline)", " (baseline)"),
    ("=== ", "\\=== "), ("1. a", "1\\. a"),
    ("7) a", "7\\) a"), ("+2.2", "+2.2"), ("---", "\\---"), ("Δp [95 %]", "Δp [95 %]"),
    ("0.5 of 12", "0.5 of 12"), ("a - b", "a - b"), ("a\\b", "a\\\\b"),
    ("@me a@b.c", "<span>@</span>me a<span>@</span>b.c"), (":tada: a:b", "<span>:</span>tada: a:b"),
    ("a\nb", "a b"), ("ok שלום.", "ok <span dir=\"auto\">שלום</span>."),
    ("a\u{202E}b", "a\u{FFFD}b"),
  ])
  func markdown(text: String, expected: String) {
    #expect(MarkdownText.escaped(text) == expected)
  }

  @Test func codeIsNotLeftEarly() {
    #expect(MarkdownText.code("a`b``c") == "```a`b``c```")
    #expect(MarkdownText.code("`a") == "`` `a ``")
    #expect(MarkdownText.code("a|b", inTable: true) == "`a\\|b`")
    #expect(MarkdownText.codeBlock("a\n```\nb", language: "sh") == "````sh\na\n```\nb\n````")
  }

  @Test(arguments: [
    ("=1+1", "\"'=1+1\""), ("+a", "\"'+a\""), ("-1", "\"'-1\""), ("@a", "\"'@a\""),
    ("＝1", "\"'＝1\""), ("a=1", "a=1"), ("\u{202E}x", "\u{FFFD}x"), ("a\r\nb", "\"a\nb\""),
  ])
  func spreadsheetsSeeText(text: String, expected: String) {
    let table = DataTable(columns: ["a"], rows: [[.text(text)], [.number(-1.5, "−1.5")]])
    #expect(table.csv == "a\n\(expected)\n-1.5\n")
  }

  @Test func whatIsHiddenIsSeen() {
    #expect(visibleText("a\u{1B}[2Jb\u{202E}c\r\nd\u{FFFF}") == "a\u{FFFD}[2Jb\u{FFFD}c\nd\u{FFFD}")
    #expect(visibleText("Δp −0.6 %\t“x” 👩‍🔬") == "Δp −0.6 %\t“x” 👩‍🔬")
  }

  @Test func rightToLeftTextIsIsolated() {
    let html = HTMLRenderer().render(document("a שלום b"))
    #expect(html.contains("<h1>a <bdi>שלום</bdi> b</h1>"))
    #expect(html.contains("<title>a שלום b</title>"))
    #expect(html.contains("<p dir=\"auto\">"))
  }

  /// A report whose every free text is hostile, from end to end.
  @Test func aHostileSuite() throws {
    var suite = SimulatedSuite()
    (suite.seeds, suite.weightings, suite.epochs) = ([1], [Choice("equal")], 2)
    for text in [Self.override, "<script>alert(1)</script>", "$x$\u{1B}[2J"] {
      var input = suite.input
      input.suite.title = text
      input.suite.question = text
      input.suite.profile = text
      input.suite.command = text
      input.notes = text
      input.version = text
      input.publishedCounts = [
        PublishedCount(label: text, published: 1, measured: 2, source: text)
      ]
      for index in input.records.indices {
        input.records[index].provenance.processor = text
        guard case .finished(var value) = input.records[index].outcome else { continue }
        for frame in value.pictures.indices { value.pictures[frame].frame = text }
        input.records[index].outcome = .finished(value)
      }
      input.records[0].outcome = .failed(Failure(reason: .crashed, message: text))
      try withReportDirectory("hostile") { directory in
        let summary = try renderReport(input, to: directory)
        try renderIndex([summary], to: directory.appending(path: "index"))
        for path in try FileManager.default.subpathsOfDirectory(atPath: directory.path) {
          guard ["md", "html", "svg", "csv"].contains(path.split(separator: ".").last) else {
            continue
          }
          let page = try String(contentsOf: directory.appending(path: path), encoding: .utf8)
          #expect(!page.unicodeScalars.contains(where: Self.controls.contains), "\(path)")
          if !path.hasSuffix(".csv") {
            #expect(!page.contains("<script>alert") || page.contains("```sh"), "\(path)")
          }
          if path.hasSuffix(".md") { #expect(!page.contains("# $x$"), "\(path)") }
        }
      }
    }
  }
}

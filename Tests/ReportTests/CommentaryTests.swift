import Testing

@testable import Report

/// A person's notes: links lead to the web or into the report, and nothing else is more than text.
@Suite struct CommentaryTests {
  static let unsafe = [
    "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "vbscript:x",
    "file:///etc/passwd",
    "//host/x", "/\\host", "\\\\host", "/etc/passwd", "java\\script:x", "&#106;avascript:alert(1)",
    "javascript&colon;alert(1)", "java&Tab;script:x", "%6aavascript:x", "&sol;/host",
    "<javascript:x>", "x:y",
    "ftp://host", "http://", "https://", "mailto:",
  ]
  static let safe = [
    "https://example.org/a?b=c&d", "HTTP://example.org", "mailto:a@b.c", "figures/forest.svg",
    "#ranking",
    "../../docs/METHODOLOGY.md", "data/größe.csv", "a//b", "?q",
  ]

  @Test(arguments: unsafe) func unsafeLinksAreText(destination: String) {
    #expect(!SafeLink.allows(destination))
    let inline = "see [x](\(destination)) there"
    let html = CommentaryRenderer().html(inline)
    #expect(!html.contains("<a ") && html.contains("[x]("))
    #expect(CommentaryMarkdown(inline).markdown.hasPrefix("see [x\\]("))
    for definition in ["[x]: \(destination)", "> [x]:  \(destination) 'title'"] {
      #expect(CommentaryMarkdown(definition).markdown.contains("[x\\]:"))
    }
    #expect(CommentaryMarkdown("![x](  \(destination) )").markdown.hasPrefix("![x\\]("))
  }

  @Test(arguments: safe) func safeLinksLead(destination: String) {
    #expect(SafeLink.allows(destination))
    #expect(
      CommentaryRenderer().html("[x](\(destination))")
        .contains("<a href=\"\(escapedXML(destination))\">x</a>"))
    #expect(CommentaryMarkdown("[x](\(destination))").markdown == "[x](\(destination))")
    #expect(CommentaryMarkdown("[x]: \(destination)").markdown == "[x]: \(destination)")
  }

  @Test(arguments: [
    ("a <b>x</b> <!-- y -->", "a &lt;b>x&lt;/b> &lt;!-- y -->"),
    ("<javascript:alert(1)>", "&lt;javascript:alert(1)>"), ("\\<b>", "&lt;b>"),
    ("[a\n](\njavascript:x)", "[a\n\\](\njavascript:x)"),
    ("[a]:\njavascript:x", "[a\\]:\njavascript:x"),
    ("`a < b` and <i>", "`a < b` and &lt;i>"), ("``a ` <b>`` <i>", "``a ` <b>`` &lt;i>"),
    ("`[x](javascript:y)`", "`[x](javascript:y)`"),
    ("```sh\na <b> $x\n```\n<i>", "```sh\na <b> $x\n```\n&lt;i>"),
    // An open block of code would swallow the rest of the page.
    ("~~~~\n<b>", "~~~~\n<b>\n~~~~"),
    ("$x$", "<span>\\$</span>x<span>\\$</span>"),
    // Code that GitHub may not see as code: a partner on another line, a table's cell, a fence in a
    // list.
    ("`a\nb` <script> `c", "`a\nb` &lt;script> `c"), ("a `x | <b>` y", "a `x | &lt;b>` y"),
    ("- a\n  ```\n\n<b>\n```\n", "- a\n  ```\n\n&lt;b>\n```"),
    ("| a | b |\n|---|---|\n| 1 | *2* |", "| a | b |\n|---|---|\n| 1 | *2* |"),
    ("1. one\n   - two\n> three", "1. one\n   - two\n> three"), ("a\u{202E}b", "a\u{FFFD}b"),
  ])
  func markdown(notes: String, expected: String) {
    #expect(CommentaryMarkdown(notes).markdown == expected)
  }

  @Test func rawHTMLIsTextInThePage() {
    let html = CommentaryRenderer().html("<img src=x onerror=alert(1)> [a](https://b.c\"onx=\"y)")
    #expect(!html.contains("<img") && !html.contains("\"onx"))
  }
}

import CCMark
import Foundation
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
    #expect(Commentary(inline).html.contains("[x]("))
    #expect(Commentary(inline).markdown.hasPrefix("see \\[x\\]("))
    let ways = [
      inline, "![x](  \(destination) )", "[x]\n\n[x]: \(destination)",
      "> [x][y]\n\n> [Y]:  \(destination) 'title'", "| a |\n|---|\n| [x](\(destination)) |",
      "**[*x*](\(destination) \"title\")**", "[![x](\(destination))](\(destination))",
    ]
    for way in ways {
      let commentary = Commentary(way)
      #expect(commentary.html.contains("x"))
      #expect(!commentary.html.contains("<a ") && !commentary.html.contains("<img"), "\(way)")
      #expect(Read(commentary.markdown).addresses.isEmpty, "\(way)")
    }
  }

  @Test(arguments: safe) func safeLinksLead(destination: String) throws {
    #expect(SafeLink.allows(destination))
    for way in ["[x](\(destination))", "[x]\n\n[x]: \(destination)"] {
      let html = try #require(Commentary(way).html.removingPercentEncoding)
      #expect(html == "<p><a href=\"\(escapedXML(destination))\">x</a></p>")
      #expect(Commentary(way).markdown == "[x](\(destination))")
    }
  }

  @Test func picturesComeFromTheReportAlone() {
    #expect(
      Commentary("![a b](figures/c.svg)").html.contains("<img src=\"figures/c.svg\" alt=\"a b\""))
    #expect(Commentary("![a b](figures/c.svg)").markdown == "![a b](figures/c.svg)")
    // A page reaches for no other machine; its reader may.
    let remote = Commentary("![a b](https://c.d/e.png)")
    #expect(remote.html == "<p><a href=\"https://c.d/e.png\">a b</a></p>")
    #expect(remote.markdown == "[a b](https://c.d/e.png)")
    #expect(
      Commentary("[![a](https://c.d/e.png)](https://f.g)").markdown == "[a](https://f.g)")
  }

  @Test(arguments: [
    ("a <b>x</b> <!-- y -->", "a \\<b\\>x\\</b\\> \\<\\!-- y --\\>"),
    ("<javascript:alert(1)>", "\\[javascript:alert(1)\\](javascript:alert(1))"),
    ("\\<b>", "\\<b\\>"), ("&lt;b&gt; &amp;lt;", "\\<b\\> &amp;lt;"),
    ("see https://a.org/x?a=1&b=2", "see https://a.org/x?a=1&amp;b=2"),
    ("<div>\n  <b onclick=x>\n</div>\n\nc", "\\<div\\>\n\\<b onclick=x\\>\n\\</div\\>\n\nc"),
    ("`a < b` and <i>", "`a < b` and \\<i\\>"), ("``a ` <b>`` <i>", "``a ` <b>`` \\<i\\>"),
    ("`[x](javascript:y)`", "`[x](javascript:y)`"),
    ("```sh\na <b> $x\n```\n<i>", "``` sh\na <b> $x\n```\n\n\\<i\\>"),
    // An open block of code would swallow the rest of the page.
    ("~~~~x\n<b>", "``` x\n<b>\n```"),
    ("$x$", "<span>\\$</span>x<span>\\$</span>"), ("\\$", "<span>\\$</span>"),
    // A backtick's partner may be on another line, and no cell of a table ends in code.
    ("`a\nb` <script> `c", "`a b` \\<script\\> \\`c"),
    ("|a|\n|-|\n|`x \\| <b>`|", "| a |\n| --- |\n| `x \\| <b>` |"),
    (
      "- a\n  ```x\n  b\n\n<b>\n```\n",
      "  - a\n    ``` x\n    b\n    \n    ```\n\n\\<b\\>\n\\`\\`\\`"
    ),
    ("| a | b |\n|---|--:|\n| 1 | *2* |", "| a | b |\n| --- | --: |\n| 1 | *2* |"),
    ("3. one\n   - two\n> three", "3.  one\n      - two\n\n> three"),
    ("a | b\n-- | --\n1 | 2", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
    ("a\u{202E}b", "a\u{FFFD}b"), ("~~a~~ \\~\\~b\\~\\~", "~~a~~ \\~\\~b\\~\\~"),
    ("# a\n## b $\n### c\n#### d", "#### a\n\n##### b <span>\\$</span>\n\n###### c\n\n###### d"),
    ("a\n===\n", "#### a"), ("@me #1 :tada:", "@me \\#1 :tada:"),
  ])
  func markdown(notes: String, expected: String) {
    #expect(Commentary(notes).markdown == expected)
  }

  @Test(arguments: [
    ("| a | b |\n|---|--:|\n| 1 | *2* |", "<td>1</td>\n<td align=\"right\"><em>2</em></td>"),
    ("3. one\n4. two", "<ol start=\"3\">\n<li>one</li>\n<li>two</li>\n</ol>"),
    ("a  \nb\nc", "<p>a<br />\nb c</p>"), ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
    ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"), ("#### d", "<h6>d</h6>"),
    ("<div>\n  <b onclick=x>\n</div>", "<p>&lt;div&gt; &lt;b onclick=x&gt; &lt;/div&gt;</p>"),
    ("# שלום", "<h4 dir=\"auto\">שלום</h4>"), ("- א\n- b", "<li dir=\"auto\">א</li>"),
  ])
  func html(notes: String, expected: String) {
    #expect(Commentary(notes).html.contains(expected))
  }

  @Test func rawHTMLIsTextInThePage() {
    let html = Commentary("<img src=x onerror=alert(1)> [a](https://b.c\"onx=\"y)").html
    #expect(!html.contains("<img") && !html.contains("\"onx"))
  }

  /// What a reader of the Markdown page sees is what a reader of the other page sees.
  @Test(arguments: [
    "a *b* **c** ~~d~~ `e` [f](g \"h\") ![i](j)", "- a\n\n  b\n- c\n  1. d\n  2. e",
    "> a\n> > b\n\n---\n\nc\\\nd", "```x\n$y$ <z>\n```\n\n    w  v\n",
    "|a|b|\n|:-|-:|\n|`x\\|y`|\\||",
    "1\\. a\n\n\\- b\n\n\\# c\n\n\\+ d\n\n\\=== e\n\n\\> f", "a | b\n\\- | -\nc",
    "a\n\\---\nb\n\\===",
    "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\![f](g) \\~\\~h\\~\\~ &amp;lt; &copy;", "a * b_c_d 2 * 3",
    "x&#10;- y", "[a]: b\n\n\\[a\\]", "*a*b **c**d _e_\n", "``a`b`` `` `c` ``", "&#35; a",
    "&nbsp;a",
  ])
  func bothPagesSayTheSame(notes: String) {
    let commentary = Commentary(notes)
    let read = MarkdownTree(commentary.markdown).html.trimmingCharacters(in: .newlines)
    #expect(read == commentary.html)
  }

  /// However notes are put together, neither page holds a tag, a link or a heading that they may not have.
  @Test func nothingThatIsPutTogetherDoesHarm() throws {
    let pieces =
      EscapingTests.nasty + Self.unsafe.map { "[x](\($0))" } + Self.safe.map { "![y](\($0))" } + [
        "<", ">", "[", "]", "](", "`", "``", "```", "~~~", "\n", "\n\n", "  ", "    ", "- ", "1. ",
        "> ", "|", "\n|-|-|\n", "*", "**", "_", "~~", "\\", "&", "$", "<b>", "<!--", "-->",
        "<script>", "</script>", "<![CDATA[", "<?", "\"", "#", "=", "]: javascript:x", "<a href=x>",
        "\t", "&lt;", "&#60;", "://",
      ]
    var random = SplitMix64(7)
    for _ in 0..<3000 {
      let count = 1 + Int(random.next() % 9)
      let notes = (0..<count).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }
        .joined()
      let commentary = Commentary(notes)
      let read = Read(commentary.markdown)
      try #require(read.tags.isSubset(of: ["<span>", "</span>", "<!-- end list -->"]), "\(notes)")
      try #require(read.addresses.allSatisfy(SafeLink.allows), "\(notes)")
      try #require(read.levels.allSatisfy { $0 >= 4 }, "\(notes)")
      for tag in commentary.html.matches(of: /<\/?([^\s>]*)[^>]*>/) {
        try #require(Self.tags.contains(String(tag.1)), "\(notes)")
      }
      for link in commentary.html.matches(of: /(?:href|src)="([^"]*)"/) {
        let address = try #require(String(link.1).removingPercentEncoding)
        try #require(SafeLink.allows(address.replacing("&amp;", with: "&")), "\(notes)")
      }
    }
  }

  static let tags: Set<String> = [
    "p", "ul", "ol", "li", "h4", "h5", "h6", "code", "pre", "em", "strong", "del", "a", "img", "br",
    "blockquote", "table", "thead", "tbody", "tr", "th", "td", "hr",
  ]
}

/// What GitHub finds in a Markdown page.
private struct Read {
  var tags: Set<String> = []
  var addresses: [String] = []
  var levels: [Int32] = []

  init(_ markdown: String) {
    let tree = MarkdownTree(markdown)
    for node in tree.nodes {
      switch cmark_node_get_type(node) {
      case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE:
        tags.insert(MarkdownTree.literal(node).trimmingCharacters(in: .newlines))
      case CMARK_NODE_LINK, CMARK_NODE_IMAGE: addresses.append(MarkdownTree.address(node))
      case CMARK_NODE_HEADING: levels.append(cmark_node_get_heading_level(node))
      default: break
      }
    }
  }
}

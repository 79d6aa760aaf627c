import Foundation

/// Blocks as GitHub's Markdown: relative links, `<picture>` for light and dark, no style or script.
struct MarkdownRenderer {
  func render(_ document: ReportDocument) -> String {
    var out = [
      generatedComment(document),
      "# \(text(document.title))",
    ]
    if !document.lead.isEmpty { out.append("*\(text(document.lead))*") }
    let titled = document.parts.filter { !$0.title.isEmpty }
    for part in document.parts {
      if !part.title.isEmpty { out.append("## \(text(part.title))") }
      out += part.blocks.map(block)
      if part.title.isEmpty, titled.count > 1 {
        let links = titled.map { "[\(text($0.title))](#\(Self.anchor($0.title)))" }
        out.append("**Contents:** " + links.joined(separator: " · "))
      }
    }
    return out.joined(separator: "\n\n") + "\n"
  }

  private func block(_ block: Block) -> String {
    switch block {
    case .heading(let level, let title, _): String(repeating: "#", count: level) + " " + text(title)
    case .paragraph(let value): prose(value)
    case .list(let items): items.map { "- " + prose($0) }.joined(separator: "\n")
    case .table(let value): table(value)
    case .figure(let value): figure(value)
    case .note(let kind, let value):
      "> [!\(kind == .warning ? "WARNING" : "NOTE")]\n> " + prose(value)
    case .code(let value): MarkdownText.codeBlock(value, language: "sh")
    case .badges(let badges):
      badges.map { "**\(text($0.shape)) \(text($0.word))**" }.joined(separator: " · ")
    case .claims(let claims): claims.map(claim).joined(separator: "\n")
    case .commentary(let value): Commentary(value).markdown
    case .details(let summary, let blocks):
      "<details>\n<summary>\(raw(summary))</summary>\n\n"
        + blocks.map(self.block).joined(separator: "\n\n") + "\n\n</details>"
    }
  }

  private func claim(_ claim: ClaimResult) -> String {
    "- **\(text(claim.shape)) \(text(claim.verdict))** — \(text(claim.sentence))"
      + " *Claim: \(text(claim.claim)): \(claim.status.phrase).*"
  }

  private func figure(_ figure: Figure) -> String {
    let kind = figure.isRaster ? "png" : "svg"
    let name = { (theme: Theme) in "figures/\(FigureFiles.name(figure.id, theme))" }
    let picture = """
      <picture>
        <source media="(prefers-color-scheme: dark)" srcset="\(name(.dark)).\(kind)">
        <source media="(prefers-color-scheme: light)" srcset="\(name(.light)).\(kind)">
        <img src="\(name(.light)).png" width="\(Int(figure.size.width))" alt="\(attribute(figure.finding))">
      </picture>
      """
    let path = "data/\(figure.id).csv"
    var out = "**\(text(figure.title)).** \(text(figure.finding))\n\n\(picture)\n\n"
    out += "*How to read this:* \(text(figure.howToRead)) [\(figure.data.linkText)](\(path))"
    guard figure.data.isShort else { return out }
    return out + "\n\n"
      + block(.details(summary: "The same data as a table", [.table(figure.data.table)]))
  }

  private func table(_ table: Table) -> String {
    let shown = table.columns.indices.filter { table.columns[$0].inMarkdown }.prefix(7)
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    var lines = [
      line(shown.map { text(table.columns[$0].title) }),
      line(shown.map { table.columns[$0].isNumeric ? "---:" : ":---" }),
    ]
    lines += table.rows.map { row in
      line(
        shown.map { index in
          let cell = row.cells[index]
          if let badge = cell.badge { return "\(text(badge.shape)) \(text(badge.word))" }
          return prose(cell.prose, inTable: true)
        })
    }
    var body = lines.joined(separator: "\n")
    let hidden = table.columns.indices.filter { !shown.contains($0) }
    if !hidden.isEmpty {
      let names = hidden.map { text(table.columns[$0].title) }.joined(separator: ", ")
      body += "\n\n*Only in `\(PageFormat.html.rawValue)`: \(names).*"
    }
    return table.caption.isEmpty ? body : "**\(text(table.caption))**\n\n" + body
  }

  private func prose(_ value: Prose, inTable: Bool = false) -> String {
    value.spans.map { span in
      switch span {
      case .text(let value): text(value)
      case .strong(let value): "**\(text(value))**"
      case .code(let value): MarkdownText.code(value, inTable: inTable)
      case .link(let value, let url): "[\(text(value))](\(MarkdownText.destination(url)))"
      }
    }.joined()
  }

  private func text(_ value: String) -> String { MarkdownText.escaped(value) }

  /// Text inside a block of HTML, where Markdown's escapes are not read.
  private func raw(_ value: String) -> String {
    attribute(value).replacing("$", with: "<span>$</span>")
  }

  /// A blank line would end the block of HTML.
  private func attribute(_ value: String) -> String {
    escapedXML(value).replacing("\n", with: " ")
  }

  /// GitHub's anchor of a heading.
  static func anchor(_ title: String) -> String {
    String(
      title.lowercased().compactMap { character -> Character? in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || character == "-" || character == "_"
          ? character : nil
      })
  }
}

extension ClaimResult.Status {
  var phrase: String {
    switch self {
    case .holds: "holds"
    case .fails: "does not hold"
    case .undecided: "undecided"
    }
  }
}

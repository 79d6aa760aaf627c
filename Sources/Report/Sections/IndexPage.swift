import Foundation

/// All suites on one page: a line and a badge per claim.
struct IndexPage {
  let summaries: [ReportSummary]
  /// Each suite's title links to its page of the same format.
  let format: PageFormat
  let folder: ReportsFolder

  var document: ReportDocument {
    let parts = summaries.map { summary in
      ReportDocument.Part(title: heading(summary), id: summary.name, blocks: blocks(summary))
    }
    let opening = ReportDocument.Part(title: "", id: "overview", blocks: [.table(table)])
    return ReportDocument(
      title: Self.title, lead: "Does it pay to train several tasks in one network?",
      parts: [opening] + parts,
      digest: summaries.map { String($0.digest.prefix(16)) }.joined(separator: " "),
      command: "swift run bench report" + folder.option)
  }

  private static let title = "Reports"

  /// The suite's title, with its name where other headings of the page have the same anchor.
  private func heading(_ summary: ReportSummary) -> String {
    let anchors = ([Self.title] + summaries.map(\.title)).map(MarkdownRenderer.anchor)
    let own = MarkdownRenderer.anchor(summary.title)
    return anchors.count { $0 == own } == 1
      ? summary.title : "\(summary.title) (\(summary.name))"
  }

  private var table: Table {
    Table(
      caption: "",
      columns: [
        .init(title: "Suite"), .init(title: "Profile"), .init(title: "Cells", isNumeric: true),
        .init(title: "Failed", isNumeric: true), .init(title: "Claims that hold", isNumeric: true),
      ],
      rows: summaries.map { summary in
        let planned = [summary.finished, summary.failed, summary.missing].saturatedSum()
        let holding = summary.claims.filter { $0.status == .holds }.count
        return Table.Row(cells: [
          Table.Cell(Prose.link(heading(summary), to: summary.place + format.rawValue)),
          Table.Cell(summary.profile),
          Table.Cell("\(NumberFormat.grouped(summary.finished))/\(NumberFormat.grouped(planned))"),
          Table.Cell(NumberFormat.grouped(summary.failed)),
          Table.Cell("\(holding)/\(summary.claims.count)"),
        ])
      })
  }

  private func blocks(_ summary: ReportSummary) -> [Block] {
    let links =
      Prose.link("Page", to: summary.place + PageFormat.html.rawValue) + " · "
      + Prose.link("Markdown", to: summary.place + PageFormat.markdown.rawValue)
    let claims: [Block] =
      summary.claims.isEmpty
      ? [.paragraph("The suite declares no claim.")] : [.claims(summary.claims)]
    return [.paragraph(Prose(summary.question))] + claims + [.paragraph(links)]
  }
}

extension ReportSummary {
  /// The suite's folder as links spell it, whatever its name.
  fileprivate var place: String {
    var plain = CharacterSet.alphanumerics
    plain.insert(charactersIn: "-_.")
    return (name.addingPercentEncoding(withAllowedCharacters: plain) ?? name) + "/"
  }
}

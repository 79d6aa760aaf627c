/// Parameter counts that others published beside ours.
struct PublishedSection: ReportSection {
  let title = "Published against measured"
  let id = "published"
  private typealias Format = NumberFormat

  func blocks(_ results: Results) -> [Block] {
    let counts = results.publishedCounts
    guard !counts.isEmpty else { return [] }
    let equal = counts.filter { $0.published == $0.measured }.count
    let text =
      equal == counts.count
      ? "All \(Wording.count(counts.count, "published parameter count")) come out exactly. Counts are always"
        + " comparable: they depend on the definition of a network, not on data or training."
      : "\(equal) of \(Wording.count(counts.count, "published parameter count")) come out exactly; the others"
        + " are a difference in definition and marked below."
    return [
      .paragraph(Prose(text)),
      .table(
        Table(
          caption: "Trainable parameters",
          columns: [
            .init(title: "Network"), .init(title: "Published", isNumeric: true),
            .init(title: "Measured", isNumeric: true), .init(title: "Difference", isNumeric: true),
            .init(title: "Source"),
          ],
          rows: counts.map { count in
            let difference = count.measured.subtractingSaturated(count.published)
            return Table.Row(cells: [
              Table.Cell(count.label),
              Table.Cell(Format.grouped(count.published), sortKey: Double(count.published)),
              Table.Cell(Format.grouped(count.measured), sortKey: Double(count.measured)),
              Table.Cell(
                difference == 0
                  ? Prose("0, equal")
                  : .strong((difference > 0 ? "+" : "") + Format.grouped(difference)),
                sortKey: Double(difference)), Table.Cell(count.source),
            ])
          }, isSortable: true)),
    ]
  }
}

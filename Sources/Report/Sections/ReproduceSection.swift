/// What to type to get the page again.
struct ReproduceSection: ReportSection {
  let title = "How to reproduce"
  let id = "reproduce"

  func blocks(_ results: Results) -> [Block] {
    let suite = results.suite
    let option = results.folder.option
    var place =
      results.folder == .unnamed
      ? " \(ReportsFolder.placeholder) is the folder that this report’s own lies in." : ""
    if suite.path != nil { place += " PATH is where the suite’s folder lies." }
    if suite.dataOption != nil { place += " DATA is the folder of the data." }
    let data = suite.dataOption.map { " " + $0 } ?? ""
    return [
      .paragraph(
        Prose(
          "The sweep, and this page from its records; cells that are already done are not run again:"
            + place)),
      .code(
        [
          "scripts/setup", suite.command + option,
          "swift run bench report \(suite.calledBy) --profile \(suite.profile)" + option,
        ].joined(separator: "\n")),
      .paragraph("Retrain two finished cells and compare their outcomes byte for byte:"),
      .code(
        "swift run bench verify \(suite.calledBy)"
          + (suite.profile == "standard" ? "" : " --profile \(suite.profile)") + " --sample 2"
          + data + option),
    ]
  }
}

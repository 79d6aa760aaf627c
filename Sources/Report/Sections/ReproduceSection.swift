/// What to type to get the page again.
struct ReproduceSection: ReportSection {
  let title = "How to reproduce"
  let id = "reproduce"

  func blocks(_ results: Results) -> [Block] {
    let suite = results.suite
    let option = results.folder.option
    let place =
      results.folder == .unnamed
      ? " \(ReportsFolder.placeholder) is the folder that this report’s own lies in." : ""
    return [
      .paragraph(
        Prose(
          "The sweep, and this page from its records; cells that are already done are not run again:"
            + place)),
      .code(
        [
          "scripts/setup", suite.command + option,
          "swift run bench report \(suite.name) --profile \(suite.profile)" + option,
        ].joined(separator: "\n")),
      .paragraph("Retrain two finished cells and compare their outcomes byte for byte:"),
      .code(
        "swift run bench verify \(suite.name)"
          + (suite.profile == "standard" ? "" : " --profile \(suite.profile)") + " --sample 2"
          + option),
    ]
  }
}

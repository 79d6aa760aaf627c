/// What to type to get the page again.
struct ReproduceSection: ReportSection {
  let title = "How to reproduce"
  let id = "reproduce"

  func blocks(_ results: Results) -> [Block] {
    let suite = results.suite
    return [
      .paragraph(
        "The sweep, and this page from its records; cells that are already done are not run again:"),
      .code(
        [
          "scripts/setup", suite.command,
          "swift run bench report \(suite.name) --profile \(suite.profile)",
        ].joined(separator: "\n")),
      .paragraph("Retrain two finished cells and compare their outcomes byte for byte:"),
      .code(
        "swift run bench verify \(suite.name)"
          + (suite.profile == "standard" ? "" : " --profile \(suite.profile)") + " --sample 2"),
    ]
  }
}

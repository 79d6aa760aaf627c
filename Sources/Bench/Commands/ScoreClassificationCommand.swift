import ArgumentParser
import Engine
import Records

struct ScoreClassificationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classification",
    abstract: "Classes of images in tables: accuracy, balanced accuracy, macro F1.",
    discussion: """
      Two CSV files with a row for each image: a column of names, and the column label with its class. In \
      the place of the label predictions may have a column of scores for each class, called as it is. An \
      image whose label is empty in the truth is left out.
      """)

  @OptionGroup var files: ScoredFiles
  @Option(help: "Column of the images' names; the first if left out.") var name: String?
  @Option(help: "Column of the classes.") var label = "label"
  @OptionGroup var json: JSONFlag

  func run() throws {
    try reportingErrors {
      let found = try ClassComparison(
        truth: files.truth, predictions: files.predictions, name: name, label: label)
      var table = ScoreTable("classification", found.values, images: found.images)
      table.groups = ScoreTable.Groups(
        kind: "class", counted: ["truths", "answers"], columns: ["F1"],
        rows: found.classes.map { one in
          ScoreTable.Row(name: one.name, counts: [one.truths, one.answers], values: [one.f1])
        })
      table.leave(out: found.leftOut)
      table.print(json)
    }
  }
}

import Records

/// Which classes of a task are taken for which, by its own network and by the best network of several tasks.
struct ConfusionFigure {
  let comparison: Comparison
  let task: String
  let suffix: String
  /// Of more classes, cells would be specks.
  static let mostClasses = 50
  private typealias Format = NumberFormat

  /// What the test splits of all finished seeds say; nil where nothing was recorded.
  private func matrix(_ arm: Arm) -> [[Int]]? {
    let found = arm.finishedRuns.compactMap { run in
      run.part(training: task)?.part.finished?.confusions[task]
    }
    guard let first = found.first else { return nil }
    return found.dropFirst().reduce(first) { sum, next in
      guard next.count == sum.count else { return sum }
      return zip(sum, next).map { zip($0, $1).map(+) }
    }
  }

  /// The baseline and the first multi-task arm of the ranking, as far as they have a matrix of this task.
  private var networks: [ConfusionPanel.Network] {
    let best = comparison.arms.first { $0.role == .multiTask && matrix($0) != nil }
    let arms = [comparison.baseline, best].compactMap { $0 }
    return arms.compactMap { arm in
      matrix(arm).map {
        ConfusionPanel.Network(
          title: arm.role == .baseline ? "single-task" : "\(arm.number) \(arm.label)", counts: $0)
      }
    }
  }

  /// As the task's options name them, else their numbers.
  private func names(_ count: Int) -> [String] {
    let options = comparison.tasks.first { $0.name == task }?.options ?? [:]
    if case .array(let names)? = options["names"], names.count == count {
      return names.map { if case .text(let name) = $0 { name } else { $0.canonical } }
    }
    return (0..<count).map(String.init)
  }

  func figure() -> Figure? {
    let networks = self.networks
    guard let count = networks.first?.counts.count, (2...Self.mostClasses).contains(count),
      networks.allSatisfy({ $0.counts.count == count })
    else { return nil }
    let panel = ConfusionPanel(classes: names(count), networks: networks)
    return Figure(
      id: FigureKind.confusion.name + suffix,
      title: "What is taken for what: \(task)"
        + (comparison.label.isEmpty ? "" : " (\(comparison.label))"),
      finding: finding(panel),
      howToRead:
        "a row is a true class, a column an answer; number and shade are the share in % of the row’s"
        + " images, over the test splits of all finished seeds. The diagonal is right, an empty cell"
        + " never happened. Networks: the single-task one, and the first multi-task one of the"
        + " ranking.",
      size: panel.size(Figure.ruler()), data: data(panel),
      draw: { canvas, theme in panel.draw(on: canvas, theme: theme) })
  }

  /// The most frequent mistake of each network, by its share of the row.
  private func finding(_ panel: ConfusionPanel) -> String {
    let parts = panel.networks.map { network -> String in
      var worst: (share: Double, truth: Int, answer: Int)?
      for (truth, row) in network.counts.enumerated() {
        let total = row.reduce(0, +)
        for (answer, images) in row.enumerated() where answer != truth && images > 0 {
          let share = Double(images) / Double(total)
          if share > worst?.share ?? 0 { worst = (share, truth, answer) }
        }
      }
      guard let worst else { return "\(network.title) makes none" }
      return "\(network.title) takes \(Format.plain(100 * worst.share)) % of"
        + " \(panel.classes[worst.truth]) for \(panel.classes[worst.answer])"
    }
    return "The most frequent mistake of a class: " + parts.joined(separator: "; ") + "."
  }

  private func data(_ panel: ConfusionPanel) -> DataTable {
    DataTable(
      columns: FigureKind.confusion.columns + ["share of the class (%)"],
      rows: panel.networks.flatMap { network in
        network.counts.enumerated().flatMap { truth, row in
          row.enumerated().map { answer, images in
            let total = row.reduce(0, +)
            return [
              .text(network.title), .text(panel.classes[truth]), .text(panel.classes[answer]),
              DataTable.Datum(images),
              DataTable.Datum(total > 0 ? 100 * Double(images) / Double(total) : nil) {
                Format.fixed($0, 1)
              },
            ]
          }
        }
      })
  }
}

extension FigureKind {
  static let confusion = FigureKind(
    "confusion", columns: ["network", "true class", "answered class", "images"])
}

import Records

/// What the networks see: input, truth, predictions and error maps on frames chosen before training.
struct QualitativeFigure {
  let comparison: Comparison
  let suffix: String
  /// Frames shown at most.
  static let frames = 4
  /// Multi-task arms shown at most.
  static let arms = 2
  private typealias Format = NumberFormat

  private struct Column {
    var title: String
    var arm: Arm
  }

  private func sets(_ arm: Arm, _ task: String) -> [PictureSet] {
    for run in arm.runs {
      if let sets = run.part(training: task)?.part.finished?.pictures, !sets.isEmpty { return sets }
    }
    return []
  }

  private func hasPictures(_ arm: Arm) -> Bool {
    comparison.taskNames.contains { !sets(arm, $0).isEmpty }
  }

  private var columns: [Column] {
    let front = comparison.front(\.ratio).filter(hasPictures)
    let others = comparison.arms.filter { arm in
      arm.role == .multiTask && hasPictures(arm) && !front.contains { $0.number == arm.number }
    }
    let arms = (front.filter { $0.role == .multiTask } + others).prefix(Self.arms)
      .sorted { $0.number < $1.number }
    let baseline = comparison.baseline.flatMap { hasPictures($0) ? $0 : nil }
    return (baseline.map { [Column(title: "single-task", arm: $0)] } ?? [])
      + arms.map { Column(title: "\($0.number) \($0.label)", arm: $0) }
  }

  func figure() -> Figure? {
    let columns = self.columns
    guard let first = columns.first,
      let task = comparison.taskNames.first(where: { !sets(first.arm, $0).isEmpty })
    else { return nil }
    let frames = sets(first.arm, task).map(\.frame).prefix(Self.frames)
    let panel = QualitativePanel(
      rows: frames.flatMap { frame in comparison.taskNames.compactMap { row(frame, $0, columns) } },
      columns: ["input", "truth"] + columns.map(\.title) + columns.map { "error: \($0.title)" })
    guard !panel.rows.isEmpty else { return nil }
    let scales = comparison.taskNames.compactMap { task in
      panel.rows.first { $0.task == task }.map { "\(task) 0 to \($0.scaleText)" }
    }
    return Figure(
      id: FigureKind.qualitative.name + suffix,
      title: "Predictions on the test split"
        + (comparison.label.isEmpty ? "" : ": \(comparison.label)"),
      finding: finding(panel, columns),
      howToRead:
        "frames were chosen before training by the hash of their ids; each row is a task. Error maps"
        + " run from dark (right) to light (wrong) on one scale per task: \(scales.joined(separator: "; "))."
        + " Hatched pixels have no truth."
        + (panel.rows.contains { $0.truth.isObjects } ? Self.objectsWords : ""),
      size: panel.size, data: data(panel, columns), isRaster: true,
      draw: { canvas, theme in panel.draw(on: canvas, theme: theme) })
  }

  private static let objectsWords =
    " Boxes have a colour for each category. In the columns of errors they are green where they lie on an object"
    + " of their category (intersection over union of a half), red where they do not, and dashed where an object was"
    + " missed; the error of an image is 1 − F1."

  private func row(_ frame: String, _ task: String, _ columns: [Column]) -> QualitativePanel.Row? {
    let found = columns.map { column in sets(column.arm, task).first { $0.frame == frame } }
    guard let any = found.compactMap({ $0 }).first,
      let recorded = any.truth[task], let truth = ShownPicture(recorded)
    else { return nil }
    let predictions = found.map { $0?.prediction[task].flatMap(ShownPicture.init) }
    let errors = predictions.map { $0.flatMap(truth.errors) }
    let kind = recorded.kind
    return QualitativePanel.Row(
      frame: frame, task: task, input: PictureRaster(any.input), truth: truth,
      predictions: predictions, errors: errors, scale: scale(kind, task, columns),
      scaleText: scaleText(kind, scale(kind, task, columns), task))
  }

  /// One scale per task: fixed for classes and angles, for scalars a tenth of the recorded range.
  private func scale(_ kind: Picture.Kind, _ task: String, _ columns: [Column]) -> Double {
    switch kind {
    case .labels, .colour, .objects: return 1
    case .vectors: return 60
    case .scalar:
      let ranges = columns.flatMap { sets($0.arm, task).compactMap { $0.truth[task]?.range } }
      let spans = ranges.filter { $0.count > 1 }.map { $0[1] - $0[0] }
      return max((spans.max() ?? 1) / 4, 1e-9)
    }
  }

  private func scaleText(_ kind: Picture.Kind, _ scale: Double, _ task: String) -> String {
    switch kind {
    case .labels, .colour: return "1 (wrong class)"
    case .objects: return "1 (no object right)"
    case .vectors: return "60°"
    case .scalar:
      let unit =
        comparison.metrics(of: task).first { !$0.unit.isEmpty && $0.unit != "%" }?.unit ?? ""
      return Format.significant(scale, 2) + (unit.isEmpty ? "" : " " + unit)
    }
  }

  private func finding(_ panel: QualitativePanel, _ columns: [Column]) -> String {
    let parts = comparison.taskNames.compactMap { task -> String? in
      let rows = panel.rows.filter { $0.task == task }
      guard !rows.isEmpty else { return nil }
      let means = columns.indices.map { index in
        Self.mean(rows.compactMap { $0.errors[index] }.flatMap(\.values))
      }
      let words = zip(columns, means).compactMap { column, mean in
        mean.map { "\(column.title) \(Format.significant($0, 2))" }
      }
      return "\(task): \(words.joined(separator: ", "))"
    }
    return "Mean error over the shown pixels: " + parts.joined(separator: "; ") + "."
  }

  private static func mean(_ values: [Double?]) -> Double? {
    let known = values.compactMap { $0 }
    return known.isEmpty ? nil : Moments.mean(known)
  }

  private func data(_ panel: QualitativePanel, _ columns: [Column]) -> DataTable {
    DataTable(
      columns: FigureKind.qualitative.columns,
      rows: panel.rows.flatMap { row in
        columns.enumerated().map { index, column in
          [
            .text(row.frame), .text(row.task), .text(column.title),
            DataTable.Datum(row.errors[index].flatMap { Self.mean($0.values) }) {
              Format.significant($0, 3)
            },
          ]
        }
      })
  }
}

extension FigureKind {
  static let qualitative = FigureKind(
    "qualitative", columns: ["frame", "task", "network", "mean error of the shown pixels"])
}

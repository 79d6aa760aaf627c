import Records

/// How long the steps are that the schemes take on the shared parameters, where the records say so.
struct StepLengthTable {
  let comparison: Comparison
  private typealias Format = NumberFormat

  /// Means over the epochs and seeds of one arm; nil and empty where not measured.
  private struct Measured {
    var arm: Arm
    var updateNorm: Double?
    /// In the order of the comparison's tasks.
    var gradientNorms: [Double?]
    /// Over all pairs of tasks.
    var cosine: Double?
    /// Share of the pairs' epoch means that lie below 0.
    var conflict: Double?

    init(_ arm: Arm, tasks: Int) {
      self.arm = arm
      let points = arm.parts.compactMap(\.finished).flatMap(\.epochs)
      updateNorm = Self.mean(points.compactMap(\.updateNorm))
      let norms = points.compactMap(\.gradientNorms)
      gradientNorms = (0..<tasks).map { task in
        Self.mean(norms.compactMap { $0.indices.contains(task) ? $0[task] : nil })
      }
      let cosines = points.flatMap(\.cosines)
      cosine = Self.mean(cosines)
      conflict = Self.mean(cosines.map { $0 < 0 ? 1 : 0 })
    }

    var isEmpty: Bool { updateNorm == nil && gradientNorms.allSatisfy { $0 == nil } }

    private static func mean(_ values: [Double]) -> Double? {
      values.isEmpty ? nil : Moments.mean(values)
    }
  }

  /// The arms with data, architecture by architecture.
  private var groups: [(architecture: String, arms: [Measured])] {
    let arms = comparison.plainArms.filter { $0.role == .multiTask }
    let labels = Labels(arms.map(\.architecture))
    return unique(arms.map(\.architecture)).map { choice in
      (
        labels.label(choice),
        arms.filter { $0.architecture == choice }.map {
          Measured($0, tasks: comparison.tasks.count)
        }
        .filter { !$0.isEmpty }
      )
    }.filter { !$0.arms.isEmpty }
  }

  func blocks() -> [Block] {
    let groups = self.groups
    guard !groups.isEmpty else { return [] }
    return [.paragraph(Prose(text(groups))), .table(table(groups))]
  }

  private func text(_ groups: [(architecture: String, arms: [Measured])]) -> String {
    let weightings = Labels(comparison.arms.map(\.weighting))
    let spans = groups.compactMap { group -> String? in
      let known = group.arms.filter { ($0.updateNorm ?? 0) > 0 }
      guard known.count > 1,
        let low = known.min(by: { $0.updateNorm! < $1.updateNorm! }),
        let high = known.max(by: { $0.updateNorm! < $1.updateNorm! })
      else { return nil }
      return "\(Format.ratio(high.updateNorm! / low.updateNorm!)) from"
        + " \(weightings.label(low.arm.weighting)) to \(weightings.label(high.arm.weighting))"
        + " with \(group.architecture)"
    }
    return
      "Schemes put the task gradients together on different scales: as their sum, as a mean, or as"
      + " a convex combination, which is shorter still. The step that the optimizer is given has another"
      + " length then, which is a hidden change of the learning rate: with plain SGD by the ratio of the"
      + " lengths; an optimizer that divides by the gradients’ own size, as Adam does, takes out what is"
      + " constant in it but not what changes as training goes on. "
      + (spans.isEmpty ? "" : "Mean lengths here differ by \(Wording.list(spans)). ")
      + "Where a scheme gains, ask first whether the same gain comes with another learning rate"
      + " (the optimizer here: \(comparison.setting[.optimizer]?.label ?? "none"))."
  }

  private func table(_ groups: [(architecture: String, arms: [Measured])]) -> Table {
    let weightings = Labels(comparison.arms.map(\.weighting))
    let isLabelled = !comparison.label.isEmpty
    return Table(
      caption: "Steps on the shared parameters" + (isLabelled ? ": \(comparison.label)" : ""),
      columns: [
        .init(title: "Architecture"), .init(title: "Scheme"),
        .init(title: "Update norm", isNumeric: true), .init(title: "Relative", isNumeric: true),
        .init(title: "Gradient norms: " + comparison.taskNames.joined(separator: " · ")),
        .init(title: "Mean cosine", isNumeric: true),
        .init(title: "Conflict (% of epochs)", isNumeric: true),
      ],
      rows: groups.flatMap { group in
        let shortest = group.arms.compactMap(\.updateNorm).filter { $0 > 0 }.min()
        return group.arms.map { measured in
          row(
            measured, group.architecture, weightings.label(measured.arm.weighting),
            shortest: shortest)
        }
      }, isSortable: true)
  }

  private func row(
    _ measured: Measured, _ architecture: String, _ scheme: String, shortest: Double?
  ) -> Table.Row {
    func cell(_ value: Double?, _ format: (Double) -> String) -> Table.Cell {
      Table.Cell(value.map(format) ?? Format.none, sortKey: value)
    }
    func norm(_ value: Double) -> String { Format.significant(value, 3) }
    let relative = shortest.flatMap { shortest in measured.updateNorm.map { $0 / shortest } }
    let norms = measured.gradientNorms.map { $0.map(norm) ?? Format.none }
    return Table.Row(
      cells: [
        Table.Cell(architecture), Table.Cell(scheme), cell(measured.updateNorm, norm),
        cell(relative, Format.ratio), Table.Cell(norms.joined(separator: " · ")),
        cell(measured.cosine) { Format.fixed($0, 2, signed: true) },
        cell(measured.conflict) { Format.fixed(100 * $0, 0) },
      ], arm: measured.arm.id)
  }
}

import Records

/// The front of fixed weights, task by task, with the schemes against it: whether a scheme reaches what no choice of weights
/// does (Xin et al. 2022, Kurin et al. 2022).
struct StaticFront {
  let comparison: Comparison
  let style: ArmStyle
  let suffix: String
  private typealias Format = NumberFormat

  /// Arms of one architecture that differ in the weighting only.
  private struct Group {
    var architecture: Choice
    var network: [Cell.Kind: Choice]
    /// Fixed weights, the plain sum among them.
    var points: [Arm]
    var schemes: [Arm]
  }

  private var groups: [Group] {
    let arms = comparison.plainArms.filter { arm in
      arm.role == .multiTask && comparison.taskNames.allSatisfy { arm.taskMeans[$0] != nil }
    }
    return unique(arms.map(\.network)).flatMap { network in
      let alike = arms.filter { $0.network == network }
      return unique(alike.map(\.architecture)).compactMap { architecture in
        group(alike.filter { $0.architecture == architecture })
      }
    }
  }

  /// Nil where fewer than two points have weights that were given.
  private func group(_ own: [Arm]) -> Group? {
    let points = own.filter(\.hasFixedWeights)
    guard points.count(where: { $0.weighting.weights != nil }) > 1 else { return nil }
    return Group(
      architecture: own[0].architecture, network: own[0].network, points: points,
      schemes: own.filter { !$0.hasFixedWeights })
  }

  func blocks() -> [Block] {
    let groups = self.groups
    let labels = Labels(comparison.arms.map(\.architecture))
    return groups.enumerated().flatMap { index, group -> [Block] in
      let name = labels.label(group.architecture)
      let figure = StaticFrontFigure(
        comparison: comparison, points: group.points, schemes: group.schemes, architecture: name,
        style: style, suffix: suffix + (groups.count > 1 ? "-\(index + 1)" : "")
      ).figure()
      return [
        .paragraph(Prose(finding(group, name))), .table(table(group, name)), .figure(figure),
      ]
    }
  }

  /// At least as good on every task and better on one, by the means over seeds.
  private func beats(_ one: Arm, _ other: Arm) -> Bool {
    let pairs = comparison.taskNames.map { (one.taskMeans[$0]!, other.taskMeans[$0]!) }
    return pairs.allSatisfy { $0 >= $1 } && pairs.contains { $0 > $1 }
  }

  private func isOnFront(_ arm: Arm, _ group: Group) -> Bool {
    !group.points.contains { beats($0, arm) }
  }

  private func finding(_ group: Group, _ name: String) -> String {
    let front = group.points.filter { isOnFront($0, group) }.count
    var text =
      "Fixed weights on \(name): of \(Wording.count(group.points.count, "point")),"
      + " \(Wording.number(front)) \(front == 1 ? "is" : "are") on the front, where no other is at least as good on every task."
    if !group.schemes.isEmpty {
      let beyond = group.schemes.filter { isOnFront($0, group) }.map(\.label)
      let beaten = group.schemes.count - beyond.count
      text +=
        " Of \(Wording.count(group.schemes.count, "scheme")), "
        + (beyond.isEmpty
          ? "none reaches beyond it"
          : "\(Wording.list(beyond)) \(beyond.count == 1 ? "reaches" : "reach") beyond it")
        + (beaten > 0 && !beyond.isEmpty
          ? "; fixed weights are at least as good on every task as the other \(Wording.number(beaten))."
          : ".")
    }
    return text
      + " By means over seeds, whose spread is in the tables of the tasks. Each point is an arm of its own: the best of"
      + " them, picked here, would have had a larger budget than any scheme."
  }

  private func table(_ group: Group, _ name: String) -> Table {
    let arms = group.points + group.schemes
    return Table(
      caption: "Fixed weights and schemes on \(name): change against single-task networks (%)"
        + (comparison.label.isEmpty ? "" : ", \(comparison.label)"),
      columns: [.init(title: "Weighting")]
        + comparison.taskNames.enumerated().map { index, task in
          .init(title: task, isNumeric: true, inMarkdown: index < 4)
        } + [.init(title: "Δp (%)", isNumeric: true), .init(title: "Front")],
      rows: arms.map { row($0, group) }, isSortable: true)
  }

  private func row(_ arm: Arm, _ group: Group) -> Table.Row {
    let beater = group.points.first { beats($0, arm) }
    let word =
      arm.hasFixedWeights
      ? beater == nil ? "on the front" : Format.none
      : beater.map { "behind \(label($0))" } ?? "beyond"
    return Table.Row(
      cells: [Table.Cell(label(arm))]
        + comparison.taskNames.map { task in
          Table.Cell(
            Format.percentChange(arm.taskMeans[task], arm.taskEstimates[task]),
            sortKey: arm.taskMeans[task])
        } + [
          Table.Cell(Format.percentChange(arm.deltaPMean, arm.deltaP), sortKey: arm.deltaPMean),
          Table.Cell(word),
        ], arm: arm.id)
  }

  private func label(_ arm: Arm) -> String {
    Labels(comparison.arms.filter { $0.role == .multiTask }.map(\.weighting)).label(arm.weighting)
  }
}

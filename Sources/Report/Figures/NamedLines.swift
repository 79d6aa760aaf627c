/// Which lines of a chart are told apart: all of a few, of many the best-ranked; the others are their grey background.
struct NamedLines {
  /// Lines that colours and dashes still tell apart.
  static let most = 8

  private let numbers: Set<Int>
  private let others: Int

  init(_ arms: [Arm]) {
    let ranked = arms.sorted { $0.number < $1.number }
    let named = arms.count > Self.most ? Array(ranked.prefix(Self.most)) : ranked
    numbers = Set(named.map(\.number))
    others = arms.count - named.count
  }

  func contains(_ arm: Arm) -> Bool { numbers.contains(arm.number) }

  /// A line of the background.
  static func background(_ line: Trajectory) -> LineMark {
    LineMark(points: line.mean, paint: .muted, width: 0.8, opacity: 0.35, group: line.arm)
  }

  /// The key of the background, where there is one.
  var legend: [Legend.Entry] {
    others == 0
      ? []
      : [
        .init(
          key: .line(.muted, dash: [], width: 0.8),
          text: "the other \(Wording.number(others)), lower in the ranking")
      ]
  }
}

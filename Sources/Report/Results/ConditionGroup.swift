import Records

/// The planned cells of one condition of a suite: what is compared with one another.
struct ConditionGroup {
  /// For labels; empty where a suite has one condition.
  private let name: String
  private let members: [ArmMember]

  /// One for each condition, in the suite's order. Without conditions, cells whose loss is multiplied are repetitions of others
  /// and enter no comparison.
  static func all(_ suite: SuiteDescription, _ members: [ArmMember]) -> [ConditionGroup] {
    guard let conditions = suite.conditions else {
      return [ConditionGroup(name: "", members: members.filter(\.cell.lossScales.isEmpty))]
    }
    return conditions.map { condition in
      ConditionGroup(
        name: condition.name, members: members.filter { condition.matches($0.cell) })
    }
  }

  /// Without statistics.
  func comparisons(_ suite: SuiteDescription, _ records: CellRecords) -> [Comparison] {
    Assembler(suite, members, records: records).comparisons().map { comparison in
      var copy = comparison
      copy.label = [name, comparison.label].filter { !$0.isEmpty }.joined(separator: ", ")
      return copy
    }
  }
}

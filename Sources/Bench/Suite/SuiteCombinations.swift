import Engine
import Records

/// The task sets of a suite: lists of names, or a word for many sets.
extension SuiteDraft {
  /// Sets that need not be listed.
  enum TaskSets: String, CaseIterable {
    /// Every set of two tasks or more, the largest first.
    case all
    /// Every set of two tasks.
    case pairs

    func of(_ count: Int) -> [[Int]] {
      switch self {
      case .all: (2...max(2, count)).reversed().flatMap { Self.subsets(of: count, size: $0) }
      case .pairs: Self.subsets(of: count, size: 2)
      }
    }

    /// In the order of their first members.
    private static func subsets(of count: Int, size: Int) -> [[Int]] {
      guard size > 0 else { return [[]] }
      guard size <= count else { return [] }
      return (0..<count).flatMap { first in
        subsets(of: count - first - 1, size: size - 1).map { [first] + $0.map { $0 + first + 1 } }
      }
    }
  }

  /// All tasks together would make more sets than a list may have entries.
  private static let mostTasks = 9

  mutating func readCombinations(_ all: [Selection<any LearningTask>]) {
    guard let node = value("combinations") else {
      if !all.isEmpty { combinations = [all] }
      return
    }
    if let word = node.text {
      guard let sets = TaskSets(rawValue: word) else {
        let words = TaskSets.allCases.map(\.rawValue)
        log.add(
          node,
          "found \(node.found), expected \(words.joined(separator: " or ")), or a list of lists of tasks"
            + suggestion(for: word, among: words))
        return
      }
      guard all.count <= Self.mostTasks else {
        log.add(
          node,
          "found \(word) of \(all.count) tasks, expected at most \(Self.mostTasks): list the sets")
        return
      }
      combinations = sets.of(all.count).map { $0.map { all[$0] } }
      return
    }
    readListedCombinations(node, all)
  }

  private mutating func readListedCombinations(
    _ node: SuiteNode, _ all: [Selection<any LearningTask>]
  ) {
    let names = all.map(\.choice.name)
    var seen: [Set<String>] = []
    for element in log.elements(node, of: "lists of tasks") {
      guard case .list(let members) = element.content, members.count >= 2 else {
        log.add(
          element,
          "found \(element.found), expected a list of two or more tasks; the single-task networks "
            + "are always planned")
        continue
      }
      let chosen = members.compactMap { member -> String? in
        if let name = member.text, names.contains(name) { return name }
        log.add(
          member,
          "found \(member.found), expected one of \(names.joined(separator: ", "))"
            + suggestion(for: member.text ?? "", among: names))
        return nil
      }
      guard chosen.count == members.count else { continue }
      guard Set(chosen).count == chosen.count, !seen.contains(Set(chosen)) else {
        log.add(element, "\(chosen.joined(separator: ", ")) repeats a task or a combination")
        continue
      }
      seen.append(Set(chosen))
      // In the order of `tasks`, so that the same set is the same cell however it is written.
      combinations.append(all.filter { chosen.contains($0.choice.name) })
    }
  }
}

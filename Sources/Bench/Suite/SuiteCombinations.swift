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

  /// Those of the suite: one set of all tasks where it does not say.
  func readCombinations() -> [[Selection<any LearningTask>]] {
    guard let node = value("combinations") else { return allTasks.isEmpty ? [] : [allTasks] }
    return readTaskSets(node, allTasks)
  }

  /// The names of the tasks that are in any of them.
  var combinedTasks: [String] {
    var seen = Set<String>()
    return combinations.joined().map(\.choice.name).filter { seen.insert($0).inserted }
  }

  /// What a word stands for, or what is listed.
  func readTaskSets(_ node: SuiteNode, _ all: [Selection<any LearningTask>])
    -> [[Selection<any LearningTask>]]
  {
    guard let word = node.text else { return readListedSets(node, all) }
    guard let sets = TaskSets(rawValue: word) else {
      let words = TaskSets.allCases.map(\.rawValue)
      log.add(
        node,
        "found \(node.found), expected \(words.joined(separator: " or ")), or a list of lists of tasks"
          + suggestion(for: word, among: words))
      return []
    }
    guard all.count <= Self.mostTasks else {
      log.add(
        node,
        "found \(word) of \(all.count) tasks, expected at most \(Self.mostTasks): list the sets")
      return []
    }
    return sets.of(all.count).map { $0.map { all[$0] } }
  }

  private func readListedSets(_ node: SuiteNode, _ all: [Selection<any LearningTask>])
    -> [[Selection<any LearningTask>]]
  {
    let names = all.map(\.choice.name)
    var found: [[Selection<any LearningTask>]] = []
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
      found.append(all.filter { chosen.contains($0.choice.name) })
    }
    return found
  }
}

import Engine
import Records

/// One entry of a list of weightings, or one point of an entry that stands for several.
struct Scheme {
  let node: SuiteNode
  /// As the arm is called: an option that is chosen has the word `tuned` for its value.
  let weighting: Selection<any Weighting>
  /// What it is chosen from; empty where there is nothing to choose.
  var candidates: [Selection<any Weighting>] = []
  /// The number of tasks that it is for; nil for any.
  var taskCount: Int?
  /// A point of a sweep gives way to the same weighting written out.
  var isPoint = false

  func isFor(_ other: Scheme) -> Bool { taskCount == nil || taskCount == other.taskCount }
}

extension SuiteDraft {
  /// A list of weightings, of which some may be sweeps over the simplex and some tuned.
  func schemes(_ node: SuiteNode) -> [Scheme] {
    var found: [Scheme] = []
    for element in log.elements(node, of: "at least one weighting") {
      for scheme in schemes(element: element) {
        let same = found.firstIndex {
          $0.weighting.choice == scheme.weighting.choice
            && ($0.isFor(scheme) || scheme.isFor($0))
        }
        if let same, scheme.isPoint, found[same].isFor(scheme) { continue }
        if let same, !scheme.isPoint, !found[same].isPoint {
          log.add(
            element,
            "\(scheme.weighting.choice.label) is listed twice (also \(found[same].node.path))")
          continue
        }
        if !scheme.isPoint {
          found.removeAll { $0.isPoint && $0.weighting.choice == scheme.weighting.choice }
        }
        found.append(scheme)
        let candidates = found.map(\.candidates.count).reduce(0, +)
        guard found.count <= SuiteLimits.arms, candidates <= SuiteLimits.candidates else {
          log.add(
            node,
            "makes more than \(SuiteLimits.arms) weightings or \(SuiteLimits.candidates) "
              + "candidates, the most there may be")
          return []
        }
      }
    }
    return found
  }

  private func schemes(element: SuiteNode) -> [Scheme] {
    if let member = element.members?.first, element.members?.count == 1,
      let tune = member.node["tune"]
    {
      return tuned(element, member, tune)
    }
    if Self.isScalarization(element) {
      guard let (request, place) = log.request(element, kind: "weighting"),
        let sweep = log.scalarization(request, element, place)
      else { return [] }
      return points(sweep, element, place)
    }
    let name = Self.name(element)
    if let name, !weightings.names.contains(name) {
      let known = weightings.names + [Scalarization.name]
      log.add(
        element,
        "unknown weighting \(shortened(name)), expected one of \(known.joined(separator: ", "))"
          + suggestion(for: name, among: known))
      return []
    }
    return log.choice(element, from: weightings).map {
      [Scheme(node: element, weighting: $0.selection)]
    } ?? []
  }

  /// The name that an element gives, where it gives one.
  private static func name(_ element: SuiteNode) -> String? {
    switch element.content {
    case .scalar: element.text.map { String($0.prefix { $0 != ":" }) }
    case .map(let members) where members.count == 1: members[0].key
    default: nil
    }
  }

  private static func isScalarization(_ element: SuiteNode) -> Bool {
    name(element) == Scalarization.name
  }

  /// The numbers of tasks that are trained together.
  private var taskCounts: [Int] {
    var seen = Set<Int>()
    return combinations.map(\.count).filter { seen.insert($0).inserted }
  }

  /// One arm for each point. The centre is the plain sum of the losses, so that it is not trained twice under two names.
  private func points(_ sweep: Scalarization, _ element: SuiteNode, _ place: SuiteNode) -> [Scheme]
  {
    taskCounts.flatMap { count -> [Scheme] in
      log.weights(sweep, tasks: count, element, place).map { weights in
        let isCentre = weights.allSatisfy { $0 == 1 }
        return Scheme(
          node: element,
          weighting: isCentre
            ? Self.standard(SuiteStandards.weighting, weightings) : Self.given(weights),
          taskCount: count, isPoint: true)
      }
    }
  }

  private static func given(_ weights: [Double]) -> Selection<any Weighting> {
    let request = ChoiceRequest(
      name: StaticWeighting.name, options: ["weights": .list(weights.map { .number($0) })])
    do { return try Selection(request, from: weightings) } catch {
      preconditionFailure("points of the simplex are weights: \(error)")
    }
  }

  /// `{cagrad: {tune: {c: [0.2, 0.5]}}}`: every combination of the values, beside the options that are given.
  private func tuned(_ element: SuiteNode, _ member: SuiteNode.Member, _ tune: SuiteNode)
    -> [Scheme]
  {
    guard member.key != Scalarization.name else {
      log.add(
        tune,
        "a sweep has nothing to choose; {static: {tune: {weights: {points: 8}}}} chooses one of "
          + "its points")
      return []
    }
    let fixed = member.node.members!.filter { $0.key != "tune" }
    let rest = SuiteNode(
      path: element.path, line: element.line,
      content: .map([
        SuiteNode.Member(
          key: member.key, line: member.line,
          node: SuiteNode(
            path: member.node.path, line: member.node.line, content: .map(fixed)))
      ]))
    guard let base = schemes(element: rest).first?.weighting else { return [] }
    let entry = weightings.entries.first { $0.name == member.key }!
    guard let keys = log.tunedOptions(tune, of: entry, given: fixed.map(\.key)) else { return [] }
    let hasPoints = keys.contains { if case .points = $0.values { true } else { false } }
    return (hasPoints ? taskCounts.map(Optional.some) : [nil]).compactMap { count in
      scheme(element, base, keys, taskCount: count)
    }
  }

  private func scheme(
    _ element: SuiteNode, _ base: Selection<any Weighting>, _ keys: [TunedOption], taskCount: Int?
  ) -> Scheme? {
    var grid: [[String: (value: OptionValue, node: SuiteNode)]] = [[:]]
    for key in keys {
      let values = log.values(key, tasks: taskCount)
      guard grid.count * values.count <= SuiteLimits.candidates else {
        log.add(
          element,
          "its values to choose from make more than \(SuiteLimits.candidates) candidates, the most "
            + "there may be")
        return nil
      }
      grid = grid.flatMap { chosen in
        values.map { value in chosen.merging([key.name: value]) { _, new in new } }
      }
    }
    var candidates: [Selection<any Weighting>] = []
    for point in grid {
      guard let candidate = log.candidate(base, point) else { return nil }
      candidates.append(candidate)
    }
    guard let first = candidates.first else { return nil }
    var called = first.choice
    for key in keys where Set(candidates.map { $0.choice.options[key.name] }).count > 1 {
      called.options[key.name] = .text("tuned")
    }
    return Scheme(
      node: element, weighting: Selection(item: first.item, choice: called),
      candidates: candidates, taskCount: taskCount)
  }
}

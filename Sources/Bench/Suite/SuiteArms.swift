import Engine
import Records

extension SuiteDraft {
  mutating func readArms() {
    if value("architectures") == nil && value("arms") == nil {
      log.add(path: "architectures", line: root.line, "missing: how tasks share, a list of names")
      return
    }
    rates = value("tune").flatMap(log.rates) ?? []
    if let node = value("architectures") {
      addArms(node, value("weightings"), (network, recipe), rates)
    } else if let node = value("weightings") {
      log.add(node, "weightings without architectures; those of arms go into their blocks")
    }
    guard let node = value("arms") else { return }
    for block in log.elements(node, of: "blocks of architectures and weightings") {
      guard block.members != nil else {
        log.add(block, "found \(block.found), expected a map of architectures and weightings")
        continue
      }
      log.check(
        block,
        keys: ["architectures", "weightings", "combinations"]
          + ChoiceKinds.arm.map(\.key.name) + ["tune"])
      guard let architectures = block["architectures"] else {
        log.add(block, "missing architectures")
        continue
      }
      var own = (
        network: network.changed(ChoiceKinds.network, by: block, log, places),
        recipe: recipe.changed(ChoiceKinds.recipe, by: block, log, places)
      )
      if let node = block[ChoiceKinds.start.key.name] { checkStart(&own.recipe, node) }
      addArms(
        architectures, block["weightings"], own, block["tune"].map(blockRates) ?? rates,
        taskSets: block["combinations"].map(blockSets))
    }
  }

  /// The sets of tasks that the arms of a block are for: some of the suite's.
  private func blockSets(_ node: SuiteNode) -> Set<Set<String>> {
    let sets = readTaskSets(node, allTasks).map { Set($0.map(\.choice.name)) }
    let known = Set(combinations.map { Set($0.map(\.choice.name)) })
    for set in sets where !known.isEmpty && !known.contains(set) {
      log.add(
        node,
        "\(set.sorted().joined(separator: ", ")) is none of the suite's combinations, which have to have it"
      )
    }
    return Set(sets)
  }

  /// `tune: ~` in a block leaves its arms as they are.
  private func blockRates(_ node: SuiteNode) -> [Double] {
    if case .null = node.content { return [] }
    return log.rates(node) ?? []
  }

  private mutating func addArms(
    _ architectureNode: SuiteNode, _ weightingNode: SuiteNode?,
    _ made: (network: Selections, recipe: Selections), _ rates: [Double],
    taskSets: Set<Set<String>>? = nil
  ) {
    let equal = Scheme(
      node: architectureNode, weighting: Self.standard(SuiteStandards.weighting, weightings))
    let listed = weightingNode.map(schemes) ?? [equal]
    let sharing = log.choices(architectureNode, from: architectures)
    guard arms.count + sharing.count * listed.count <= SuiteLimits.arms else {
      log.add(
        architectureNode,
        "\(sharing.count) architectures and \(listed.count) weightings make, with those before, "
          + "more than \(SuiteLimits.arms) arms, the most a suite may have")
      return
    }
    for placed in sharing {
      // What could not be made was reported; the rest is checked all the same.
      guard made.network.isComplete(ChoiceKinds.network),
        made.recipe.isComplete(ChoiceKinds.recipe)
      else { continue }
      for scheme in placed.selection.item.trainsOneTask ? [equal] : listed {
        let arm = SuiteArm(
          architecture: placed.selection, weighting: scheme.weighting, network: made.network,
          recipe: made.recipe, schemes: scheme.candidates, rates: rates,
          taskCount: scheme.taskCount, taskSets: taskSets,
          isPoint: scheme.isPoint)
        add(arm, at: placed.node)
      }
    }
  }

  /// A point of a sweep is left out where its weighting is an arm already, and gives way to one that is written out.
  private mutating func add(_ arm: SuiteArm, at node: SuiteNode) {
    let same = arms.filter { $0.arm.key == arm.key && $0.arm.sharesTaskSets(with: arm) }
    if arm.isPoint, !same.isEmpty { return }
    if let earlier = same.first(where: { !$0.arm.isPoint }) {
      log.add(
        node,
        "\(arm.architecture.choice.label) with \(arm.weighting.choice.label) is an arm already "
          + "(\(earlier.node.path))")
      return
    }
    arms.removeAll { $0.arm.isPoint && $0.arm.key == arm.key }
    arms.append((arm, node))
  }

  /// Whether every network of the suite can be built of frames as large as the data's: those of the arms, and the
  /// baseline's.
  func checkNetworks() {
    guard let dataset else { return }
    var seen = Set<String>()
    func isNew(_ text: String) -> Bool { seen.insert(text).inserted }
    func check(
      _ architecture: Selection<any Architecture>, _ network: Selections,
      _ tasks: [Selection<any LearningTask>], at node: SuiteNode
    ) {
      let parts = network.parts(
        Problem(size: dataset.selection.item.size, tasks: tasks.map(\.item)))
      let isOwn = network.all != self.network.all
      do { try parts.checkDecoder() } catch {
        let decoder = said(ChoiceKinds.decoder.key.name, of: node)
        let text = (decoder == nil ? "no decoder is named: " : "") + "\(error)"
        if isNew(text) {
          log.add(isOwn ? node : decoder ?? value("backbone") ?? node, text)
        }
        return
      }
      do { try parts.check(architecture.item) } catch let error as OptionError {
        if isNew("\(architecture.choice.label): \(error)") {
          log.add(
            error.key.isEmpty
              ? OptionError(key: "", message: "\(architecture.choice.label): \(error.message)")
              : error, ofChoice: node.element(architecture.choice))
        }
      } catch { preconditionFailure("what does not fit is an OptionError, not \(error)") }
    }
    for combination in combinations {
      if network.isComplete(ChoiceKinds.network) {
        check(NetworkSizes.baseline, network, combination, at: value("backbone") ?? root)
      }
      for (arm, node) in arms { check(arm.architecture, arm.network, combination, at: node) }
    }
  }

  func checkWeightings() {
    var seen = Set<String>()
    for (arm, node) in arms where !arm.trainsOneTask {
      for combination in combinations where arm.isFor(combination) {
        for scheme in arm.schemes.isEmpty ? [arm.weighting] : arm.schemes {
          do { try scheme.item.check(tasks: combination.map(\.choice.name)) } catch let error
            as OptionError
          {
            guard seen.insert("\(scheme.choice.label): \(error)").inserted else { continue }
            let place = said("weightings", of: node)?.element(arm.weighting.choice) ?? node
            log.add(error, ofChoice: place)
          } catch { preconditionFailure("what does not fit is an OptionError, not \(error)") }
        }
      }
    }
  }

  mutating func readClaims() {
    guard let node = value("claims") else { return }
    for element in log.elements(node, of: "claims") {
      guard element.members != nil else {
        log.add(element, "found \(element.found), expected architecture, weighting and verdict")
        continue
      }
      log.check(element, keys: ["architecture", "weighting", "verdict"])
      var verdict: String?
      if let node = element["verdict"] {
        verdict = SuiteKey.verdicts.first { $0 == node.text }
        if verdict == nil {
          log.add(
            node,
            "found \(node.found), expected one of \(SuiteKey.verdicts.joined(separator: ", "))"
              + suggestion(for: node.text ?? "", among: SuiteKey.verdicts))
        }
      } else {
        log.add(element, "missing verdict, one of \(SuiteKey.verdicts.joined(separator: ", "))")
      }
      guard let architectureNode = element["architecture"] else {
        log.add(element, "missing architecture")
        continue
      }
      let architecture = log.choice(architectureNode, from: architectures)?.selection.choice
      let weighting =
        element["weighting"].map { log.choice($0, from: weightings)?.selection.choice }
        ?? Self.standard(SuiteStandards.weighting, weightings).choice
      guard let architecture, let weighting, let verdict else { continue }
      claims.append(
        PlacedClaim(
          node: element, architecture: architecture, weighting: weighting, verdict: verdict))
    }
  }
}

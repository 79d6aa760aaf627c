import Engine
import Records

extension SuiteDraft {
  mutating func readArms() {
    if value("architectures") == nil && value("arms") == nil {
      log.add(path: "architectures", line: root.line, "missing: how tasks share, a list of names")
      return
    }
    if let node = value("architectures") {
      addArms(node, value("weightings"), backbone?.selection)
    } else if let node = value("weightings") {
      log.add(node, "weightings without architectures; those of arms go into their blocks")
    }
    guard let node = value("arms") else { return }
    for block in log.elements(node, of: "blocks of architectures and weightings") {
      guard block.members != nil else {
        log.add(block, "found \(block.found), expected a map of architectures and weightings")
        continue
      }
      log.check(block, keys: ["architectures", "weightings", "backbone"])
      guard let architectures = block["architectures"] else {
        log.add(block, "missing architectures")
        continue
      }
      let own = block["backbone"].map { log.choice($0, from: backbones)?.selection }
      addArms(architectures, block["weightings"], own ?? backbone?.selection)
    }
  }

  private mutating func addArms(
    _ architectureNode: SuiteNode, _ weightingNode: SuiteNode?,
    _ backbone: Selection<any Backbone>?
  ) {
    let equal = Self.standard(SuiteStandards.weighting, weightings)
    let schemes =
      weightingNode.map { log.choices($0, from: weightings).map(\.selection) } ?? [equal]
    for placed in log.choices(architectureNode, from: architectures) {
      // A backbone that could not be made was reported; any other lets the rest be checked.
      guard let backbone else { continue }
      for scheme in placed.selection.item.trainsOneTask ? [equal] : schemes {
        let arm = SuiteArm(architecture: placed.selection, weighting: scheme, backbone: backbone)
        if let earlier = arms.first(where: { $0.arm.key == arm.key }) {
          log.add(
            placed.node,
            "\(arm.architecture.choice.label) with \(scheme.choice.label) is an arm already "
              + "(\(earlier.node.path))")
        } else {
          arms.append((arm, placed.node))
        }
      }
    }
  }

  /// Whether every network of the suite can be built: those of the arms, and the baseline's.
  func checkNetworks() {
    var seen = Set<String>()
    func check(
      _ architecture: Selection<any Architecture>, _ backbone: Selection<any Backbone>,
      _ tasks: [Selection<any LearningTask>], at node: SuiteNode
    ) {
      do { try architecture.item.check(backbone.item, tasks: tasks.map(\.item)) } catch {
        let text = "\(architecture.choice.label): \(error)"
        if seen.insert(text).inserted { log.add(node, text) }
      }
    }
    for combination in combinations {
      if let backbone {
        check(NetworkSizes.baseline, backbone.selection, combination, at: backbone.node)
      }
      for (arm, node) in arms { check(arm.architecture, arm.backbone, combination, at: node) }
    }
  }

  func checkWeightings() {
    var seen = Set<String>()
    for (arm, node) in arms where !arm.trainsOneTask {
      for combination in combinations {
        do { try arm.weighting.item.check(tasks: combination.map(\.choice.name)) } catch {
          let text = "\(arm.weighting.choice.label): \(error)"
          if seen.insert(text).inserted { log.add(node, text) }
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
        verdict = SuiteKey.verdicts.first { $0 == node.found }
        if verdict == nil {
          log.add(
            node,
            "found \(node.found), expected one of \(SuiteKey.verdicts.joined(separator: ", "))"
              + suggestion(for: node.found, among: SuiteKey.verdicts))
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

import Engine
import Foundation
import Records

/// Reads suite files. Everything wrong in one, in any of its profiles, is told at once: `SuiteMistakes`.
struct SuiteReader {
  /// Where data sets lie, by name: the command line's word before the environment's and the suite's.
  var dataRoots: DataRoots = DataRoots()
  /// Whether files that networks begin with are looked through: where something is to be trained.
  var opensWeights = false

  /// - Parameter name: how messages call the file.
  func read(_ file: URL, calledBy name: String, profile: Profile) throws -> Suite {
    func mistake(_ message: String) -> SuiteMistake {
      SuiteMistake(file: name, line: 1, path: "", message: message)
    }
    if let wrong = SuiteFile.mistake(folder: file.suiteName) { throw mistake(wrong) }
    let data: Data
    // One byte more than there may be, so that a file without an end is refused as well.
    do { data = try InputFile.read(file, upTo: SuiteLimits.fileSize + 1) } catch {
      switch error {
      case .found(let other):
        throw mistake("found \(other), expected a text file; put the suite into one of this name")
      case .unreadable(let reason): throw mistake("cannot be read: \(reason)")
      }
    }
    guard data.count <= SuiteLimits.fileSize else {
      throw mistake(
        "found more than \(SuiteLimits.fileSize) bytes, the most a suite's file may have")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw mistake("cannot be read as UTF-8 text")
    }
    return try read(text: text, file: file, calledBy: name, profile: profile)
  }

  func read(text: String, file: URL, calledBy name: String, profile: Profile) throws -> Suite {
    let log = MistakeLog(file: name)
    let root = try SuiteNode(text: text, file: name)
    guard root.members != nil else {
      throw SuiteMistakes([
        SuiteMistake(
          file: name, line: root.line, path: "",
          message: "found \(root.found), expected keys such as title, dataset, architectures")
      ])
    }
    let keys = SuiteKey.all.map(\.name)
    log.check(root, keys: keys)
    let overrides = profiles(root, log, keys)
    var wanted: Suite?
    var arms: [SuiteArm] = []
    var claims: [PlacedClaim] = []
    var scalings: [PlacedScaling] = []
    let weights = opensWeights ? WeightsCheck(readsValues: true) : nil
    for candidate in Profile.allCases {
      guard overrides[candidate] != nil || candidate == profile || candidate == .standard else {
        continue
      }
      let merged = overrides[candidate].map { root.overridden(by: $0, choices: SuiteKey.choices) }
      let draft = SuiteDraft(
        merged ?? root, log, dataRoots: dataRoots, folder: file.deletingLastPathComponent(),
        weights: weights)
      arms += draft.arms.map(\.arm)
      claims += draft.claims
      scalings += draft.scalings
      let suite = draft.suite(file: file, profile: candidate)
      if candidate == profile { wanted = suite }
    }
    check(claims, arms, log)
    check(scalings, arms, log)
    if profile != .standard, overrides[profile] == nil {
      let known = Profile.allCases.filter { overrides[$0] != nil || $0 == .standard }
      log.add(
        path: "profiles", line: root["profiles"]?.line ?? root.line,
        "there is no profile \(profile.rawValue) in this suite, only "
          + known.map(\.rawValue).joined(separator: " and "))
    }
    guard log.mistakes.isEmpty, let suite = wanted else { throw SuiteMistakes(log.mistakes) }
    return suite
  }

  private func profiles(_ root: SuiteNode, _ log: MistakeLog, _ keys: [String]) -> [Profile:
    SuiteNode]
  {
    guard let node = root["profiles"] else { return [:] }
    guard let members = node.members else {
      log.add(node, "found \(node.found), expected a map of smoke, standard and full")
      return [:]
    }
    log.check(node, keys: Profile.allCases.map(\.rawValue))
    var overrides: [Profile: SuiteNode] = [:]
    for member in members {
      guard let profile = Profile(rawValue: member.key) else { continue }
      switch member.node.content {
      case .map:
        log.check(member.node, keys: keys.filter { $0 != "profiles" })
        overrides[profile] = member.node
      case .null:
        overrides[profile] = SuiteNode(
          path: member.node.path, line: member.line, content: .map([]))
      default: log.add(member.node, "found \(member.node.found), expected a map of keys to change")
      }
    }
    return overrides
  }

  private func check(_ claims: [PlacedClaim], _ arms: [SuiteArm], _ log: MistakeLog) {
    let multiTask = arms.filter {
      !$0.trainsOneTask || $0.architecture.choice.name != SuiteStandards.baseline
    }
    for claim in claims
    where !multiTask.contains(where: {
      $0.architecture.choice == claim.architecture && $0.isCalled(claim.weighting)
    }) {
      let known = multiTask.map {
        "\($0.architecture.choice.label) with \($0.weighting.choice.label)"
      }
      var seen = Set<String>()
      log.add(
        claim.node,
        "the suite has no arm \(claim.architecture.label) with \(claim.weighting.label); it has "
          + known.filter { seen.insert($0).inserted }.joined(separator: ", "))
    }
  }
}

/// A claim with its arm made out, before it is known whether the suite has that arm.
struct PlacedClaim {
  let node: SuiteNode
  let architecture: Choice
  let weighting: Choice
  let verdict: String
}

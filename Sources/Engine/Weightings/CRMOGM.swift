/// CR-MOGM (Zhou et al., NeurIPS 2022): another scheme's weights, smoothed. λ = a λ′ + (1 − a) λ̂ with λ′ those of the last step and λ̂
/// what the scheme `base` asks for, made with its defaults; the first step takes λ̂. Both the shared and the heads' weights
/// are smoothed; what the base learns, keeps and looks at stays its own.
/// Scale and cost: the base's.
/// Absent task: weight 0; its smoothed weights stay as they are.
public struct CRMOGM: Weighting {
  public static let name = "crmogm"
  public static let summary =
    "CR-MOGM: the weights of another scheme, smoothed over the steps (Zhou et al. 2022)"

  private var base: any Weighting
  private let memory: Double
  /// Of shared and of task-specific parameters; empty before the first step, no number before a task's own.
  private var shared: [Double] = []
  private var specific: [Double] = []

  public init(_ options: inout Options) throws {
    let name = try options.take(
      "base", default: MGDA.name, among: weightingSchemes.map { $0.name },
      "scheme whose weights are smoothed")
    memory = try options.take(
      "alpha", default: 0.9, in: 0...1, "share of the last step's weights")
    var standard = Options()
    guard let type = weightingSchemes.first(where: { $0.name == name }) else {
      preconditionFailure("\(name) is not a weighting scheme")
    }
    base = try type.init(&standard)
  }

  public var needs: Needs { base.needs }
  public var batchesPerStep: Int { base.batchesPerStep }
  public var looksBack: Bool { base.looksBack }
  public func learnedParameters(tasks: Int) -> [Double] { base.learnedParameters(tasks: tasks) }
  public func memoryRows(tasks: Int) -> Int { base.memoryRows(tasks: tasks) }
  public func check(tasks: [String]) throws { try base.check(tasks: tasks) }

  public mutating func observe(before: [Double], after: [Double]) {
    base.observe(before: before, after: after)
  }

  public mutating func combine(_ evidence: Evidence) -> Combination {
    smooth(base.combine(evidence))
  }

  public mutating func combine(
    _ evidence: Evidence, rows: inout GradientRows, memory: inout GradientRows
  ) -> Combination {
    smooth(base.combine(evidence, rows: &rows, memory: &memory))
  }

  private mutating func smooth(_ asked: Combination) -> Combination {
    var combination = asked
    shared = smooth(shared, combination.shared)
    specific = smooth(specific, combination.specific)
    (combination.shared, combination.specific) = (shared, specific)
    return combination
  }

  private func smooth(_ last: [Double], _ now: [Double]) -> [Double] {
    guard !last.isEmpty else { return now }
    return zip(last, now).map { $0.isNaN ? $1 : memory * $0 + (1 - memory) * $1 }
  }

  public static var taskValues: [TaskValues<Self>] { [.unknown(\.shared), .unknown(\.specific)] }

  public func restricted(to places: [Int], of tasks: Int) -> Self {
    var part = valuesRestricted(to: places, of: tasks)
    part.base = base.restricted(to: places, of: tasks)
    return part
  }

  public mutating func absorb(_ part: Self, at places: [Int], of tasks: Int) {
    base.absorb(any: part.base, at: places, of: tasks)
    absorbValues(of: part, at: places, of: tasks)
  }

  /// How many weights of either kind are smoothed, those, then the base's state.
  public var state: [Double] {
    get { [Double(shared.count)] + shared + specific + base.state }
    set {
      let count = Int(newValue[0])
      shared = Array(newValue[1..<1 + count])
      specific = Array(newValue[(1 + count)..<(1 + 2 * count)])
      base.state = Array(newValue[(1 + 2 * count)...])
    }
  }
}

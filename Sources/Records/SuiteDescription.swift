/// What a report must know of a suite beside its records: the question, the margins, the claims and the
/// cells that were planned. `Bench` makes it from `suite.yaml`.
public struct SuiteDescription: Codable, Hashable, Sendable {
  public var name: String
  public var title: String
  public var question: String
  public var profile: String
  /// Non-inferiority margin δ on Δp, in percent: 2 means −2 %.
  public var margin: Double
  /// Margin on every single task, in percent.
  public var taskMargin: Double
  /// Saving of parameters, in percent, from which a network counts as lighter.
  public var minimumSaving: Double
  public var claims: [Claim]
  /// The kinds of choice of its cells, but for architecture and weighting, in the order in which reports
  /// name them.
  public var kinds: [Cell.Kind]
  /// Those that make the network: single-task networks may have others than the multi-task networks that
  /// they are a control of.
  public var networkKinds: [Cell.Kind]
  /// Those in which arms of one comparison may differ, beside architecture and weighting; nil where none of its cells do.
  public var recipeKinds: [Cell.Kind]?
  /// Of kinds that not every cell spells, what those that do not have chosen; nil where every cell spells all.
  public var standards: [String: Choice]?
  /// The architecture of the single-task networks that everything is compared with.
  public var baseline: String
  /// The weighting that adds the losses as they are: the centre of the fixed weights.
  public var plainSum: Choice
  /// Every cell that the profile asks for, in the suite's order, baselines included; those of `tuned` arms apart.
  public var planned: [Cell]
  /// Arms that are chosen from candidates, in the suite's order; nil where there are none.
  public var tuned: [TunedArm]?
  /// What its cells are trained under, each compared for itself, in the suite's order; nil where there is nothing to tell apart.
  public var conditions: [Condition]?
  /// The command that runs the suite with this profile.
  public var command: String
  /// How commands call the suite, where that is not its name.
  public var path: String?
  /// What commands are told of where its data lie; nil where they lie nowhere.
  public var dataOption: String?

  /// What a cell that does not spell a kind has chosen.
  public func standard(_ kind: Cell.Kind) -> Choice? { standards?[kind.name] }

  /// How commands call the suite.
  public var calledBy: String { path ?? name }

  public init(
    name: String, title: String, question: String, profile: String, margin: Double,
    taskMargin: Double, minimumSaving: Double, claims: [Claim], kinds: [Cell.Kind],
    networkKinds: [Cell.Kind], recipeKinds: [Cell.Kind]? = nil, standards: [String: Choice]? = nil,
    baseline: String, plainSum: Choice,
    planned: [Cell],
    tuned: [TunedArm]? = nil, conditions: [Condition]? = nil, command: String,
    path: String? = nil, dataOption: String? = nil
  ) {
    self.name = name
    self.title = title
    self.question = question
    self.profile = profile
    self.margin = margin
    self.taskMargin = taskMargin
    self.minimumSaving = minimumSaving
    self.claims = claims
    self.kinds = kinds
    self.networkKinds = networkKinds
    self.recipeKinds = recipeKinds
    self.standards = standards
    self.baseline = baseline
    self.plainSum = plainSum
    self.planned = planned
    self.tuned = tuned
    self.conditions = conditions
    self.command = command
    self.path = path
    self.dataOption = dataOption
  }
}

/// A sentence that the suite's author expects to hold: "this arm reaches this verdict".
public struct Claim: Codable, Hashable, Sendable {
  /// The architecture and weighting of the arm, spelled as on the command line (`split`, `mtan`).
  public var architecture: String
  public var weighting: String
  /// The weakest verdict that fulfils the claim: `superior`, `non-inferior`, `trade-off`, `no-saving`.
  public var verdict: String

  public init(architecture: String, weighting: String, verdict: String) {
    self.architecture = architecture
    self.weighting = weighting
    self.verdict = verdict
  }
}

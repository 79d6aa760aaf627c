import Report

/// A key of a suite file: the reader refuses others, the JSON Schema and the documents are made from these.
struct SuiteKey {
  enum Shape: Hashable {
    case text, numerics, percent, seeds, duration, arms, claims, taskSets, profiles
    case robustness, diagnostics, fractions, counts, factors, epochsByTask, conditions
    case whole(ClosedRange<Int>)
    /// A list of weightings, sweeps over their weights among them; and what to tune over.
    case schemes, tune
    /// One choice from a catalog, or a list of them.
    case choice(String)
    case choices(String)
  }

  let name: String
  let shape: Shape
  let isRequired: Bool
  let meaning: String

  init(_ name: String, _ shape: Shape, required: Bool = false, _ meaning: String) {
    self.name = name
    self.shape = shape
    isRequired = required
    self.meaning = meaning
  }

  private init(_ kind: any AnyChoiceKind) {
    self.init(
      kind.key.name, .choice(kind.key.name), required: kind.standard == nil, kind.meaning)
  }

  static let all: [SuiteKey] =
    what + ChoiceKinds.arm.map(SuiteKey.init) + arms
    + ChoiceKinds.run.map(SuiteKey.init) + runs

  private static let what = [
    SuiteKey("title", .text, required: true, "heading of the report"),
    SuiteKey("question", .text, required: true, "what the suite is to answer, one sentence"),
    SuiteKey(ChoiceKinds.dataset),
    SuiteKey(
      "tasks", .choices("task"), "what is learned; all that the data set offers if left out"),
    SuiteKey(
      "combinations", .taskSets,
      "sets of tasks to train together: lists of names, or all sets of two or more, or pairs; "
        + "one set of all tasks if left out"),
    SuiteKey(
      "labels", .fractions,
      "by task, the fraction of its training labels that may be seen, chosen by the seed; "
        + "all if left out"),
    SuiteKey(
      "train", .counts,
      "by task, how many training frames it has, chosen by the seed; all if left out"),
    SuiteKey(
      "teachers", .epochsByTask,
      "by task, the epochs of a single-task network whose answers stand for missing training labels where "
        + "several tasks are trained together; none if left out"),
    SuiteKey(
      "conditions", .conditions,
      "what all arms are trained under, each compared for itself: a name and "
        + SuiteDraft.conditionKeys.map(\.name).joined(separator: ", ") + "; one if left out"),
  ]

  private static let arms = [
    SuiteKey(
      "architectures", .choices("architecture"), "how tasks share; each with every weighting"),
    SuiteKey(
      "weightings", .schemes,
      "how losses are combined, or a scalarization: a sweep of fixed weights; equal if left out"),
    SuiteKey(
      "arms", .arms,
      "further arms: blocks of architectures, weightings and, where they differ, "
        + ChoiceKinds.arm.map(\.key.name).joined(separator: ", ")
        + " or tune; with combinations for these sets of tasks only"),
    SuiteKey(
      "tune", .tune,
      "learning rates that every arm and the baseline choose from, on validation with the first seed"
    ),
    SuiteKey(
      "robustness", .robustness,
      "arms trained once more with a task's training loss times a factor; none if left out"),
    SuiteKey(
      "diagnostics", .diagnostics,
      "task gradients measured at every so many steps where the weighting needs losses only; "
        + "not measured if left out"),
  ]

  private static let runs = [
    SuiteKey(
      "epochs", .whole(SuiteLimits.epochs), required: true, "passes over the training split"),
    SuiteKey("batch", .whole(SuiteLimits.batch), required: true, "frames in a training step"),
    SuiteKey(
      "numerics", .numerics,
      "fast, or precise: convolutions that lose no digits, half as fast; fast if left out"),
    SuiteKey("seeds", .seeds, "how many seeds, or which ones; 3 if left out"),
    SuiteKey(
      "pictures", .whole(SuiteLimits.pictures),
      "test frames whose predictions are kept, for the first seed; 0 if left out"),
    SuiteKey(
      "time-limit", .duration,
      "for one cell: 90 s, 20 min, 2 h, at most a year; no limit if left out"),
    SuiteKey("margin", .percent, "non-inferiority margin on Δp in percent; 2 if left out"),
    SuiteKey("task-margin", .percent, "margin on every single task in percent; 5 if left out"),
    SuiteKey(
      "minimum-saving", .percent, "saving of parameters that counts, in percent; 30 if left out"),
    SuiteKey(
      "claims", .claims, "what the author expects to hold; the exit code is 1 where it does not"),
    SuiteKey("profiles", .profiles, "what smoke, standard and full change; maps are merged"),
  ]

  /// Keys whose value is one choice.
  static let choices = Set(
    all.filter { if case .choice = $0.shape { true } else { false } }.map(\.name))

  static let verdicts = ReachedVerdict.allCases.reversed().map(\.rawValue)
}

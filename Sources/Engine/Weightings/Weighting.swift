/// How the losses of several tasks become one update. It sees only `Evidence`, never the network.
public protocol Weighting: Configurable {
  /// What a step must measure for it; the sweep does the cheapest thing that gives it.
  var needs: Needs { get }
  /// Batches that one step takes. With three, the Gramian is that of the first batch's gradients with the second's, and
  /// the coefficients are put on the third's.
  var batchesPerStep: Int { get }
  /// Initial values of the parameters it learns with the network's optimizer, for `tasks` tasks. They are
  /// counted in the network's size.
  func learnedParameters(tasks: Int) -> [Double]
  /// Rows as long as a task's gradient that are kept for it from step to step, zero at first.
  func memoryRows(tasks: Int) -> Int
  /// Refuses options that do not fit the tasks, with an `OptionError`.
  func check(tasks: [String]) throws
  /// What it has one number of for each task: options, and what it keeps from step to step. A task without a label in
  /// a step's batch is left out of the step by way of this list (`PresentTasks.swift`).
  static var taskValues: [TaskValues<Self>] { get }
  /// This scheme for the tasks at these places alone, with what it keeps for them.
  func restricted(to places: [Int], of tasks: Int) -> Self
  /// Takes over what `part`, the scheme of the tasks at these places, keeps; what is kept for the others stays.
  mutating func absorb(_ part: Self, at places: [Int], of tasks: Int)
  /// Called once a step, after forward (and backward, where gradients are needed), before the update. Every task of the
  /// evidence has labels in the step.
  mutating func combine(_ evidence: Evidence) -> Combination
  /// The same with the task gradients, [T, P], on which the coefficients are then put, and with the rows that are kept for the
  /// scheme. Only a `RowWeighting` looks at them.
  mutating func combine(
    _ evidence: Evidence, rows: inout GradientRows, memory: inout GradientRows
  ) -> Combination
  /// Whether the losses of the same batch are measured again after the update: one more forward pass a step.
  var looksBack: Bool { get }
  /// Called with the losses before and after the update, where `looksBack`.
  mutating func observe(before: [Double], after: [Double])
  /// Everything it carries from step to step, so that an interrupted run resumes exactly.
  var state: [Double] { get set }
}

/// A scheme that works on the task gradients component by component. It may rewrite them, and what is kept for it; so it needs
/// `.rows`, and its `combine` is the one that is given them.
public protocol RowWeighting: Weighting {}

extension RowWeighting {
  public mutating func combine(_ evidence: Evidence) -> Combination {
    preconditionFailure("\(Self.name) combines rows")
  }
}

extension Weighting {
  public mutating func combine(
    _ evidence: Evidence, rows: inout GradientRows, memory: inout GradientRows
  ) -> Combination { combine(evidence) }
  public var batchesPerStep: Int { 1 }
  public func learnedParameters(tasks: Int) -> [Double] { [] }
  public func memoryRows(tasks: Int) -> Int { 0 }
  public func check(tasks: [String]) throws {}
  public static var taskValues: [TaskValues<Self>] { [] }
  public var looksBack: Bool { false }
  public mutating func observe(before: [Double], after: [Double]) {}
  public var state: [Double] {
    get { [] }
    set { precondition(newValue.isEmpty, "\(Self.name) carries no state") }
  }
}

/// The update a weighting asks for.
public struct Combination: Sendable {
  /// Coefficient of each task's gradient on the shared parameters.
  public var shared: [Double]
  /// Coefficient of each task's gradient on the parameters of that task alone.
  public var specific: [Double]
  /// Gradient with respect to the learned parameters.
  public var learned: [Double]
  /// Coefficients of the held-out half's gradients as last asked for, added to the others; only where needs are `.bilevel`.
  public var heldOut: [Double]

  public init(
    shared: [Double], specific: [Double], learned: [Double] = [], heldOut: [Double] = []
  ) {
    self.shared = shared
    self.specific = specific
    self.learned = learned
    self.heldOut = heldOut
  }

  /// The same weights for shared and task-specific parameters: the gradient of Σ wₜ Lₜ.
  public init(weights: [Double], learned: [Double] = []) {
    self.init(shared: weights, specific: weights, learned: learned)
  }
}

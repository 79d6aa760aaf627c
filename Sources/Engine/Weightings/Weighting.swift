/// How the losses of several tasks become one update. It sees only `Evidence`, never the network.
public protocol Weighting: Configurable {
  /// What a step must measure for it; the sweep does the cheapest thing that gives it.
  var needs: Needs { get }
  /// Initial values of the parameters it learns with the network's optimizer, for `tasks` tasks. They are
  /// counted in the network's size.
  func learnedParameters(tasks: Int) -> [Double]
  /// Refuses options that do not fit the tasks, with an `OptionError`.
  func check(tasks: [String]) throws
  /// Called once a step, after forward (and backward, where gradients are needed), before the update.
  mutating func combine(_ evidence: Evidence) -> Combination
  /// Everything it carries from step to step, so that an interrupted run resumes exactly.
  var state: [Double] { get set }
}

extension Weighting {
  public func learnedParameters(tasks: Int) -> [Double] { [] }
  public func check(tasks: [String]) throws {}
  public var state: [Double] {
    get { [] }
    set { precondition(newValue.isEmpty, "\(Self.name) carries no state") }
  }
}

/// What a weighting looks at.
public enum Needs: Sendable {
  /// The losses alone: one backward pass whatever the number of tasks.
  case losses
  /// The inner products of the task gradients on the shared parameters.
  case gramian
}

/// What one step measured. Arrays are in the order of the tasks.
public struct Evidence {
  /// 0-based.
  public let epoch: Int
  /// 0-based, within the run.
  public let step: Int
  public let losses: [Double]
  /// Mean training loss of every task in every finished epoch: [epoch][task].
  public let history: [[Double]]
  /// Current values of the learned parameters.
  public let learned: [Double]
  /// G Gᵀ over the shared parameters, [T][T]; empty where `needs` is `.losses`.
  public let gramian: [[Double]]
  /// Draws of this step, the same for every run of the cell.
  public var random: RandomStream
}

/// The update a weighting asks for.
public struct Combination: Sendable {
  /// Coefficient of each task's gradient on the shared parameters.
  public var shared: [Double]
  /// Coefficient of each task's gradient on the parameters of that task alone.
  public var specific: [Double]
  /// Gradient with respect to the learned parameters.
  public var learned: [Double]

  public init(shared: [Double], specific: [Double], learned: [Double] = []) {
    self.shared = shared
    self.specific = specific
    self.learned = learned
  }

  /// The same weights for shared and task-specific parameters: the gradient of Σ wₜ Lₜ.
  public init(weights: [Double], learned: [Double] = []) {
    self.init(shared: weights, specific: weights, learned: learned)
  }
}

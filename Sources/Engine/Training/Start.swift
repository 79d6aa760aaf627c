/// Where the parameters of a network begin.
public protocol Start: Configurable {
  /// The training whose trunk the network begins with; nil where all parameters are drawn.
  var pretraining: Pretraining? { get }
  /// The file whose weights the network begins with; nil where there is none.
  var weights: WeightsChoice? { get }
}

extension Start {
  public var weights: WeightsChoice? { nil }
}

/// Every start that can be named. Adding one: a type, and a line here.
public let starts = Catalog<any Start>(
  "start", [ScratchStart.self, TrunkStart.self, WeightsStart.self])

/// A training before the training: hard sharing with the plain sum, on the same frames.
public struct Pretraining: Sendable, Hashable {
  /// By name; empty for all tasks of the suite.
  public let tasks: [String]
  public let epochs: Int
  /// What the learning rate of the trunk is multiplied by afterwards; 0 keeps the trunk as it is.
  public let rateFactor: Double
}

public struct ScratchStart: Start {
  public static let name = "scratch"
  public static let summary = "Every parameter is drawn at random"

  public init(_ options: inout Options) throws {}

  public var pretraining: Pretraining? { nil }
}

public struct TrunkStart: Start {
  public static let name = "trunk"
  public static let summary =
    "Fine-tuning: encoder and decoder as a network with a head for each of some tasks has learned them; heads are drawn, and what has no such shape"

  private let tasks: [String]
  private let epochs: Int
  private let rate: Double

  public init(_ options: inout Options) throws {
    tasks = try options.take(
      "tasks", default: [], count: 1...64,
      "what the trunk is trained on before; all tasks of the suite if left out")
    epochs = try options.take(
      "epochs", default: 10, in: 1...1_000_000, "passes over the training split before")
    rate = try options.take(
      "rate", default: 1.0, in: 0...1000,
      "what the trunk's learning rate is multiplied by afterwards; 0 keeps its parameters, and its running statistics alone go on"
    )
  }

  public var pretraining: Pretraining? {
    Pretraining(tasks: tasks, epochs: epochs, rateFactor: rate)
  }
}

import Foundation

/// How the learning rate changes over a run.
public protocol Schedule: Configurable {
  /// Factor on the learning rate at `epoch` epochs (fractional) of `epochs`.
  func factor(epoch: Double, epochs: Int) -> Double
}

/// Every schedule that can be named. Adding one: a type, and a line here.
public let schedules = Catalog<any Schedule>(
  "schedule", [ConstantSchedule.self, StepSchedule.self, CosineSchedule.self, WarmUpSchedule.self])

public struct ConstantSchedule: Schedule {
  public static let name = "constant"
  public static let summary = "The same learning rate throughout"

  public init() {}
  public init(_ options: inout Options) throws {}

  public func factor(epoch: Double, epochs: Int) -> Double { 1 }
}

public struct StepSchedule: Schedule {
  public static let name = "step"
  public static let summary =
    "The learning rate is multiplied at regular epochs (MTAN: by 0.5 every 100)"

  private let every: Int
  private let by: Double

  public init(_ options: inout Options) throws {
    every = try options.take("every", default: 100, in: 1...1_000_000, "epochs between two changes")
    by = try options.take("by", default: 0.5, in: 0...1, "factor at each change")
  }

  public func factor(epoch: Double, epochs: Int) -> Double { pow(by, Double(Int(epoch) / every)) }
}

public struct CosineSchedule: Schedule {
  public static let name = "cosine"
  public static let summary =
    "Half a cosine from the full rate to zero, at every step (Loshchilov and Hutter 2017)"

  public init(_ options: inout Options) throws {}

  public func factor(epoch: Double, epochs: Int) -> Double {
    0.5 * (1 + cos(.pi * epoch / Double(epochs)))
  }
}

public struct WarmUpSchedule: Schedule {
  public static let name = "warm-up"
  public static let summary = "A linear rise from zero, then constant or half a cosine to zero"

  public enum Tail: String, CaseIterable, Sendable { case constant, cosine }
  private let length: Double
  private let tail: Tail

  public init(_ options: inout Options) throws {
    length = try options.take("epochs", default: 1.0, in: 0...1e6, "epochs of the rise")
    tail = try options.take("then", default: Tail.cosine, "what follows")
  }

  public func factor(epoch: Double, epochs: Int) -> Double {
    if epoch < length { return epoch / length }
    guard tail == .cosine, Double(epochs) > length else { return 1 }
    return 0.5 * (1 + cos(.pi * (epoch - length) / (Double(epochs) - length)))
  }
}

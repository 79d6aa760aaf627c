/// Given weights that never change.
public struct StaticWeighting: Weighting {
  public static let name = "static"
  public static let summary = "Given weights, one for each task, that never change"

  public let weights: [Double]

  public init(_ options: inout Options) throws {
    weights = try options.take(
      "weights", default: [], "one number for each task, in their order; [] is 1 for all")
    guard weights.allSatisfy({ $0 >= 0 }), weights.isEmpty || weights.contains(where: { $0 > 0 })
    else {
      throw OptionError(
        key: "weights",
        message: "found \(weights), expected numbers that are not negative, not all 0")
    }
  }

  public var needs: Needs { .losses }

  public func check(tasks: [String]) throws {
    guard weights.isEmpty || weights.count == tasks.count else {
      throw OptionError(
        key: "weights",
        message: "found \(weights.count) weights, expected \(tasks.count), one for each of "
          + tasks.joined(separator: ", "))
    }
  }

  public func combine(_ evidence: Evidence) -> Combination {
    Combination(weights: weights.isEmpty ? evidence.losses.map { _ in 1 } : weights)
  }
}

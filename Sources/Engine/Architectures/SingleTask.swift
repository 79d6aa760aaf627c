/// One network for one task: the baseline of every comparison.
public struct SingleTask: Architecture {
  public static let name = "single"
  public static let summary = "One network for each task: the baseline"

  public init(_ options: inout Options) throws {}

  public var trainsOneTask: Bool { true }

  public func build(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
    hardSharing(parts, in: scope)
  }
}

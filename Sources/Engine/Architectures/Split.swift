/// Hard parameter sharing: one trunk, one head per task (Caruana 1997; MTAN's "Multi-Task, Split").
public struct Split: Architecture {
  public static let name = "split"
  public static let summary =
    "Hard sharing: one trunk, a head for each task; wide and deep variants as in MTAN (Liu et al. 2019)"

  public enum Variant: String, CaseIterable, Sendable { case standard, wide, deep }
  public let variant: Variant

  public init(_ options: inout Options) throws {
    variant = try options.take(
      "variant", default: Variant.standard,
      "standard; wide: twice the channels in the last encoder stage; deep: every convolution twice")
  }

  public var demand: Demand { variant == .standard ? .encoder : .decoder }

  public func build(_ backbone: any Backbone, _ problem: Problem, in scope: ParameterScope)
    -> Network
  {
    switch variant {
    case .standard: hardSharing(backbone, problem, in: scope)
    case .wide: hardSharing(backbone.withDecoder.widened(), problem, in: scope)
    case .deep: hardSharing(backbone.withDecoder.deepened(), problem, in: scope)
    }
  }
}

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

  /// On the variant of the backbone, which compares with single-task networks on the backbone itself.
  public func taking(_ parts: NetworkParts) throws -> NetworkParts {
    guard let variant = BackboneVariant(rawValue: variant.rawValue) else { return parts }
    guard let backbone = parts.backbone.varied(variant) else {
      throw OptionError(
        key: "variant",
        message: "found \(variant), which the backbone \(type(of: parts.backbone).name) does not "
          + "have, expected standard")
    }
    return parts.on(backbone)
  }

  public func build(_ parts: NetworkParts, in scope: ParameterScope) -> Sharing {
    hardSharing(parts, in: scope)
  }
}

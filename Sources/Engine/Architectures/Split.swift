/// Hard parameter sharing (Caruana 1997): one trunk, one head per task (MTAN's "Multi-Task, Split"), or one encoder, and a decoder
/// and a head per task (LibMTL's HPS).
public struct Split: Architecture {
  public static let name = "split"
  public static let summary =
    "Hard sharing: one trunk, a head for each task, or one encoder, a decoder for each task; wide and deep variants as in MTAN "
    + "(Liu et al. 2019)"

  public enum Variant: String, CaseIterable, Sendable { case standard, wide, deep }
  public let variant: Variant
  public enum Shared: String, CaseIterable, Sendable {
    /// Encoder and decoder.
    case trunk
    /// Every task that reads a map has a decoder of its own.
    case encoderOnly = "encoder-only"
  }
  private let shares: Shared

  public init(_ options: inout Options) throws {
    variant = try options.take(
      "variant", default: Variant.standard,
      "standard; wide: twice the channels in the last encoder stage; deep: every convolution twice")
    shares = try options.take(
      "shares", default: Shared.trunk, isLater: true,
      "trunk: tasks part at their heads; encoder-only: each has a decoder of its own")
  }

  /// On the variant of the backbone, which compares with single-task networks on the backbone itself.
  public func taking(_ parts: NetworkParts) throws -> NetworkParts {
    if shares == .encoderOnly, parts.shape.inputs.isEmpty {
      throw OptionError(
        key: "shares", message: "found encoder-only, expected trunk: \(withoutSteps(parts))")
    }
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
    switch shares {
    case .trunk: hardSharing(parts, in: scope)
    case .encoderOnly: sharedEncoder(parts, in: scope)
    }
  }

  /// Why there is nothing to part.
  private func withoutSteps(_ parts: NetworkParts) -> String {
    parts.problem.readsMaps
      ? "every task has a \(type(of: parts.decoder).name) of its own already, as the head"
      : "no task of \(parts.problem.tasks.map(\.name).joined(separator: ", ")) has a decoder"
  }
}

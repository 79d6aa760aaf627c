/// What a parameter or a statistic of an encoder is called in files of published weights.
public struct PublishedName: Hashable, Sendable {
  /// In torchvision's networks, or where it has none of the kind in the authors'.
  public let torchvision: String
  /// In timm's, where that is another.
  public let timm: String?

  init(_ torchvision: String, timm: String? = nil) {
    self.torchvision = torchvision
    self.timm = timm == torchvision ? nil : timm
  }
}

/// The name of an encoder's parameter, taken apart: `stage2.block0.conv1.weight`. What is in it is called `rest`, from the layer on.
enum EncoderPlace {
  case stem(rest: String)
  /// A stage that is not made of blocks; levels begin at 0.
  case stage(Int, rest: String)
  case block(Int, index: Int, rest: String)
  case closing(rest: String)

  /// Nil for a name of none of these forms.
  init?(_ name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    func rest(from index: Int) -> String { parts[index...].joined(separator: ".") }
    guard parts.count >= 3 else { return nil }
    switch parts[0] {
    case "stem": self = .stem(rest: rest(from: 1))
    case "closing": self = .closing(rest: rest(from: 1))
    default:
      guard let stage = Self.number(parts[0], after: "stage"), stage >= 1 else { return nil }
      if parts.count >= 4, let index = Self.number(parts[1], after: "block") {
        self = .block(stage - 1, index: index, rest: rest(from: 2))
      } else {
        self = .stage(stage - 1, rest: rest(from: 1))
      }
    }
  }

  /// The number behind a word: 2 of `stage2`; nil of anything else.
  static func number(_ text: String, after prefix: String) -> Int? {
    text.hasPrefix(prefix) ? Int(text.dropFirst(prefix.count)) : nil
  }

  /// `conv.weight` and `bn.bias` of a unit with the names that its two layers have elsewhere; nil for other layers.
  static func unit(_ rest: String, conv: String, bn: String) -> String? {
    if rest.hasPrefix("conv.") { return conv + rest.dropFirst(4) }
    if rest.hasPrefix("bn.") { return bn + rest.dropFirst(2) }
    return nil
  }

  /// What is in a residual block, with the names that its shortcut's two layers have elsewhere.
  static func residual(_ rest: String) -> String? {
    let shortcut = "downsample."
    guard rest.hasPrefix(shortcut) else { return rest }
    return unit(
      String(rest.dropFirst(shortcut.count)), conv: "downsample.0", bn: "downsample.1")
  }
}

extension HRNet {
  /// The authors' `hrnet_w18_small_v2` and `hrnet_w18`, which timm has under the same names.
  public func published(_ name: String) -> PublishedName? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3 else { return nil }
    let rest = Array(parts.dropFirst())
    switch Numbered(parts[0]) {
    case Numbered("stem"):
      return Self.stem(rest)
    case Numbered("layer1"):
      return Self.block(rest).map { PublishedName("layer1.\($0)") }
    case .some(let part) where part.word == "transition":
      return Self.transition(part.number, rest)
    case .some(let part) where part.word == "stage":
      return Self.module(rest).map { PublishedName("stage\(part.number).\($0)") }
    default: return nil
    }
  }

  /// A part of a name that ends in a number; 0 where there is none.
  private struct Numbered: Equatable {
    let word: Substring
    let number: Int

    init?(_ part: String) {
      word = part.prefix { !$0.isNumber }
      let digits = part.dropFirst(word.count)
      guard let number = digits.isEmpty ? 0 : Int(digits) else { return nil }
      self.number = number
    }

    /// The number after a word.
    static func number(_ part: String, after word: String) -> Int? {
      guard part != word, let found = Numbered(part), found.word == word else { return nil }
      return found.number
    }
  }

  /// `conv1.weight`
  private static func stem(_ rest: [String]) -> PublishedName? {
    ["conv1", "bn1", "conv2", "bn2"].contains(rest[0])
      ? PublishedName(rest.joined(separator: ".")) : nil
  }

  /// `block0.conv1.weight`, `block0.downsample.bn.bias`
  private static func block(_ rest: [String]) -> String? {
    guard rest.count >= 3, let index = Numbered.number(rest[0], after: "block") else { return nil }
    guard rest[1] == "downsample" else {
      return "\(index)." + rest[1...].joined(separator: ".")
    }
    return EncoderPlace.unit(
      rest[2...].joined(separator: "."), conv: "downsample.0", bn: "downsample.1"
    ).map { "\(index).\($0)" }
  }

  /// `branch1.conv.weight`: the new branch, which is the last, is one deeper in a list.
  private static func transition(_ number: Int, _ rest: [String]) -> PublishedName? {
    guard let branch = Numbered.number(rest[0], after: "branch") else { return nil }
    let inner = branch == number ? "0." : ""
    return EncoderPlace.unit(
      rest[1...].joined(separator: "."), conv: inner + "0", bn: inner + "1"
    ).map { PublishedName("transition\(number).\(branch).\($0)") }
  }

  /// `module0.branch1.block0.conv1.weight`, `module0.exchange2.from0.conv1.weight`
  private static func module(_ rest: [String]) -> String? {
    guard rest.count >= 5, let module = Numbered.number(rest[0], after: "module") else {
      return nil
    }
    if let branch = Numbered.number(rest[1], after: "branch") {
      return block(Array(rest[2...])).map { "\(module).branches.\(branch).\($0)" }
    }
    guard let to = Numbered.number(rest[1], after: "exchange"),
      let from = Numbered.number(rest[2], after: "from"), let layer = Numbered(rest[3]),
      layer.word == "conv" || layer.word == "bn"
    else { return nil }
    // Steps to a coarser branch are numbered, the one to a finer branch is not.
    let step = from < to ? "\(layer.number)." : ""
    return "\(module).fuse_layers.\(to).\(from).\(step)\(layer.word == "conv" ? 0 : 1)."
      + rest[4...].joined(separator: ".")
  }
}

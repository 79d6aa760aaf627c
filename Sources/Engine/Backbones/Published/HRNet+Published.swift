extension HRNet {
  /// The authors' `hrnet_w18_small_v2` and `hrnet_w18`, which timm has under the same names.
  public func published(_ name: String) -> PublishedName? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3 else { return nil }
    let rest = Array(parts.dropFirst())
    return Self.name(parts[0], rest).map { PublishedName($0) }
  }

  private static func name(_ part: String, _ rest: [String]) -> String? {
    if part == "stem" {
      return ["conv1", "bn1", "conv2", "bn2"].contains(rest[0]) ? joined(rest[...]) : nil
    }
    if part == "layer1" { return block(rest[...]).map { "layer1.\($0)" } }
    if let number = EncoderPlace.number(part, after: "transition") {
      return transition(number, rest).map { "transition\(number).\($0)" }
    }
    if let number = EncoderPlace.number(part, after: "stage") {
      return module(rest).map { "stage\(number).\($0)" }
    }
    return nil
  }

  private static func joined(_ parts: ArraySlice<String>) -> String {
    parts.joined(separator: ".")
  }

  /// `block0.conv1.weight`, `block0.downsample.bn.bias`
  private static func block(_ rest: ArraySlice<String>) -> String? {
    guard let first = rest.first, let index = EncoderPlace.number(first, after: "block") else {
      return nil
    }
    return EncoderPlace.residual(joined(rest.dropFirst())).map { "\(index).\($0)" }
  }

  /// `branch1.conv.weight`: the new branch, which is the last, is one deeper in a list.
  private static func transition(_ number: Int, _ rest: [String]) -> String? {
    guard let branch = EncoderPlace.number(rest[0], after: "branch") else { return nil }
    let inner = branch == number ? "0." : ""
    return EncoderPlace.unit(joined(rest[1...]), conv: inner + "0", bn: inner + "1")
      .map { "\(branch).\($0)" }
  }

  /// `module0.branch1.block0.conv1.weight`, `module0.exchange2.from0.conv1.weight`
  private static func module(_ rest: [String]) -> String? {
    guard rest.count >= 5, let module = EncoderPlace.number(rest[0], after: "module") else {
      return nil
    }
    if let branch = EncoderPlace.number(rest[1], after: "branch") {
      return block(rest[2...]).map { "\(module).branches.\(branch).\($0)" }
    }
    guard let to = EncoderPlace.number(rest[1], after: "exchange"),
      let from = EncoderPlace.number(rest[2], after: "from"),
      let layer = exchanged(rest[3], isStepwise: from < to)
    else { return nil }
    return "\(module).fuse_layers.\(to).\(from).\(layer)." + joined(rest[4...])
  }

  /// `conv1` and `bn1` of the second step to a coarser branch, `conv` and `bn` of the one to a finer branch.
  private static func exchanged(_ layer: String, isStepwise: Bool) -> String? {
    for (place, word) in ["conv", "bn"].enumerated() where layer.hasPrefix(word) {
      guard isStepwise else { return layer == word ? "\(place)" : nil }
      return EncoderPlace.number(layer, after: word).map { "\($0).\(place)" }
    }
    return nil
  }
}

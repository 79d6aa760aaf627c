/// Where a block of MobileNetV2 or EfficientNet stands in published networks: torchvision counts blocks, or rows of the paper's table
/// and blocks in them; timm the latter, from 0.
struct InvertedResidualPlace {
  /// Blocks before it, of the whole network.
  let block: Int
  let row: Int
  let indexInRow: Int

  /// - Parameters:
  ///   - stages: for every block, what is the same in all blocks of a row.
  init<Key: Hashable>(stages: [[Key]], level: Int, index: Int) {
    let before = stages[..<level].reduce(0) { $0 + $1.count }
    block = before + index
    let keys = stages.joined().prefix(block + 1)
    var (row, indexInRow) = (0, -1)
    var last: Key?
    for (place, key) in keys.enumerated() {
      // A stage begins a row.
      let begins = stages.indices.contains { level in
        stages[..<level].reduce(0) { $0 + $1.count } == place
      }
      if place > 0, begins || key != last { (row, indexInRow) = (row + 1, -1) }
      indexInRow += 1
      last = key
    }
    (self.row, self.indexInRow) = (row, indexInRow)
  }
}

/// Names of what is in such a block. `rest` is ours: `expand.conv.weight`.
enum InvertedResidualNames {
  /// torchvision's names of the layers: `units` of those with a norm that is in a sequence with them.
  static func torchvision(
    _ rest: String, expand: String, depthwise: String, squeeze: String, project: String,
    projectNorm: String
  ) -> String? {
    guard let (layer, inner) = parts(rest) else { return nil }
    switch layer {
    case "expand": return EncoderPlace.unit(inner, conv: expand + ".0", bn: expand + ".1")
    case "depthwise": return EncoderPlace.unit(inner, conv: depthwise + ".0", bn: depthwise + ".1")
    case "se": return squeeze + "." + inner
    case "project": return EncoderPlace.unit(inner, conv: project, bn: projectNorm)
    default: return nil
    }
  }

  /// timm's; without expansion its convolutions have other names.
  static func timm(_ rest: String, expands: Bool) -> String? {
    guard let (layer, inner) = parts(rest) else { return nil }
    let first = expands ? 2 : 1
    switch layer {
    case "expand": return EncoderPlace.unit(inner, conv: "conv_pw", bn: "bn1")
    case "depthwise": return EncoderPlace.unit(inner, conv: "conv_dw", bn: "bn\(first)")
    case "se":
      if inner.hasPrefix("fc1.") { return "se.conv_reduce" + inner.dropFirst(3) }
      return inner.hasPrefix("fc2.") ? "se.conv_expand" + inner.dropFirst(3) : nil
    case "project":
      return EncoderPlace.unit(
        inner, conv: expands ? "conv_pwl" : "conv_pw", bn: "bn\(first + 1)")
    default: return nil
    }
  }

  private static func parts(_ rest: String) -> (layer: String, inner: String)? {
    guard let dot = rest.firstIndex(of: ".") else { return nil }
    return (String(rest[..<dot]), String(rest[rest.index(after: dot)...]))
  }
}

extension EfficientNet {
  /// torchvision's `efficientnet_b0` to `efficientnet_b4`, and timm's of these names. Weights that timm took over from TensorFlow
  /// (`tf_efficientnet_…`) have the same names, but were trained with other padding and another ε.
  public func published(_ name: String) -> PublishedName? {
    switch EncoderPlace(name) {
    case .stem(let rest): unit(rest, "features.0", timm: ("conv_stem", "bn1"))
    case .closing(let rest):
      unit(rest, "features.\(2 + lastRow)", timm: ("conv_head", "bn2"))
    case .block(let level, let index, let rest): block(level, index, rest)
    case .stage, nil: nil
    }
  }

  private func unit(_ rest: String, _ place: String, timm: (conv: String, bn: String))
    -> PublishedName?
  {
    EncoderPlace.unit(rest, conv: place + ".0", bn: place + ".1").map {
      PublishedName($0, timm: EncoderPlace.unit(rest, conv: timm.conv, bn: timm.bn))
    }
  }

  private var lastRow: Int {
    let level = stages.count - 1
    return place(level, stages[level].count - 1).row
  }

  private func place(_ level: Int, _ index: Int) -> InvertedResidualPlace {
    InvertedResidualPlace(
      stages: stages.map { $0.map { [$0.size, $0.outputs] } }, level: level, index: index)
  }

  private func block(_ level: Int, _ index: Int, _ rest: String) -> PublishedName? {
    guard stages.indices.contains(level), stages[level].indices.contains(index) else { return nil }
    let expands = stages[level][index].expansion > 1
    let place = place(level, index)
    let first = expands ? 1 : 0
    guard
      let torchvision = InvertedResidualNames.torchvision(
        rest, expand: "block.0", depthwise: "block.\(first)", squeeze: "block.\(first + 1)",
        project: "block.\(first + 2).0", projectNorm: "block.\(first + 2).1"),
      let timm = InvertedResidualNames.timm(rest, expands: expands)
    else { return nil }
    return PublishedName(
      "features.\(place.row + 1).\(place.indexInRow).\(torchvision)",
      timm: "blocks.\(place.row).\(place.indexInRow).\(timm)")
  }
}

extension MobileNetV2 {
  /// torchvision's `mobilenet_v2`, and timm's `mobilenetv2_100`.
  public func published(_ name: String) -> PublishedName? {
    switch EncoderPlace(name) {
    case .stem(let rest): unit(rest, "features.0", timm: ("conv_stem", "bn1"))
    case .closing(let rest):
      unit(
        rest, "features.\(1 + stages.reduce(0) { $0 + $1.count })", timm: ("conv_head", "bn2"))
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

  private func block(_ level: Int, _ index: Int, _ rest: String) -> PublishedName? {
    guard stages.indices.contains(level), stages[level].indices.contains(index) else { return nil }
    let expands = stages[level][index].expansion > 1
    let place = InvertedResidualPlace(
      stages: stages.map { $0.map(\.outputs) }, level: level, index: index)
    let first = expands ? 1 : 0
    guard
      let torchvision = InvertedResidualNames.torchvision(
        rest, expand: "conv.0", depthwise: "conv.\(first)", squeeze: "",
        project: "conv.\(first + 1)", projectNorm: "conv.\(first + 2)"),
      let timm = InvertedResidualNames.timm(rest, expands: expands)
    else { return nil }
    return PublishedName(
      "features.\(place.block + 1).\(torchvision)",
      timm: "blocks.\(place.row).\(place.indexInRow).\(timm)")
  }
}

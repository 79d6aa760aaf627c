extension ResNet {
  /// torchvision's `resnet18` to `resnet152`; timm's have the same names.
  public func published(_ name: String) -> PublishedName? {
    switch EncoderPlace(name) {
    case .stem(let rest):
      return EncoderPlace.unit(rest, conv: "conv1", bn: "bn1").map { PublishedName($0) }
    case .block(let level, let index, let rest):
      return EncoderPlace.residual(rest).map { PublishedName("layer\(level + 1).\(index).\($0)") }
    case .stage, .closing, nil: return nil
    }
  }
}

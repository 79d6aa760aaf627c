extension SegNet {
  /// torchvision's `vgg16_bn`, whose convolutions and norms this encoder has one for one; timm's has the same names. Its classifier
  /// has no counterpart. With every convolution twice (`deep`) there is none.
  public func published(_ name: String) -> PublishedName? {
    guard repeats == 1, case .stage(let level, let rest) = EncoderPlace(name),
      let dot = rest.firstIndex(of: ".")
    else { return nil }
    let leaf = rest[dot...]
    let layer = rest[..<dot]
    let isNorm = layer.hasPrefix("bn")
    guard isNorm || layer.hasPrefix("conv"),
      let unit = Int(layer.drop { $0.isLetter }), unit >= 1, unit <= units(at: level)
    else { return nil }
    // Convolution, norm and ReLU of every unit before, and a pooling between levels.
    let before = (0..<level).reduce(0) { $0 + units(at: $1) } + unit - 1
    return PublishedName("features.\(3 * before + level + (isNorm ? 1 : 0))\(leaf)")
  }
}

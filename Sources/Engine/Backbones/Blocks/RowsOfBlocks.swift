/// The nearest multiple of 8, but no less than 9 tenths of the channels: how torchvision rounds the channels of MobileNetV2 and
/// EfficientNet.
func multipleOfEight(_ channels: Double) -> Int {
  let nearest = max(8, Int(channels + 4) / 8 * 8)
  return Double(nearest) < 0.9 * channels ? nearest + 8 : nearest
}

/// Where rows of blocks end that follow one another in a stage, but for the last.
func rowEnds(_ counts: [Int]) -> [Int] {
  counts.indices.dropLast().map { counts[...$0].reduce(0, +) - 1 }
}

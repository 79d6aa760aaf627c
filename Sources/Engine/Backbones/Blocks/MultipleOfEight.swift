/// The nearest multiple of 8, but no less than 9 tenths of the channels: how torchvision rounds the channels of MobileNetV2 and
/// EfficientNet.
func multipleOfEight(_ channels: Double) -> Int {
  let nearest = max(8, Int(channels + 4) / 8 * 8)
  return Double(nearest) < 0.9 * channels ? nearest + 8 : nearest
}

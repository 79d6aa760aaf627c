/// How a backbone made for ImageNet begins.
public enum Stem: String, CaseIterable, Sendable {
  /// As published, for images of about 224×224: the first layers lower the resolution.
  case imagenet
  /// For small images: the first convolution keeps the resolution, as in networks for CIFAR.
  case small
}

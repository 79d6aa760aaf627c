/// Every backbone that can be named. Adding one: a file, and a line here.
public let backbones = Catalog<any Backbone>(
  "backbone",
  [SegNet.self, ResNet.self, WideResNet.self, MobileNetV2.self, EfficientNet.self, HRNet.self])

/// Every decoder that can be named. Adding one: a file, and a line here.
public let decoders = Catalog<any Decoder>(
  "decoder",
  [
    SegNetDecoder.self, UNet.self, FeaturePyramid.self, FullyConvolutional.self, DeepLab.self,
    PyramidPooling.self,
    LightWeightRefineNet.self, HighResolutionHead.self,
  ])

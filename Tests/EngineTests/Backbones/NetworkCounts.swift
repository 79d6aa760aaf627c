@testable import Engine

/// The counts of a network with SegNet's decoder, where it has one.
func account(
  _ problem: Problem, backbone: any Backbone, architecture: any Architecture,
  weighting: any Weighting
) -> NetworkAccount {
  account(
    NetworkParts(backbone: backbone, decoder: SegNetDecoder(), problem: problem),
    architecture: architecture, weighting: weighting)
}

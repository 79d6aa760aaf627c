import Testing

@testable import Engine

@Suite struct CountTests {
  @Test(arguments: [
    ("mtan", 44_229_076, 216_045_453_312), ("split", 25_055_188, 68_598_890_496),
    ("dense", 123_743_995, 325_823_496_192), ("cross-stitch", 74_941_807, 181_094_842_368),
  ]) func published(_ name: String, _ count: Int, _ macs: Int) throws {
    let problem = Problem(
      size: ImageSize(height: 288, width: 384),
      tasks: try ["segmentation", "depth", "normals"].map { try tasks.make($0).item })
    let found = account(
      problem, backbone: SegNet(width: 1), architecture: try architectures.make(name).item,
      weighting: try weightings.make("uncertainty").item)
    #expect(found.parameters == count)
    #expect(found.macs == macs)
  }
}

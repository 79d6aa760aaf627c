import KernelTable
import Testing

@testable import Engine

@Suite struct ConvolutionAlgorithmTests {
  private func choice(
    _ image: Extent, _ outputs: Int, size: Int = 3, stride: Int = 1, trains: Bool = true,
    precise: Bool = false
  ) -> ConvolutionAlgorithm {
    ConvolutionAlgorithm(
      Window(image: image, size: size, stride: stride, padding: size / 2), outputs: outputs,
      trains: trains, precise: precise)
  }

  @Test func manyTilesTakeTheLargeOnes() {
    #expect(choice(Extent(8, 64, 64, 16), 16) == .winograd(tile: 4))
    #expect(choice(Extent(8, 32, 64, 256), 256) == .winograd(tile: 4))
  }

  @Test func fewTilesTakeSmallerOnes() {
    #expect(choice(Extent(8, 4, 4, 128), 128) == .winograd(tile: 2))
    #expect(choice(Extent(16, 4, 4, 256), 256) == .winograd(tile: 4))
    #expect(choice(Extent(16, 2, 2, 512), 512) == .winograd(tile: 2))
    #expect(choice(Extent(1, 2, 2, 512), 512) == .columns)
  }

  @Test func preciseNumericsNeverTakeTheLargeOnes() {
    for extent in [8, 16, 64] {
      for channels in [16, 64, 512] {
        let found = choice(Extent(8, extent, extent, channels), channels, precise: true)
        #expect(found != .winograd(tile: 4))
      }
    }
  }

  @Test func imagesOfThreeChannelsAreReadInPlace() {
    #expect(choice(Extent(8, 64, 64, 3), 64, trains: false) == .direct)
    #expect(choice(Extent(16, 64, 64, 3), 64, size: 7, stride: 2, trains: false) == .direct)
    // There is no direct way back through a stride.
    #expect(choice(Extent(16, 64, 64, 3), 64, size: 7, stride: 2, trains: true) == .columns)
  }

  @Test func theRestIsMultiplied() {
    #expect(choice(Extent(8, 16, 16, 64), 256, size: 1) == .columns)
    #expect(choice(Extent(8, 16, 16, 64), 64, stride: 2) == .columns)
    #expect(choice(Extent(8, 16, 16, 20), 20) == .columns)
  }
}

import Testing

@testable import Engine

/// Images of any size in frames of one size.
@Suite struct FrameFitTests {
  private static func size(_ height: Int, _ width: Int) -> ImageSize {
    ImageSize(height: height, width: width)
  }

  /// Every pixel its place: row · 10 + column, from 1.
  private static func places(_ size: ImageSize) -> [Float] {
    (0..<size.height * size.width).map { Float(11 + $0 / size.width * 10 + $0 % size.width) }
  }

  @Test(arguments: FrameFit.Rule.allCases) func framesOfTheirSizeStay(_ rule: FrameFit.Rule) {
    let values = Self.places(Self.size(3, 4))
    let fit = FrameFit(rule, Self.size(3, 4), to: Self.size(3, 4))
    #expect(fit.isIdentity)
    #expect(fit.map(values, channels: 1, missing: -1) == values)
    #expect(fit.image(values, channels: 1, by: .triangle) == values)
    #expect(fit.image(values, channels: 1, by: .bilinear) == values)
  }

  /// The middle of what is too wide or too high, without a change of scale where none is needed.
  @Test func cropTakesTheMiddle() {
    let wide = FrameFit(.crop, Self.size(2, 6), to: Self.size(2, 2))
    let columns: [Float] = [13, 14, 23, 24]
    #expect(wide.map(Self.places(Self.size(2, 6)), channels: 1, missing: -1) == columns)
    #expect(wide.image(Self.places(Self.size(2, 6)), channels: 1, by: .triangle) == columns)
    let high = FrameFit(.crop, Self.size(5, 2), to: Self.size(2, 2))
    #expect(high.map(Self.places(Self.size(5, 2)), channels: 1, missing: -1) == [21, 22, 31, 32])
    // Half the size of the middle four columns.
    let half = FrameFit(.crop, Self.size(4, 6), to: Self.size(2, 2))
    #expect(half.map(Self.places(Self.size(4, 6)), channels: 1, missing: -1) == [23, 25, 43, 45])
  }

  /// All of it is there, in the middle, and the rest has no label.
  @Test func padFillsTheRest() {
    let wide = FrameFit(.pad, Self.size(1, 3), to: Self.size(4, 3))
    let image = Self.places(Self.size(1, 3))
    let nothing: [Float] = [0, 0, 0]
    #expect(
      wide.image(image, channels: 1, by: .triangle) == nothing + image + nothing + nothing)
    #expect(
      wide.map(image, channels: 1, missing: -1)
        == [-1, -1, -1] + image + [-1, -1, -1, -1, -1, -1])
    let high = FrameFit(.pad, Self.size(4, 2), to: Self.size(2, 3))
    #expect(
      high.map(Self.places(Self.size(4, 2)), channels: 1, missing: 0) == [0, 22, 0, 0, 42, 0])
  }

  /// Channels stay together.
  @Test func vectorsAreCroppedAndPaddedWhole() {
    let vectors: [Float] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    let crop = FrameFit(.crop, Self.size(1, 3), to: Self.size(1, 1))
    #expect(crop.map(vectors, channels: 3, missing: 0) == [4, 5, 6])
    let pad = FrameFit(.pad, Self.size(1, 3), to: Self.size(3, 3))
    let zeros = [Float](repeating: 0, count: 9)
    #expect(pad.map(vectors, channels: 3, missing: 0) == zeros + vectors + zeros)
  }

  /// Stretching is what it was: every pixel of the frame from the whole image.
  @Test func resizeTakesAll() {
    let image = Self.places(Self.size(3, 5))
    let fit = FrameFit(.resize, Self.size(3, 5), to: Self.size(6, 5))
    #expect(
      fit.image(image, channels: 1, by: .triangle)
        == SmoothResize(Self.size(3, 5), to: Self.size(6, 5))(image, channels: 1))
    #expect(fit.map(image, channels: 1, missing: -1).min() == 11)
  }

  /// The shapes of crops and pads are as near to the frame's as whole pixels are, and never empty.
  @Test func extremeShapesAreFitted() {
    for (height, width) in [(1, 1000), (1000, 1), (1, 1), (333, 7), (64, 63), (63, 64)] {
      let image = Self.size(height, width)
      let values = [Float](repeating: 1, count: height * width)
      for rule in FrameFit.Rule.allCases {
        let fit = FrameFit(rule, image, to: Self.size(16, 24))
        let map = fit.map(values, channels: 1, missing: 0)
        #expect(map.count == 16 * 24 && map.contains(1))
        #expect(fit.image(values, channels: 1, by: .triangle).count == 16 * 24)
        if rule != .pad { #expect(!map.contains(0)) }
      }
    }
  }
}

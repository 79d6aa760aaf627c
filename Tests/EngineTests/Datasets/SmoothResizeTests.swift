import TestSupport
import Testing

@testable import Engine

/// Against PyTorch 2.13: `interpolate(mode="bilinear", antialias=True, align_corners=False)` of one 5×4 image.
@Suite struct SmoothResizeTests {
  private static let image: [Float] = [
    0, 10, 20, 200, 40, 90, 30, 7, 255, 3, 60, 80, 9, 14, 77, 100, 1, 2, 3, 4,
  ]

  private static let results: [(ImageSize, [Float])] = [
    (ImageSize(height: 2, width: 2), [54.844158, 59.474030, 38.883114, 47.935062]),
    (
      ImageSize(height: 3, width: 3),
      [
        25.285713, 34.285713, 89.385719, 114.222229, 40.944443, 64.888885, 5.242857, 20.928576,
        42.014290,
      ]
    ),
    (
      ImageSize(height: 5, width: 2),
      [
        7.142857, 95.714287, 60, 28.714287, 119.142853, 60.428570, 20.857143, 77.857140, 1.714286,
        3.285714,
      ]
    ),
    (
      ImageSize(height: 2, width: 7),
      [
        74.727280, 62.795460, 43.704544, 38.545456, 39.590919, 70.136368, 89.227280, 63.772705,
        44.974022, 14.896100, 29.295450, 48.399349, 55.957794, 60.681810,
      ]
    ),
  ]

  @Test(arguments: 0..<4) func matchesPyTorch(_ index: Int) {
    let (size, expected) = Self.results[index]
    let found = SmoothResize(ImageSize(height: 5, width: 4), to: size)(Self.image, channels: 1)
    #expect(found.count == expected.count)
    for (one, other) in zip(found, expected) { #expect(abs(one - other) < 1e-4) }
  }

  /// Stripes that are finer than the result's pixels become grey, as plain bilinear sampling would not make them.
  @Test func whatIsFinerThanAPixelIsAveraged() {
    let stripes = (0..<16 * 16).map { Float($0 % 2 * 200) }
    let found = SmoothResize(
      ImageSize(height: 16, width: 16), to: ImageSize(height: 4, width: 4))(stripes, channels: 1)
    for value in found { #expect(abs(value - 100) < 10) }
  }
}

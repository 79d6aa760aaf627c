import Testing

@testable import Engine

/// Boxes move with the pixels that they are around.
@Suite struct ViewedBoxesTests {
  private static let size = ImageSize(height: 40, width: 60)

  private func object(_ left: Float, _ top: Float, _ right: Float, _ bottom: Float)
    -> LabelledObject
  {
    LabelledObject(
      box: Box(left: left, top: top, right: right, bottom: bottom), category: 3)
  }

  @Test func theWholeFrameChangesNothing() {
    let all = [object(0, 0, 60, 40), object(3, 4, 5, 6)]
    #expect(View(Self.size).objects(all) == all)
  }

  @Test func aMirrorExchangesLeftAndRight() {
    var view = View(Self.size)
    view.mirrored = true
    #expect(view.objects([object(3, 4, 15, 6)]) == [object(45, 4, 57, 6)])
  }

  /// A window of half the size, of which everything is seen twice as large.
  @Test func aWindowCutsAndEnlarges() {
    var view = View(Self.size)
    (view.top, view.left, view.height, view.width) = (10, 20, 20, 30)
    var cut = object(0, 20, 10, 40)
    cut.standing = .ignored
    let found = view.objects([
      object(24, 12, 30, 20), object(15, 20, 25, 30), object(0, 0, 19, 40), object(45, 35, 50, 50),
    ])
    // The second's centre lies on the left edge, which belongs to the window; the third is not seen; the last's centre lies outside.
    #expect(found == [object(8, 4, 20, 20), object(0, 20, 10, 40)])
    let outside = view.objects([object(14, 20, 25, 30)])
    #expect(outside == [cut])
    view.mirrored = true
    #expect(view.objects([object(24, 12, 30, 20)]) == [object(40, 4, 52, 20)])
  }

  /// As a map of the pixels within the box moves.
  @Test func asPixelsDo() {
    var random = RandomStream(seed: 2, "views")
    for _ in 0..<50 {
      let view = ScaledCropSample.view(of: Self.size, &random)
      let (left, top) = (random.index(below: 40), random.index(below: 25))
      let box = object(Float(left), Float(top), Float(left + 15), Float(top + 12))
      var map = [Float](repeating: 0, count: 60 * 40)
      for row in top..<top + 12 { for column in left..<left + 15 { map[row * 60 + column] = 1 } }
      var seen = [Float](repeating: 0, count: 60 * 40)
      view.copyNearest(from: map, to: &seen, channels: 1)
      let pixels = seen.indices.filter { seen[$0] == 1 }
      guard let shown = view.objects([box]).first else {
        #expect(pixels.isEmpty)
        continue
      }
      let columns = pixels.map { Float($0 % 60) }
      guard let first = columns.min(), let last = columns.max() else { continue }
      // Within the pixel that nearest neighbours may be off by, enlarged.
      #expect(abs(first - shown.box.left) <= 2 && abs(last + 1 - shown.box.right) <= 2)
    }
  }

  private enum ScaledCropSample {
    static func view(of size: ImageSize, _ random: inout RandomStream) -> View {
      let crop = try! augmentations.make("mtan").item
      return crop.view(of: size, &random)
    }
  }
}

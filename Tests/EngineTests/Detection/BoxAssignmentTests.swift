import Testing

@testable import Engine

@Suite struct BoxAssignmentTests {
  private let grid = DetectionGrid(ImageSize(height: 128, width: 128), finest: 8, count: 3)

  private func object(
    _ left: Float, _ top: Float, _ right: Float, _ bottom: Float, ignored: Bool = false
  )
    -> LabelledObject
  {
    LabelledObject(
      box: Box(left: left, top: top, right: right, bottom: bottom), category: 0,
      ignored ? .ignored : .counts)
  }

  private func locations(_ objects: [LabelledObject], _ wanted: BoxAssignment.Target) -> [[Int]] {
    let assignment = BoxAssignment(objects)
    return grid.levels.map { level in
      (0..<level.locations).filter { assignment.target(level, $0) == wanted }
    }
  }

  @Test func levelsCoverTheFrame() {
    let odd = DetectionGrid(ImageSize(height: 75, width: 101), finest: 8, count: 5)
    #expect(odd.levels.map(\.stride) == [8, 16, 32, 64, 128])
    #expect(odd.levels.map(\.size.height) == [10, 5, 3, 2, 1])
    #expect(odd.levels.map(\.size.width) == [13, 7, 4, 2, 1])
    #expect(odd.levels[1].centre(8) == (24, 24))
    #expect(odd.levels.map(\.range.lowerBound) == [0, 64, 128, 256, 512])
    #expect(odd.levels.map(\.range.upperBound) == [64, 128, 256, 512, .infinity])
  }

  /// A square of 32 pixels about the middle of the frame: the locations within 1.5 strides, at the finest level alone.
  @Test func locationsNearTheMiddle() {
    let found = locations([object(48, 48, 80, 80)], .object(0))
    // Centres at 60 and 68 both ways, and those at 52 and 76, which are exactly 12 away, are out.
    #expect(found[0] == [7 * 16 + 7, 7 * 16 + 8, 8 * 16 + 7, 8 * 16 + 8])
    #expect(found[1].isEmpty && found[2].isEmpty)
  }

  @Test func largeObjectsBelongToCoarseLevels() {
    let found = locations([object(0, 0, 128, 128)], .object(0))
    #expect(found[0].isEmpty && !found[1].isEmpty && found[2].isEmpty)
    // Beyond the reach of the level before, at locations far from the middle, too.
    let wide = locations([object(-100, 0, 228, 128)], .object(0))
    #expect(wide[0].isEmpty && wide[1].isEmpty && !wide[2].isEmpty)
  }

  @Test func ofSeveralTheSmallestCounts() {
    let objects = [object(40, 40, 88, 88), object(56, 56, 72, 72)]
    let small = locations(objects, .object(1))[0]
    #expect(small == [7 * 16 + 7, 7 * 16 + 8, 8 * 16 + 7, 8 * 16 + 8])
    #expect(locations(objects, .object(0))[0].isEmpty)
    // Of equals the first.
    let twins = [object(48, 48, 80, 80), object(48, 48, 80, 80)]
    #expect(locations(twins, .object(0))[0].count == 4 && locations(twins, .object(1))[0].isEmpty)
  }

  /// What is ignored asks for nothing, but takes no location from an object.
  @Test func ignoredRegionsAreNeitherRightNorWrong() {
    let objects = [object(0, 0, 128, 64, ignored: true), object(48, 32, 80, 64)]
    let ignored = locations(objects, .ignored)
    #expect(ignored[0].count == 16 * 8 - locations(objects, .object(1))[0].count)
    #expect(locations(objects, .object(0)).joined().isEmpty)
    #expect(locations(objects, .background)[2] == Array(8..<16))
  }

  @Test func sidesAndCenterness() {
    let sides = Sides(of: Box(left: 10, top: 20, right: 40, bottom: 30), x: 20, y: 22)
    #expect(sides == Sides(left: 10, top: 2, right: 20, bottom: 8))
    #expect(abs(sides.centerness - (0.5 * 0.25).squareRoot()) < 1e-6)
    #expect(Sides(left: 3, top: 2, right: 3, bottom: 2).centerness == 1)
  }
}

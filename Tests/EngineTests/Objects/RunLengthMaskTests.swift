import Testing

@testable import Engine

/// Masks against pycocotools' (`scripts/fixtures/objects.py`), pixel for pixel.
@Suite struct RunLengthMaskTests {
  struct Contents: Decodable {
    let polygons: [Outline]
    let pairs: [Pair]
  }

  struct Outline: Decodable, Sendable {
    let polygon: [Double]
    let size: [Int]
    let counts: String
    let area: Int
    let box: [Double]
  }

  struct Pair: Decodable, Sendable {
    struct Mask: Decodable, Sendable {
      let size: [Int]
      let counts: String

      func mask() throws -> RunLengthMask {
        try RunLengthMask(
          compressed: counts, size: ImageSize(height: size[0], width: size[1]))
      }
    }
    let found: Mask
    let truth: Mask
    /// Those of `found`.
    let runs: [Int]
    let overlap: Double
    let withCrowd: Double
    let union: String
  }

  private static let contents = FixtureLibrary.json("masks.json", Contents.self)

  @Test func polygonsHaveThePixelsOfPycocotools() throws {
    for outline in Self.contents.polygons {
      let size = ImageSize(height: outline.size[0], width: outline.size[1])
      let mask = try RunLengthMask(polygon: outline.polygon, size: size)
      #expect(mask == (try RunLengthMask(compressed: outline.counts, size: size)), "\(outline)")
      #expect(mask.area == outline.area)
      let box = mask.box
      #expect([box.left, box.top, box.width, box.height] == outline.box, "\(outline)")
    }
  }

  @Test func masksOverlapAsInPycocotools() throws {
    for pair in Self.contents.pairs {
      let (found, truth) = (try pair.found.mask(), try pair.truth.mask())
      #expect(found.runs.map(Int.init) == pair.runs)
      func overlap(_ standing: LabelledObject.Standing) -> Double {
        MaskOverlap().value(found, TruthObject(truth, category: 0, area: 1, standing))
      }
      #expect(abs(overlap(.counts) - pair.overlap) < 1e-12)
      #expect(abs(overlap(.crowd) - pair.withCrowd) < 1e-12)
      #expect(
        found.union(truth) == (try RunLengthMask(compressed: pair.union, size: found.size)))
    }
  }

  /// A square of four pixels, by hand: columns 1 and 2 of a 4×4 image, rows 1 and 2.
  @Test func aSquareByHand() throws {
    let size = ImageSize(height: 4, width: 4)
    let square = try RunLengthMask(polygon: [1, 1, 3, 1, 3, 3, 1, 3], size: size)
    #expect(square == RunLengthMask(size: size, runs: [5, 2, 2, 2, 5]))
    #expect(square.area == 4 && square.box == PixelBox(left: 1, top: 1, width: 2, height: 2))
    // Runs of no length say nothing.
    #expect(square == RunLengthMask(size: size, runs: [5, 1, 0, 1, 2, 2, 5, 0]))
    #expect(RunLengthMask(size: size, runs: [5, 2, 2, 2, 4]) == nil)
    #expect(RunLengthMask(size: size, runs: [5, 12]) == nil)
  }

  @Test(arguments: [
    ("~", "the character"), ("P", "cut off"), ("0", "do not fill"), ("1O", "do not fill"),
    ("PPPPPPPPPPPPPP", "do not fill"),
  ])
  func damagedTextsAreRefused(text: String, message: String) {
    let size = ImageSize(height: 2, width: 2)
    do {
      _ = try RunLengthMask(compressed: text, size: size)
      Issue.record("\(text) is no mask")
    } catch { #expect("\(error.found)".contains(message)) }
  }

  private static let noOutlines: [([Double], String)] = [
    ([0, 0, 1, 1], "4 numbers"), ([0, 0, 1, 1, 2], "5 numbers"), ([0, 0, 1, 1, 1e9, 2], "1"),
    ([0, 0, 4e6, 0, 0, 0, 4e6, 0], "more than 4194304 pixels"),
  ]

  @Test(arguments: noOutlines)
  func outlinesThatCannotBeAreRefused(corners: [Double], message: String) {
    do {
      _ = try RunLengthMask(polygon: corners, size: ImageSize(height: 2, width: 2))
      Issue.record("\(corners) is no outline")
    } catch { #expect(error.found.contains(message)) }
  }
}

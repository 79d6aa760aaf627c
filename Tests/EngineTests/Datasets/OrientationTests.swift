import Foundation
import Testing

@testable import Engine

/// The upright pixels of 1 2 3 over 4 5 6, as EXIF 2.32 defines its eight orientations.
private let turns: [(Int, [UInt16])] = [
  (1, [1, 2, 3, 4, 5, 6]), (2, [3, 2, 1, 6, 5, 4]), (3, [6, 5, 4, 3, 2, 1]),
  (4, [4, 5, 6, 1, 2, 3]), (5, [1, 4, 2, 5, 3, 6]), (6, [4, 1, 5, 2, 6, 3]),
  (7, [6, 3, 5, 2, 4, 1]), (8, [3, 6, 2, 5, 1, 4]),
]

private let stored = ImageSize(height: 2, width: 3)

@Test(arguments: turns, [false, true])
func picturesAreTurnedUpright(_ turn: (Int, [UInt16]), _ isBigEndian: Bool) throws {
  let (number, upright) = turn
  let data = exif(orientation: number, isBigEndian: isBigEndian)
  let file = HandMadePNG(
    height: 2, width: 3, kind: .grey, bits: 8, samples: [1, 2, 3, 4, 5, 6], exif: data)
  let raster = try Raster.colour(file.data, "rgb/1.png")
  #expect(raster.size == (number < 5 ? stored : ImageSize(height: 3, width: 2)))
  #expect(raster.samples == upright.flatMap { [$0, $0, $0] })
}

@Test func jpegsAreTurnedUpright() throws {
  let pixels = (0..<8 * 16).flatMap { $0 % 16 < 8 ? [250, 0, 0] : [0, 250, 0] as [UInt8] }
  let file = jpeg(pixels, height: 8, width: 16)
  let turned = try Raster.colour(file.withEXIF(exif(orientation: 6)), "rgb/1.jpg")
  #expect(turned.size == ImageSize(height: 16, width: 8))
  // The left half as stored is the upper half upright.
  let red = stride(from: 0, to: turned.samples.count, by: 3).map { turned.samples[$0] }
  #expect(red.prefix(64).allSatisfy { $0 > 200 } && red.suffix(64).allSatisfy { $0 < 50 })
  #expect(try Raster.colour(file, "rgb/1.jpg").size == ImageSize(height: 8, width: 16))
}

@Test(
  arguments: [
    [], [0x49, 0x49], exif(orientation: 0), exif(orientation: 9), exif(orientation: 70),
    Array(exif(orientation: 6).prefix(12)), [0x49, 0x49, 0x2A, 0, 0xFF, 0xFF, 0xFF, 0xFF],
    [0x49, 0x49, 0x2A, 0, 8, 0, 0, 0, 0xFF, 0xFF],
  ] as [[UInt8]])
func whatNamesNoOrientationIsUpright(_ bytes: [UInt8]) {
  #expect(Orientation(exif: Data(bytes)) == .upright)
}

@Test func mapsAreNotTurned() {
  let file = HandMadePNG(
    height: 1, width: 1, kind: .grey, bits: 8, samples: [1], exif: exif(orientation: 6))
  #expect { try Raster.samples(file.data, "seg13/1.png") } throws: {
    "\($0)".hasPrefix("seg13/1.png: found the EXIF orientation 6, expected none in a map")
  }
}

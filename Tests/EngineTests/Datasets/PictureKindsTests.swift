import Foundation
import Testing

@testable import Engine

private func refusal(_ body: () throws -> Raster) -> String {
  do {
    _ = try body()
    return "read"
  } catch { return "\(error)" }
}

@Test(
  arguments: [
    (HandMadePNG.Kind.palette, 1), (.palette, 2), (.palette, 4), (.palette, 8), (.grey, 1),
    (.grey, 2), (.grey, 4), (.grey, 8), (.grey, 16),
  ], [false, true])
func labelsAreTheNumbersInThePNG(
  _ kind: (HandMadePNG.Kind, Int), _ isInterlaced: Bool
) throws {
  let (kind, bits) = kind
  // 11 columns end within a byte, and leave some of Adam7's passes with rows of one pixel.
  let samples = (0..<9 * 11).map {
    UInt16(truncatingIfNeeded: $0 * 7 + $0 / 11) % (1 << min(bits, 12))
  }
  let palette = [UInt8](repeating: 77, count: kind == .palette ? 3 << bits : 0)
  let file = HandMadePNG(
    height: 9, width: 11, kind: kind, bits: bits, samples: samples, palette: palette,
    isInterlaced: isInterlaced)
  let raster = try Raster.samples(file.data, "seg13/1.png")
  #expect(raster.size == ImageSize(height: 9, width: 11) && raster.channels == 1)
  #expect(raster.bits == bits)
  #expect(raster.samples == samples)
}

/// Kind, bits, samples of one pixel, and the colour that they are.
private let pixels: [(HandMadePNG.Kind, Int, [UInt16], [UInt16])] = [
  (.palette, 1, [1], [10, 20, 30]), (.palette, 2, [1], [10, 20, 30]),
  (.palette, 4, [1], [10, 20, 30]), (.palette, 8, [1], [10, 20, 30]),
  (.grey, 1, [1], [255, 255, 255]), (.grey, 2, [1], [85, 85, 85]), (.grey, 4, [2], [34, 34, 34]),
  (.grey, 8, [99], [99, 99, 99]), (.grey, 16, [0x6380], [0x63, 0x63, 0x63]),
  (.greyWithAlpha, 8, [99, 0], [99, 99, 99]), (.greyWithAlpha, 16, [0x6300, 9], [99, 99, 99]),
  (.colour, 8, [1, 2, 3], [1, 2, 3]), (.colour, 16, [0x1FF, 0x200, 0x3FE], [1, 2, 3]),
  (.colourWithAlpha, 8, [1, 2, 3, 4], [1, 2, 3]),
  (.colourWithAlpha, 16, [0x100, 0x200, 0x300, 0], [1, 2, 3]),
]

@Test(arguments: pixels, [false, true])
func colourIsReadFromEveryPNG(
  _ pixel: (HandMadePNG.Kind, Int, [UInt16], [UInt16]), _ isInterlaced: Bool
) throws {
  let (kind, bits, samples, colour) = pixel
  let file = HandMadePNG(
    height: 3, width: 5, kind: kind, bits: bits, samples: (0..<15).flatMap { _ in samples },
    palette: kind == .palette ? [0, 0, 0, 10, 20, 30] : [], isInterlaced: isInterlaced)
  let raster = try Raster.colour(file.data, "rgb/1.png")
  #expect(raster.channels == 3 && raster.bits == 8)
  #expect(raster.samples == (0..<15).flatMap { _ in colour })
}

@Test func jpegsOfOneComponentAndWithArithmeticCodingAreColour() throws {
  let grey = greyJPEG([UInt8](repeating: 99, count: 64), height: 8, width: 8)
  let raster = try Raster.colour(grey, "rgb/1.jpg")
  #expect(raster.channels == 3 && raster.samples.allSatisfy { $0 == 99 })
  let arithmetic = try Raster.colour(arithmeticJPEG, "rgb/1.jpg").samples
  #expect(zip(arithmetic, [200, 60, 30]).allSatisfy { abs(Int($0) - $1) <= 3 })
}

private let photo = jpeg((0..<3072).map { UInt8($0 % 251) }, height: 32, width: 32)

@Test(arguments: [
  (cmykJPEG(height: 8, width: 8), "found a JPEG in CMYK (stored as YCCK), expected RGB or grey"),
  (photo.withFrame(marker: 0xC1, precision: 12), "found a JPEG of 12 bits, expected a baseline"),
  (photo.withFrame(marker: 0xC3, precision: 8), "found a lossless JPEG"),
  (photo.withFrame(marker: 0xC5, precision: 8), "found a hierarchical JPEG"),
  (photo.prefix(photo.count - 40), "that are not a complete JPEG"),
  (photo.prefix(20), "that are not a complete JPEG (no header says its size)"),
  (Data("GIF89a....".utf8), "found a GIF, expected a PNG (or a JPEG"),
  (Data("RIFF....WEBPVP8 ".utf8), "found a WebP"),
  (Data([0x4D, 0x4D, 0, 0x2A, 0, 0]), "found a TIFF"),
  (Data("version https://git-lfs.github.com/spec/v1\n".utf8), "found a pointer of Git LFS"),
]) func picturesThatAreNotReadNameTheCause(_ bytes: Data, _ cause: String) {
  let message = refusal { try Raster.colour(bytes, "rgb/1.jpg") }
  #expect(message.hasPrefix("rgb/1.jpg: found ") && message.contains(cause), "\(message)")
}

@Test func mapsAreNoJPEGs() {
  #expect(
    refusal { try Raster.samples(photo, "depth/1.png") }.hasPrefix(
      "depth/1.png: found a JPEG, expected a PNG"))
}

/// A file that says it has more pixels than anybody wants is refused by its header alone.
@Test func declaredSizesAreLookedAtFirst() {
  let huge = HandMadePNG.declaring(height: 8192, width: 8192, kind: .colour, bits: 8)
  #expect(
    refusal { try Raster.colour(huge, "1.png") }.hasPrefix(
      "1.png: found 8192×8192 pixels in \(huge.count) bytes, expected at most 33554432"))
  let largest = HandMadePNG.declaring(
    height: 0x7FFF_FFFF, width: 0x7FFF_FFFF, kind: .grey, bits: 16)
  #expect(refusal { try Raster.samples(largest, "1.png") }.contains("found 2147483647×2147483647"))
  var wide = photo
  let frame = wide.range(of: Data([0xFF, 0xC0]))!.lowerBound
  wide.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xFF, 0xFF, 0xFF])
  #expect(refusal { try Raster.colour(wide, "1.jpg") }.contains("found 65535×65535 pixels"))
  struct Refused: Error {}
  #expect(throws: Refused.self) {
    try Raster.samples(
      HandMadePNG.declaring(height: 4000, width: 4000, kind: .grey, bits: 8), "1.png"
    ) { header in
      #expect(header.size == ImageSize(height: 4000, width: 4000))
      throw Refused()
    }
  }
}

import Foundation
import Testing

@testable import Engine

/// A bitmap of Windows 3, put together by hand: a colour in each of 2×2 pixels.
private struct HandMadeBMP {
  var width = 2
  var height = 2
  var bits = 24
  var compression = 0
  var colours = 0
  var offset: Int?
  var length = 40
  var between: [UInt8] = []
  var pixels: [UInt8] = [3, 2, 1, 6, 5, 4, 0, 0, 9, 8, 7, 12, 11, 10, 0, 0]

  var data: Data {
    var information = little(length, 4) + little(width, 4) + little(height, 4)
    information += little(1, 2) + little(bits, 2) + little(compression, 4)
    information += little(pixels.count, 4) + little(0, 8) + little(colours, 4) + little(0, 4)
    information += [UInt8](repeating: 0, count: max(0, length - information.count))
    let start = offset ?? 14 + information.count + between.count
    let file = Array("BM".utf8) + little(start + pixels.count, 4) + little(0, 4) + little(start, 4)
    return Data(file + information + between + pixels)
  }

  func little(_ number: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}

private func refusal(_ bytes: Data) -> String {
  do {
    _ = try Raster.colour(bytes, "a.bmp")
    return "read"
  } catch { return "\(error)" }
}

@Test func rowsOfBitmapsBeginAtTheBottomOrTheTop() throws {
  let bottom: [UInt16] = [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6]
  #expect(try Raster.colour(HandMadeBMP().data, "a.bmp").samples == bottom)
  let top = HandMadeBMP(height: -2)
  #expect(try Raster.colour(top.data, "a.bmp").samples == Array(bottom[6...] + bottom[..<6]))
  // Some programs leave out what fills up the last row.
  var cut = HandMadeBMP()
  cut.pixels.removeLast(2)
  #expect(try Raster.colour(cut.data, "a.bmp").samples == bottom)
}

@Test func headersOfEveryLengthAreRead() throws {
  for length in [40, 52, 56, 64, 108, 124] {
    #expect(try Raster.colour(HandMadeBMP(length: length).data, "a.bmp").samples[0] == 7)
  }
  // OS/2's first: sides of 16 bits, colours of three bytes.
  let core: [UInt8] = [12, 0, 0, 0, 2, 0, 1, 0, 1, 0, 1, 0]
  let file = Array("BM".utf8) + [36, 0, 0, 0, 0, 0, 0, 0, 32, 0, 0, 0] + core
  let bytes = Data(file + [1, 2, 3, 4, 5, 6, 0b0100_0000, 0, 0, 0])
  #expect(try Raster.colour(bytes, "a.bmp").samples == [3, 2, 1, 6, 5, 4])
}

@Test func masksSayWhereColoursAre() throws {
  var picture = HandMadeBMP(width: 1, height: 1, bits: 32, compression: 3)
  picture.pixels = picture.little(31 << 27 | 0x3FF << 10 | 512, 4)
  picture.between = [31 << 27, 1023 << 10, 1023].flatMap { picture.little($0, 4) }
  #expect(try Raster.colour(picture.data, "a.bmp").samples == [255, 255, 128])
  picture.between = [5, 1023 << 10, 1023].flatMap { picture.little($0, 4) }
  #expect(refusal(picture.data).contains("masks are no runs of bits"))
}

@Test(arguments: [
  (HandMadeBMP(width: 0), "its header says 2×0 pixels"),
  (HandMadeBMP(width: -2), "its header says 2×-2 pixels"),
  (HandMadeBMP(height: 0), "its header says 0×2 pixels"),
  (HandMadeBMP(height: 3), "16 of 22 bytes of its pixels"),
  (HandMadeBMP(offset: 20), "its pixels begin at byte 20"),
  (HandMadeBMP(offset: 2_000_000_000), "its pixels begin at byte 2000000000"),
  (HandMadeBMP(length: 41), "its second header has 41 bytes"),
  (HandMadeBMP(bits: 8), "it has no palette"),
  (HandMadeBMP(bits: 8, between: [0, 0, 0, 0]), "a pixel has colour 5 of a palette of 1"),
  (HandMadeBMP(bits: 2), "found a BMP of 2 bits, expected 1, 4, 8, 16, 24 or 32"),
  (HandMadeBMP(bits: 8, compression: 1), "found a BMP with run-length compression"),
  (HandMadeBMP(bits: 4, compression: 2), "found a BMP with run-length compression"),
  (HandMadeBMP(bits: 0, compression: 4), "found a BMP of 0 bits with compression 4"),
  (HandMadeBMP(width: 0x7FFF_FFFF, height: -0x8000_0000), "found 2147483648×2147483647 pixels"),
  (HandMadeBMP(width: 5000, height: 5000), "16 of 75000000 bytes of its pixels"),
]) private func bitmapsThatAreNotReadNameTheCause(_ picture: HandMadeBMP, _ cause: String) {
  let message = refusal(picture.data)
  #expect(message.hasPrefix("a.bmp: found ") && message.contains(cause), "\(message)")
}

import Foundation
import Testing

@testable import Engine

private func grey(_ text: String, _ pixels: [UInt8] = []) throws -> [UInt16] {
  let raster = try Raster.colour(Data(text.utf8) + pixels, "a.pgm")
  return stride(from: 0, to: raster.samples.count, by: 3).map { raster.samples[$0] }
}

private func refusal(_ bytes: Data) -> String {
  do {
    _ = try Raster.colour(bytes, "a.pgm")
    return "read"
  } catch { return "\(error)" }
}

@Test(
  arguments: [
    ("P2 2 1 255 7 200", [], [7, 200]),
    ("P2\n# one\n2#two\n1\n4\n0 # three\n4\n# end", [], [0, 255]),
    ("P2 2 1 65535 65535 32896", [], [255, 128]),
    ("P1 3 2 101 0 1 0", [], [0, 255, 0, 255, 0, 255]),
    ("P4 9 1\n", [0b1000_0000, 0b1000_0000], [0, 255, 255, 255, 255, 255, 255, 255, 0]),
    ("P5 2 1 255\n", [0x23, 0x0A], [0x23, 0x0A]),
    ("P5 2 1 255#comment\n", [1, 2], [1, 2]),
    ("P5 2 1 255\r", [9, 10], [9, 10]),
    ("P5 2 1 100\n", [50, 100], [128, 255]),
    ("P5 1 1 256\n", [1, 0], [255]),
    ("P5 2 1 255\n", [1, 2, 10, 10], [1, 2]),
  ] as [(String, [UInt8], [UInt16])])
func netpbmPicturesAreRead(_ text: String, _ pixels: [UInt8], _ expected: [UInt16]) throws {
  #expect(try grey(text, pixels) == expected)
}

@Test(
  arguments: [
    ("P5 2 1 255\n", [1], "1 of 2 bytes of its pixels"),
    ("P5 2 1 255\n", [1, 2, 3], "1 bytes behind the pixels"),
    ("P5 2 1 255\r\n", [1, 32], "1 bytes behind the pixels"),
    ("P5 2 1 255x", [1, 2], "expected a blank behind its header"),
    ("P5 2 1 99\n", [1, 100], "a pixel has the value 100, its header says at most 99"),
    ("P5 0 1 255\n", [], "expected its width, 1 to 2147483647"),
    ("P5 -2 1 255\n", [], "expected its width"),
    ("P5 2 99999999999 255\n", [], "expected its height"),
    ("P5 2 1 65536\n", [], "expected its largest value, 1 to 65535"),
    ("P5 2 1 0\n", [], "expected its largest value"),
    ("P5 2", [], "expected its height"),
    ("P2 2 2 255 1 2 3", [], "fewer of 4 values"),
    ("P2 2 2 255 1 2 3    ", [], "3 of 4 values"),
    ("P2 2 1 255 1 2 3", [], "1 bytes behind the pixels"),
    ("P2 2 1 255 1 x", [], "1 of 2 values"),
    ("P1 2 1 1 2", [], "the value 2, its header says at most 1"),
    ("P6 1 1 255\n", [1, 2], "2 of 3 bytes"),
  ] as [(String, [UInt8], String)])
func netpbmPicturesThatSayWhatIsNotThereAreRefused(
  _ text: String, _ pixels: [UInt8], _ cause: String
) {
  let bytes = Data(text.utf8) + pixels
  let message = refusal(bytes)
  #expect(
    message.hasPrefix("a.pgm: found \(bytes.count) bytes that are not a complete PNM")
      && message.contains(cause), "\(message)")
}

@Test func sizesThatNetpbmPicturesDeclareAreLookedAtFirst() {
  for kind in 1...6 {
    let message = refusal(Data("P\(kind) 2147483647 2147483647 255\n".utf8))
    #expect(message.contains("found 2147483647×2147483647 pixels"), "\(message)")
    #expect(refusal(Data("P\(kind) 5000 5000 255\n".utf8)).contains("not a complete PNM"))
  }
}

@Test(arguments: ["P7\nWIDTH 2\n", "PF\n2 2\n-1\n", "P9 2 2", "Plain text", "P5"])
func otherTextsAreNoNetpbmPictures(_ text: String) {
  let message = refusal(Data(text.utf8))
  #expect(message.hasPrefix("a.pgm: found ") && message.contains("PNG"), "\(message)")
}

@Test func mapsAreNoNetpbmPictures() {
  #expect {
    try Raster.samples(Data("P2 1 1 255 7".utf8), "depth/1.png")
  } throws: {
    "\($0)".hasPrefix("depth/1.png: found a PNM, expected a PNG where it is a map")
  }
}

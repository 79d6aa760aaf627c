import Foundation
import Testing

@testable import Engine

@Test(arguments: [(1, 8), (3, 8), (1, 16), (3, 16)])
func pngSamplesAreReadAsStored(_ channels: Int, _ bits: Int) throws {
  let largest = bits == 8 ? 255 : 65535
  let samples = (0..<5 * 7 * channels).map { UInt16($0 * 977 % (largest + 1)) }
  let raster = try Raster.samples(
    png(samples, height: 5, width: 7, channels: channels, bits: bits), "a.png")
  #expect(raster.size == ImageSize(height: 5, width: 7))
  #expect(raster.channels == channels && raster.bits == bits)
  #expect(raster.samples == samples)
}

@Test func colourIsReadFromPNGAndJPEG() throws {
  let grey = try Raster.colour(
    png([0, 100, 200, 255], height: 2, width: 2, channels: 1, bits: 8), "a.png")
  #expect(
    grey.channels == 3 && grey.samples == [0, 0, 0, 100, 100, 100, 200, 200, 200, 255, 255, 255])
  let flat = [UInt8](repeating: 0, count: 64).flatMap { _ in [200, 60, 30] as [UInt8] }
  let photo = try Raster.colour(jpeg(flat, height: 8, width: 8), "a.jpg")
  #expect(photo.size == ImageSize(height: 8, width: 8) && photo.channels == 3)
  #expect(zip(photo.samples, flat).allSatisfy { abs(Int($0) - Int($1)) <= 3 })
}

@Test func damagedPicturesAreNamed() throws {
  let good = png([UInt16](repeating: 7, count: 400), height: 20, width: 20, channels: 1, bits: 8)
  let photo = jpeg((0..<3072).map { UInt8($0 % 251) }, height: 32, width: 32)
  for bytes in [good.prefix(good.count / 2), Data()] {
    #expect { try Raster.samples(Data(bytes), "depth/3.png") } throws: {
      "\($0)".hasPrefix("depth/3.png: found \(bytes.count) bytes that are not a complete PNG")
    }
  }
  #expect { try Raster.samples(Data("hello".utf8), "depth/3.png") } throws: {
    "\($0)".hasPrefix("depth/3.png: found 5 bytes that are no image, expected a PNG")
  }
  // The pixels are whole; what is behind them is not.
  let ends = (1...20).map { good.dropLast($0) }
  let flips = (1...20).map { back in
    var bytes = good
    bytes[good.count - back] ^= 4
    return bytes
  }
  for (index, bytes) in (ends + flips).enumerated() {
    #expect("damage \(index)") { try Raster.samples(Data(bytes), "depth/3.png") } throws: {
      "\($0)".hasPrefix("depth/3.png: found \(bytes.count) bytes that are not a complete PNG")
    }
  }
  #expect { try Raster.colour(Data(photo.prefix(photo.count / 2)), "rgb/3.jpg") } throws: {
    "\($0)".hasPrefix("rgb/3.jpg: found \(photo.count / 2) bytes that are not a complete JPEG")
  }
}

import Foundation
import TestSupport
import Testing

@testable import Engine

/// A picture, and the colours that Pillow reads in it (`scripts/fixtures/pictures.py`).
struct PillowPicture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let height: Int
  let width: Int
  let tolerance: Int
  let file: Data
  let colours: Data

  var testDescription: String { name }

  static let all = FixtureLibrary.json("pictures.json", [String: [PillowPicture]].self)["pictures"]!
}

@Test(arguments: PillowPicture.all)
func coloursAreThoseThatPillowReads(_ picture: PillowPicture) throws {
  let raster = try Raster.colour(picture.file, "1")
  #expect(raster.size == ImageSize(height: picture.height, width: picture.width))
  #expect(raster.channels == 3 && raster.bits == 8)
  let furthest = zip(raster.samples, picture.colours).map { abs(Int($0) - Int($1)) }.max() ?? 0
  #expect(raster.samples.count == picture.colours.count && furthest <= picture.tolerance)
}

/// Whatever a file holds, it is read, or refused with its name and a cause: cut at every byte, and with every byte changed.
@Test(arguments: PillowPicture.all)
func damagedPicturesAreReadOrRefused(_ picture: PillowPicture) throws {
  let cut = (0..<picture.file.count).map { picture.file.prefix($0) }
  let changed = picture.file.indices.flatMap { place in
    [UInt8(0xFF), 0x40, 0x01].map { bits in
      var bytes = picture.file
      bytes[place] ^= bits
      return bytes
    }
  }
  for bytes in cut + changed {
    do {
      let raster = try Raster.colour(bytes, "faces/1")
      #expect(raster.samples.count == raster.size.height * raster.size.width * 3)
      #expect(raster.samples.allSatisfy { $0 < 256 })
    } catch let error as DataError {
      #expect(error.description.hasPrefix("faces/1: found "))
    }
  }
}

import CTurboJPEG
import Foundation

/// A JPEG of four inks, stored as YCCK.
func cmykJPEG(height: Int, width: Int) -> Data {
  encoded([UInt8](repeating: 90, count: height * width * 4), height, width, TJPF_CMYK, TJSAMP_444)
}

/// A JPEG with one component.
func greyJPEG(_ grey: [UInt8], height: Int, width: Int) -> Data {
  encoded(grey, height, width, TJPF_GRAY, TJSAMP_GRAY)
}

private func encoded(
  _ samples: [UInt8], _ height: Int, _ width: Int, _ format: TJPF, _ sampling: TJSAMP
) -> Data {
  let encoder = tjInitCompress()!
  defer { tjDestroy(encoder) }
  var encoded: UnsafeMutablePointer<UInt8>?
  var length: UInt = 0
  precondition(
    tjCompress2(
      encoder, samples, Int32(width), 0, Int32(height), Int32(format.rawValue), &encoded, &length,
      Int32(sampling.rawValue), 98, 0) == 0)
  defer { tjFree(encoded) }
  return Data(bytes: encoded!, count: Int(length))
}

/// 8×8 pixels of (200, 60, 30), with arithmetic coding.
let arithmeticJPEG = Data(
  base64Encoded: """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4R\
    DgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU\
    FBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/yQARCAAIAAgDAREAAhEBAxEB/8wACgAQEAUBEBEF/9oADAMBAAIR\
    AxEAPwD/ALPo3AOCSP/Z
    """)!

extension Data {
  /// A JPEG with an EXIF block behind its first marker.
  func withEXIF(_ exif: [UInt8]) -> Data {
    let body = Array("Exif\0\0".utf8) + exif
    let length = body.count + 2
    return prefix(2) + Data([0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + body)
      + dropFirst(2)
  }

  /// A JPEG whose frame header is another's: its marker, and bits of a sample.
  func withFrame(marker: UInt8, precision: UInt8) -> Data {
    var bytes = self
    let place = bytes.range(of: Data([0xFF, 0xC0]))!.lowerBound
    bytes[place + 1] = marker
    bytes[place + 4] = precision
    return bytes
  }
}

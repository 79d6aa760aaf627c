import CSpng
import CTurboJPEG
import Foundation

/// A folder that goes away with the test's last use of it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory.appendingPathComponent("data-\(UUID().uuidString)")
      .path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ name: String, _ bytes: Data) throws {
    let url = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: url)
  }
}

/// A PNG of the given samples, 8 or 16 bits, grey (1 channel) or RGB (3).
func png(_ samples: [UInt16], height: Int, width: Int, channels: Int, bits: Int) -> Data {
  let context = spng_ctx_new(Int32(SPNG_CTX_ENCODER.rawValue))!
  defer { spng_ctx_free(context) }
  spng_set_option(context, SPNG_ENCODE_TO_BUFFER, 1)
  var header = spng_ihdr()
  (header.width, header.height) = (UInt32(width), UInt32(height))
  header.color_type = UInt8(
    channels == 1
      ? SPNG_COLOR_TYPE_GRAYSCALE.rawValue : SPNG_COLOR_TYPE_TRUECOLOR.rawValue)
  header.bit_depth = UInt8(bits)
  spng_set_ihdr(context, &header)
  let bytes =
    bits == 8 ? samples.map { UInt8($0) } : samples.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
  precondition(
    spng_encode_image(
      context, bytes, bytes.count, Int32(SPNG_FMT_PNG.rawValue),
      Int32(SPNG_ENCODE_FINALIZE.rawValue)) == 0)
  var length = 0
  var status: Int32 = 0
  let encoded = spng_get_png_buffer(context, &length, &status)!
  defer { free(encoded) }
  return Data(bytes: encoded, count: length)
}

/// A JPEG without chroma subsampling, of high quality.
func jpeg(_ rgb: [UInt8], height: Int, width: Int) -> Data {
  let encoder = tjInitCompress()!
  defer { tjDestroy(encoder) }
  var encoded: UnsafeMutablePointer<UInt8>?
  var length: UInt = 0
  precondition(
    tjCompress2(
      encoder, rgb, Int32(width), 0, Int32(height), Int32(TJPF_RGB.rawValue), &encoded, &length,
      Int32(TJSAMP_444.rawValue), 98, 0) == 0)
  defer { tjFree(encoded) }
  return Data(bytes: encoded!, count: Int(length))
}

/// A .npy file with a given header dictionary and body.
func npy(
  _ descr: String, _ shape: String, fortran: Bool = false, version: UInt8 = 1, _ body: Data
) -> Data {
  let dictionary =
    "{'descr': '\(descr)', 'fortran_order': \(fortran ? "True" : "False"), 'shape': \(shape), }"
  let padding = 64 - (10 + dictionary.utf8.count + 1) % 64
  let header = dictionary + String(repeating: " ", count: padding) + "\n"
  var file = Data([0x93]) + Data("NUMPY".utf8) + Data([version, 0])
  file.append(contentsOf: [UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)])
  if version > 1 { file.append(contentsOf: [0, 0]) }
  return file + Data(header.utf8) + body
}

/// Little-endian bytes of numbers.
func bytes<Number>(_ numbers: [Number]) -> Data {
  numbers.withUnsafeBytes { Data($0) }
}

import CTurboJPEG
import Foundation

extension Raster {
  static func jpegHeader(_ bytes: Data, _ path: String) throws -> PictureHeader {
    guard let markers = JPEGMarkers(bytes), markers.size.height > 0, markers.size.width > 0 else {
      throw unreadable(path, bytes, .jpeg, "no header says its size")
    }
    if let refusal = markers.refusal { throw DataError("\(path): \(refusal)") }
    return PictureHeader(
      format: .jpeg, stored: markers.size, colours: markers.components == 1 ? .grey : .colour,
      bits: markers.precision, orientation: markers.orientation)
  }

  /// [H, W, 3] of 8 bits, as stored.
  static func jpegColour(_ bytes: Data, _ header: PictureHeader, _ path: String) throws -> [UInt16]
  {
    guard let decoder = tjInitDecompress() else { throw DataError("\(path): out of memory") }
    defer { tjDestroy(decoder) }
    return try bytes.withUnsafeBytes { source in
      let start = source.bindMemory(to: UInt8.self).baseAddress
      var (width, height, subsampling, space) = (Int32(0), Int32(0), Int32(0), Int32(0))
      guard
        tjDecompressHeader3(
          decoder, start, UInt(source.count), &width, &height, &subsampling, &space) == 0
      else { throw failure(decoder, bytes, path) }
      // The room for the pixels is made by the size that was checked.
      let found = ImageSize(height: Int(height), width: Int(width))
      guard found == header.stored else {
        throw unreadable(path, bytes, .jpeg, "its headers say \(header.stored) and \(found)")
      }
      var decoded = [UInt8](repeating: 0, count: found.height * found.width * 3)
      // The accurate transform: the same bytes with and without vector instructions. A warning (a file that
      // ends early) is an error too: the rest would be grey. So are more than 500 scans: a file that is made
      // to take for ever.
      let status = tjDecompress2(
        decoder, start, UInt(source.count), &decoded, width, 0, height, Int32(TJPF_RGB.rawValue),
        TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS)
      guard status == 0 else { throw failure(decoder, bytes, path) }
      return decoded.map(UInt16.init)
    }
  }

  /// A file that ends early is to be copied again; whatever else the decoder says is said as it is.
  private static func failure(_ decoder: tjhandle, _ bytes: Data, _ path: String) -> DataError {
    let reason = String(cString: tjGetErrorStr2(decoder))
    if reason.lowercased().contains("premature end") {
      return unreadable(path, bytes, .jpeg, reason)
    }
    return DataError(
      "\(path): found a JPEG that cannot be decoded (\(reason)); copy the file again, or save it "
        + "again as a baseline JPEG in RGB or grey")
  }
}

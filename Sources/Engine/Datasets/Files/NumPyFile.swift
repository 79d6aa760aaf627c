import Foundation

/// Writes arrays as NumPy reads them.
public enum NumPyFile {
  /// The bytes of a .npy file of version 1: little-endian floats in C order.
  public static func data(shape: [Int], values: [Float]) -> Data {
    precondition(shape.reduce(1, *) == values.count, "\(values.count) values for \(shape)")
    let extents = shape.map { "\($0)," }.joined(separator: " ")
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(extents)), }"
    // Values begin at a multiple of 64 bytes.
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    var file = Data([0x93] + Array("NUMPY".utf8) + [1, 0])
    withUnsafeBytes(of: UInt16(header.utf8.count).littleEndian) { file.append(contentsOf: $0) }
    file += header.utf8
    values.withUnsafeBytes { file.append(contentsOf: $0) }
    return file
  }
}

/// What a file is, by its first bytes.
enum WeightsKind {
  case safeTensors, zip, pickle

  /// Throws `DataError`, which says what it is instead.
  init(_ file: ReadableFile) throws {
    let start = try file.bytes(0..<min(file.size, 512))
    if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0x50, 0x4B, 5, 6]) {
      self = .zip
    } else if start.first == 0x80 {
      self = .pickle
    } else if start.count >= 9, start[8] == UInt8(ascii: "{"), !start.starts(with: [0x93]) {
      self = .safeTensors
    } else {
      throw DataError(Self.instead(start))
    }
  }

  func read(_ file: ReadableFile, _ entry: String) throws -> WeightsContents {
    switch self {
    case .safeTensors: try SafeTensorsWeights.read(file, entry)
    case .zip: try TorchZip.read(file, entry)
    case .pickle: try TorchLegacy.read(file, entry)
    }
  }

  private static let expected = "expected a file of torch.save's or safetensors"

  private static func instead(_ start: [UInt8]) -> String {
    func begins(_ bytes: [UInt8]) -> Bool { start.starts(with: bytes) }
    func begins(_ text: String) -> Bool { start.starts(with: text.utf8) }
    if start.isEmpty { return "the file is empty, \(expected)" }
    if begins([0xFF, 0xD8, 0xFF]) { return "found a JPEG picture, \(expected)" }
    if begins([0x89, 0x50, 0x4E, 0x47]) { return "found a PNG picture, \(expected)" }
    if start.count >= 262, start[257..<262].elementsEqual("ustar".utf8) {
      return
        "found a tar file, as PyTorch wrote them before 0.1.10, \(expected); load it with torch.load "
        + "and save it again"
    }
    if begins([0x93]), start.dropFirst().starts(with: "NUMPY".utf8) {
      return "found a NumPy array, \(expected)"
    }
    if begins([0x1F, 0x8B]) || begins("BZh") || begins([0xFD, 0x37, 0x7A]) {
      return "found a compressed file, \(expected); decompress it first"
    }
    if begins([0x89, 0x48, 0x44, 0x46]) { return "found an HDF5 file (Keras?), \(expected)" }
    if begins("GGUF") { return "found a GGUF file, \(expected)" }
    if begins("version https://git-lfs") {
      return "found a pointer of Git LFS, \(expected); fetch the file itself with 'git lfs pull'"
    }
    if begins("<") { return "found a web page or other markup, \(expected); download it again" }
    return
      "found none of the kinds that are read, \(expected) (zip, or pickle of protocol 2 or later)"
  }
}

import Foundation
import Testing

@testable import Engine

/// Files that PyTorch wrote, and what it reads in them (scripts/fixtures/weights.py).
struct WeightsFileTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    struct Tensor: Decodable, Sendable {
      let name: String
      let type: String
      let shape: [Int]
      let values: [Float]
    }
    let name: String
    let file: Data
    let entry: String
    /// Words of the message where it is refused.
    let refused: String
    let tensors: [Tensor]
    var testDescription: String { name }
  }

  static let cases = FixtureLibrary.json("weights.json", [Case].self)

  private func withFile<Result>(_ bytes: Data, _ body: (String) throws -> Result) throws -> Result {
    let folder = try TemporaryFolder()
    try folder.write("weights", bytes)
    return try body(folder.path + "/weights")
  }

  @Test(arguments: cases.filter(\.refused.isEmpty))
  func readsWhatPyTorchReads(_ example: Case) throws {
    try withFile(example.file) { path in
      let file = try WeightsFile(path, entry: example.entry)
      #expect(file.tensors.map(\.name) == example.tensors.map(\.name))
      for expected in example.tensors {
        let found = try #require(file[expected.name])
        #expect(found.type.rawValue == expected.type, "\(expected.name)")
        #expect(found.shape == expected.shape, "\(expected.name)")
        #expect(try file.values(of: found) == expected.values, "\(expected.name)")
      }
    }
  }

  @Test(arguments: cases.filter { !$0.refused.isEmpty })
  func refusesWhatIsNoStateDict(_ example: Case) throws {
    try withFile(example.file) { path in
      let error = try #require(throws: DataError.self) {
        _ = try WeightsFile(path, entry: example.entry)
      }
      #expect(error.description.contains(example.refused), "\(error)")
      #expect(error.description.hasPrefix(path))
    }
  }

  /// Cut anywhere, a file is refused; never read half.
  @Test(arguments: cases.filter { $0.refused.isEmpty })
  func refusesEveryCutFile(_ example: Case) throws {
    let folder = try TemporaryFolder()
    for length in stride(from: 0, to: example.file.count, by: max(1, example.file.count / 400)) {
      try folder.write("weights", example.file.prefix(length))
      #expect(throws: DataError.self, "\(length) bytes") {
        _ = try WeightsFile(folder.path + "/weights", entry: example.entry)
      }
    }
  }

  @Test(
    arguments: [
      ("JPEG picture", [0xFF, 0xD8, 0xFF, 0xE0, 0, 0]), ("PNG picture", [0x89, 0x50, 0x4E, 0x47]),
      ("web page", Array("<!DOCTYPE html>".utf8)),
      ("Git LFS", Array("version https://git-lfs".utf8)),
      ("is empty", []), ("compressed file", [0x1F, 0x8B, 8, 0]),
      ("HDF5", [0x89, 0x48, 0x44, 0x46]),
      ("tar file", Array(repeating: 0, count: 257) + Array("ustar".utf8)),
      ("not PyTorch's", [0x80, 4, 0x4E, 0x2E]), ("NumPy array", [0x93] + Array("NUMPY".utf8)),
    ] as [(String, [UInt8])])
  func saysWhatOtherFilesAre(words: String, bytes: [UInt8]) throws {
    try withFile(Data(bytes)) { path in
      let error = try #require(throws: DataError.self) { _ = try WeightsFile(path) }
      #expect(error.description.contains(words), "\(error)")
    }
  }

  @Test func namesTheFolderAndTheAbsentFile() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path, folder.path + "/absent"] {
      let error = try #require(throws: DataError.self) { _ = try WeightsFile(path) }
      #expect(error.description.hasPrefix(path))
    }
  }

  /// zlib's value of the nine digits, and of more than eight bytes at a time.
  @Test func countsChecksumsAsZipFilesDo() {
    func sum(_ text: String) -> UInt32 {
      var checksum = CRC32()
      Array(text.utf8).withUnsafeBytes { checksum.update($0) }
      return checksum.value
    }
    #expect(sum("123456789") == 0xCBF4_3926)
    #expect(sum("The quick brown fox jumps over the lazy dog") == 0x414F_A339)
    #expect(sum("") == 0)
  }
}

import Engine
import Foundation
import Records

/// A file that could not be written: which, why, and where room is the cause how much is needed and how much there is.
struct UnwrittenFile: Error, CustomStringConvertible {
  let file: URL
  /// `errno` of the call that failed.
  let code: Int32
  /// Bytes of the file, where they are known.
  var needed: Int?
  /// What to do; empty where nothing else helps than what the cause says.
  var advice = ""

  /// Whether more room would help.
  static func isOfRoom(_ code: Int32) -> Bool { [ENOSPC, EDQUOT, EFBIG].contains(code) }

  var description: String {
    "cannot write \(file.path): \(Self.reason(file, code, needed))"
      + (advice.isEmpty ? "" : ". \(advice)")
  }

  /// `Permission denied`, or `No space left on device: 8000 bytes are needed, the file system at / has 4096 bytes free`.
  static func reason(_ file: URL, _ code: Int32, _ needed: Int?) -> String {
    let words = String(cString: strerror(code))
    guard isOfRoom(code) else { return words }
    return words + ": " + (needed.map { "\($0) bytes are needed, " } ?? "")
      + FileSystem(of: file.path).words
  }
}

extension URL {
  /// Puts bytes into a file, whole or not at all. Throws `UnwrittenFile`.
  func writeWhole(_ data: Data, advice: String = "") throws(UnwrittenFile) {
    do throws(WholeFile.Failure) {
      try WholeFile.write(to: self) { put in data.withUnsafeBytes(put) }
    } catch {
      throw UnwrittenFile(file: self, code: error.code, needed: data.count, advice: advice)
    }
  }

  /// Puts a copy of the file into a place, whole or not at all. Throws `UnwrittenFile`, and `DataError` where it cannot be read.
  func copyWhole(to target: URL, advice: String = "") throws {
    let data: Data
    do { data = try Data(contentsOf: self, options: .mappedIfSafe) } catch {
      throw DataError("\(path): cannot be read: \(error.systemReason)")
    }
    try target.writeWhole(data, advice: advice)
  }
}

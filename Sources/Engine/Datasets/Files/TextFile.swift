import Foundation

/// Text as files have it.
enum TextFile {
  /// UTF-8; a byte-order mark at the beginning stays. Throws `DataError`; `kind` says what the text is to be.
  static func text(_ bytes: Data, _ path: String, _ kind: String) throws -> String {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || bytes.contains(0) {
      throw DataError(
        "\(path): found a text in UTF-16 or UTF-32 (its bytes have zeros or begin with such a "
          + "byte-order mark), expected UTF-8; save it as UTF-8")
    }
    if let text = String(bytes: bytes, encoding: .utf8) { return text }
    let line = firstLineNotUTF8(bytes)
    throw DataError(
      "\(path):\(line): found bytes that are not UTF-8, expected \(kind) in UTF-8; "
        + "save it as UTF-8")
  }

  private static func firstLineNotUTF8(_ bytes: Data) -> Int {
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
    return 1 + (lines.firstIndex { String(bytes: $0, encoding: .utf8) == nil } ?? 0)
  }
}

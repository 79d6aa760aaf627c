import Digests
import Engine
import Foundation

/// A list, in a folder, of the files that this program has put there, with the SHA-256 of their bytes: a file is replaced only where
/// the list has it as it is. One that somebody else has made, or changed, stays. The list grows before the files do, so that
/// a command that is stopped leaves none that is not in it. `sha256sum -c` reads it.
struct WrittenFiles {
  static let name = "predictions.sha256"
  private static let heading = "# bench predict has written these, and replaces them"

  let folder: URL
  private var lines: Set<String>

  /// Throws `OptionError` where a file of another kind has the list's name.
  init(_ folder: URL) throws {
    self.folder = folder
    let file = folder.appendingPathComponent(Self.name)
    var status = stat()
    guard lstat(file.path, &status) == 0 else {
      lines = []
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG,
      let data = try? Data(contentsOf: file, options: .mappedIfSafe)
    else { throw Self.isOther(file) }
    let found = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    guard found.isEmpty || found[0] == Self.heading else { throw Self.isOther(file) }
    lines = Set(found)
  }

  private static func isOther(_ file: URL) -> OptionError {
    OptionError(
      key: "--to",
      message:
        "\(file.path) is there, and is no list of what bench predict has written: name another folder, or "
        + "move it away")
  }

  /// Whether the file was written by this program and is still as it was.
  func has(_ name: String) -> Bool {
    guard
      let digest = try? WeightsFile.digest(of: folder.appendingPathComponent(name).path)
    else { return false }
    return lines.contains(Self.line(name, digest))
  }

  /// Writes a file, and lists it before. Throws `UnwrittenFile`.
  mutating func write(_ data: Data, as name: String) throws(UnwrittenFile) {
    try list(Self.line(name, sha256(data)))
    try folder.appendingPathComponent(name).writeWhole(data)
  }

  private mutating func list(_ line: String) throws(UnwrittenFile) {
    guard !lines.contains(line) else { return }
    let file = folder.appendingPathComponent(Self.name)
    let text = (lines.isEmpty ? [Self.heading, line] : [line]).map { $0 + "\n" }.joined()
    let bytes = Array(text.utf8)
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw UnwrittenFile(file: file, code: errno) }
    defer { close(descriptor) }
    let end = lseek(descriptor, 0, SEEK_END)
    let count = Foundation.write(descriptor, bytes, bytes.count)
    guard count == bytes.count else {
      let code = count < 0 ? errno : ENOSPC
      // A part of a line would spoil the next one.
      _ = ftruncate(descriptor, end)
      throw UnwrittenFile(file: file, code: code, needed: bytes.count)
    }
    lines.insert(line)
  }

  /// `sha256sum`'s: a name with a line's end or a backslash has them spelled out.
  private static func line(_ name: String, _ digest: String) -> String {
    let spelled = name.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\n", with: "\\n")
    return (spelled == name ? "" : "\\") + "\(digest)  \(spelled)"
  }
}

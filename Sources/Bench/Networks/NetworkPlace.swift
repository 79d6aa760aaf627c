import Engine
import Foundation

/// Where the file of a network is to be put. What is there and is no network of this program stays, and so does whatever is no
/// regular file: a link, a pipe or a device would be replaced, and not written to.
struct NetworkPlace {
  let file: URL
  /// The network that is there.
  let present: ExportedNetwork?

  /// Throws `OptionError` where nothing can be put there, or where what is there is to stay.
  init(_ file: URL) throws {
    self.file = file
    try Self.checkFolder(of: file)
    var status = stat()
    guard lstat(file.path, &status) == 0 else {
      present = nil
      return
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw OptionError(
        key: "--to",
        message:
          "found \(Self.words(status.st_mode)) at \(file.relativePath), expected a file or nothing; "
          + "\(Self.advice(status.st_mode))")
    }
    guard let exported = try? ExportedNetwork(file.path) else {
      throw OptionError(
        key: "--to",
        message:
          "\(file.relativePath) is there, and is no network of bench export: name another file, or move it "
          + "away")
    }
    present = exported
  }

  /// A name that was mistyped makes no folders.
  private static func checkFolder(of file: URL) throws {
    let folder = file.deletingLastPathComponent()
    func refused(_ found: String, _ advice: String) -> OptionError {
      OptionError(
        key: "--to",
        message:
          "found \(found) \(folder.path) for \(file.lastPathComponent), expected a folder that can be "
          + "written to; \(advice)")
    }
    var status = stat()
    guard stat(folder.path, &status) == 0 else {
      throw refused("no folder", "make it, or name a file in another one")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw refused("a file in the place of the folder", "name a file in another one")
    }
    guard access(folder.path, W_OK | X_OK) == 0 else {
      let reason = String(cString: strerror(errno))
      throw refused("the folder", "make it writable (\(reason)), or name a file in another one")
    }
  }

  private static func words(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "a folder"
    case S_IFLNK: "a link"
    default: "a pipe or a device"
    }
  }

  private static func advice(_ mode: mode_t) -> String {
    switch mode & S_IFMT {
    case S_IFDIR: "name a file in it"
    case S_IFLNK: "name the file that it leads to, or remove the link"
    default: "name another file"
    }
  }
}

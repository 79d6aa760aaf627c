import Foundation

/// A folder of data, read with errors that name the file.
struct DataFolder: Sendable {
  let root: String

  /// Of a file: more than any picture or array of one frame, so that a wrong file is refused before
  /// it is in memory.
  private static let mostBytes = 1 << 30

  func path(_ name: String) -> String { root + "/" + name }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  func isFolder(_ name: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Whether what a name leads to, links followed, lies below the root. False where nothing is there.
  func contains(_ name: String) -> Bool {
    guard let base = Self.resolved(root), let file = Self.resolved(path(name)) else { return false }
    return file.hasPrefix(base.hasSuffix("/") ? base : base + "/")
  }

  /// Which file a name leads to, links followed: device and number. Nil where nothing is there.
  @Sendable func identity(_ name: String) -> [UInt64]? {
    var status = stat()
    guard stat(path(name), &status) == 0 else { return nil }
    return [UInt64(status.st_dev), UInt64(status.st_ino)]
  }

  private static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  /// The bytes of a file. Throws `DataError` where it cannot be read; `why` says who expects it.
  func read(_ name: String, _ why: @autoclosure () -> String) throws -> Data {
    var status = stat()
    guard stat(path(name), &status) == 0 else { throw missing(name, why()) }
    // Reading a pipe would wait for ever.
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw DataError(
        "\(path(name)): found a folder, a pipe or a device, expected a file, \(why())")
    }
    guard status.st_size <= Self.mostBytes else {
      throw DataError(
        "\(path(name)): found \(status.st_size) bytes, expected at most \(Self.mostBytes); "
          + "is it the right file?")
    }
    do { return try Data(contentsOf: URL(fileURLWithPath: path(name))) } catch {
      throw DataError("\(path(name)): cannot be read (\(Self.obstacle(path(name))))")
    }
  }

  /// What the system says where something that is there cannot be read.
  private static func obstacle(_ path: String) -> String {
    String(cString: strerror(access(path, R_OK) == 0 ? EIO : errno))
  }

  /// That a file is not there, with the names in its folder that come nearest.
  func missing(_ name: String, _ why: String) -> DataError {
    let parts = name.split(separator: "/")
    let folder = parts.dropLast().joined(separator: "/")
    let near = nearest(to: String(parts.last ?? ""), in: folder)
    let place = folder.isEmpty ? "there" : "in \(folder)"
    return DataError(
      "\(path(name)): not found, expected \(why); copy it there"
        + (near.isEmpty ? "" : " (nearest \(place): \(near.joined(separator: ", ")))"))
  }

  private func nearest(to name: String, in folder: String) -> [String] {
    let ranked = ((try? names(in: folder)) ?? []).map { ($0, editDistance($0, name)) }
    return ranked.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
  }

  /// Names in a folder, sorted, without those that are no data; empty where there is none. Throws
  /// `DataError` where it cannot be listed.
  func names(in folder: String) throws -> [String] {
    guard exists(folder) else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path(folder))
        .filter { !Self.isBeside(data: $0) }.sorted()
    } catch {
      throw DataError("\(path(folder)): cannot be listed (\(Self.obstacle(path(folder))))")
    }
  }

  /// Whether a file is what desktops leave in folders: hidden files (`.DS_Store`, and `._0001.png`, in
  /// which macOS keeps attributes of 0001.png), and the thumbnails and settings of Windows.
  static func isBeside(data name: String) -> Bool {
    name.hasPrefix(".") || ["thumbs.db", "desktop.ini"].contains(name.lowercased())
  }
}

import Foundation

/// The folder of the package, which has `Package.swift` and `experiments`.
enum PackageFolder {
  /// Looks upwards from the current folder, then from the program's own.
  static func find() -> URL? {
    let current = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    return find(above: current) ?? find(above: program.deletingLastPathComponent())
  }

  private static func find(above start: URL) -> URL? {
    var folder = start
    while true {
      let hasManifest = exists(folder.appendingPathComponent("Package.swift"))
      if hasManifest, exists(folder.appendingPathComponent("experiments")) { return folder }
      let parent = folder.deletingLastPathComponent()
      if parent.path == folder.path { return nil }
      folder = parent
    }
  }

  private static func exists(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path)
  }
}

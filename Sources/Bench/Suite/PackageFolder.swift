import Foundation

/// The folder that has `experiments` with suites: the package's own, or a user's.
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
      if hasSuites(folder.appendingPathComponent("experiments")) { return folder }
      let parent = folder.deletingLastPathComponent()
      if parent.path == folder.path { return nil }
      folder = parent
    }
  }

  private static func hasSuites(_ folder: URL) -> Bool { !SuiteFile.all(in: folder).isEmpty }
}

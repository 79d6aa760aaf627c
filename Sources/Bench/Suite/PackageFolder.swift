import Engine
import Foundation
import Records

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

/// A suite's file, found by its name or by its path.
struct SuiteFile {
  let file: URL
  /// How messages call it: relative to the current folder where it lies below.
  let calledBy: String

  private init(_ file: URL) {
    self.file = file.standardizedFileURL
    let current = FileManager.default.currentDirectoryPath + "/"
    let path = self.file.path
    calledBy = path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path
  }

  var name: String { file.deletingLastPathComponent().lastPathComponent }
  var notes: URL { file.deletingLastPathComponent().appendingPathComponent("notes.md") }

  /// - Parameter word: a name in `experiments`, a folder with `suite.yaml`, or the file itself.
  ///   Throws `OptionError` where there is none.
  static func find(_ word: String) throws -> SuiteFile {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    let given = URL(fileURLWithPath: word)
    if word.contains("/") || word.hasSuffix(".yaml") {
      if files.fileExists(atPath: given.path, isDirectory: &isFolder) {
        let file = isFolder.boolValue ? given.appendingPathComponent("suite.yaml") : given
        if files.fileExists(atPath: file.path) { return SuiteFile(file) }
      }
      throw OptionError(key: "", message: "there is no suite at \(word)")
    }
    let known = all()
    if let found = known.first(where: { $0.name == word }) { return found }
    let names = known.map(\.name)
    let expected =
      names.isEmpty
      ? "there is no folder experiments with suites above the current folder"
      : "expected one of \(names.joined(separator: ", "))"
    throw OptionError(
      key: "", message: "unknown suite \(word), \(expected)" + suggestion(for: word, among: names))
  }

  /// Every suite in `experiments`, by name.
  static func all() -> [SuiteFile] {
    guard let root = PackageFolder.find() else { return [] }
    let folder = root.appendingPathComponent("experiments")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map {
      folder.appendingPathComponent($0).appendingPathComponent("suite.yaml")
    }
    .filter { FileManager.default.fileExists(atPath: $0.path) }.map(SuiteFile.init)
  }
}

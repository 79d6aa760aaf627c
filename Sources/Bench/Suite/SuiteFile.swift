import Engine
import Foundation

/// A suite's file, found by its name or by its path.
struct SuiteFile {
  let file: URL
  /// How messages call it: relative to the current folder where it lies below.
  let calledBy: String

  init(_ file: URL) {
    self.file = file
    let current = FileManager.default.currentDirectoryPath + "/"
    let path = self.file.path
    calledBy = Self.oneLine(
      path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path)
  }

  var name: String { file.suiteName }
  /// For lists and messages.
  var shownName: String { Self.oneLine(name) }
  var notes: URL { file.deletingLastPathComponent().appendingPathComponent("notes.md") }

  /// - Parameter word: a name in `experiments`, else a folder with `suite.yaml` (also `.` and `..`),
  ///   or the file itself.
  /// - Throws: `OptionError` where there is none, or none whose reports could have a folder.
  static func find(_ word: String) throws -> SuiteFile {
    guard !word.isEmpty else {
      throw OptionError(
        key: "", message: "found an empty word, expected a suite, by name or path")
    }
    if isPath(word) { return try at(path: word) }
    let known = all()
    if let found = try distinct(known.filter { $0.name == word }).first { return found }
    if FileManager.default.fileExists(atPath: word + "/suite.yaml") { return try at(path: word) }
    let names = known.map(\.shownName)
    let expected =
      names.isEmpty
      ? "there is no folder experiments with suites above the current folder"
      : "expected one of \(names.joined(separator: ", "))"
    throw OptionError(
      key: "",
      message: "unknown suite \(shortened(word)), \(expected)" + suggestion(for: word, among: names)
    )
  }

  static func isPath(_ word: String) -> Bool {
    word.contains("/") || word.hasSuffix(".yaml") || word == "." || word == ".."
  }

  private static func at(path: String) throws -> SuiteFile {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw OptionError(key: "", message: "there is no suite at \(shortened(path))")
    }
    let given = absolute(path)
    let file = isFolder.boolValue ? given.appendingPathComponent("suite.yaml") : given
    guard files.fileExists(atPath: file.path) else {
      throw OptionError(key: "", message: "there is no suite.yaml in \(shortened(path))")
    }
    if let wrong = mistake(folder: file.suiteName) {
      throw OptionError(key: oneLine(file.path), message: wrong)
    }
    return SuiteFile(file)
  }

  /// Without `.` and `..`. Behind a symbolic link `..` is the parent of what it points to, so that
  /// links are then followed.
  static func absolute(_ path: String) -> URL {
    let url = URL(fileURLWithPath: path)
    guard path.split(separator: "/").contains(".."), let real = realpath(path, nil) else {
      return url.standardizedFileURL
    }
    defer { free(real) }
    return URL(fileURLWithPath: String(cString: real))
  }

  /// What is wrong with the folder's name, which is the suite's: its reports are kept in a folder
  /// of that name, beside those of other suites and the files of the index.
  static func mistake(folder name: String) -> String? {
    let taken = ["index.html", "readme.md", "summary.json"]
    let isUsable =
      !name.isEmpty && !name.hasPrefix(".") && !name.contains("/")
      && !taken.contains(name.lowercased())
      && !name.unicodeScalars.contains(where: movesCursor)
    guard !isUsable else { return nil }
    return
      "found the suite in a folder called \"\(shortened(name))\", expected a name that its reports "
      + "can have: no leading dot, no control characters, not "
      + "\(taken.joined(separator: ", ")); move the suite into a folder that has one"
  }

  /// A path as messages print it, on one line whatever its folders are called.
  static func oneLine(_ path: String) -> String {
    path.unicodeScalars.map { movesCursor($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
  }
}

extension URL {
  /// A suite is called by its folder.
  var suiteName: String { deletingLastPathComponent().lastPathComponent }
}

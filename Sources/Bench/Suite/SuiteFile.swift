import Engine
import Foundation

/// A suite's file, found by its name or by its path.
struct SuiteFile {
  let file: URL
  /// How messages call it: relative to the current folder where it lies below.
  let calledBy: String

  private init(_ file: URL) {
    self.file = file
    let current = FileManager.default.currentDirectoryPath + "/"
    let path = self.file.path
    calledBy = path.hasPrefix(current) ? String(path.dropFirst(current.count)) : path
  }

  var name: String { file.suiteName }
  var notes: URL { file.deletingLastPathComponent().appendingPathComponent("notes.md") }

  /// - Parameter word: a name in `experiments`, else a folder with `suite.yaml` (also `.` and `..`),
  ///   or the file itself.
  /// - Throws: `OptionError` where there is none, or none whose reports could have a folder.
  static func find(_ word: String) throws -> SuiteFile {
    guard !word.isEmpty else {
      throw OptionError(
        key: "", message: "found an empty word, expected a suite, by name or path")
    }
    if word.contains("/") || word.hasSuffix(".yaml") || word == "." || word == ".." {
      return try at(path: word)
    }
    let known = all()
    let found = known.filter { $0.name == word }
    guard found.count < 2 else {
      throw OptionError(
        key: "",
        message:
          "found the suite \(shortened(word)) in \(found.map(\.calledBy).joined(separator: " and ")), "
          + "whose reports would lie in one folder; rename one of the folders")
    }
    if let found = found.first { return found }
    if FileManager.default.fileExists(atPath: word + "/suite.yaml") { return try at(path: word) }
    let names = known.map(\.name)
    let expected =
      names.isEmpty
      ? "there is no folder experiments with suites above the current folder"
      : "expected one of \(names.joined(separator: ", "))"
    throw OptionError(
      key: "",
      message: "unknown suite \(shortened(word)), \(expected)" + suggestion(for: word, among: names)
    )
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
      throw OptionError(key: file.path, message: wrong)
    }
    return SuiteFile(file)
  }

  /// Without `.` and `..`. Behind a symbolic link `..` is the parent of what it points to, so that
  /// links are then followed.
  private static func absolute(_ path: String) -> URL {
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
      && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    guard !isUsable else { return nil }
    return
      "found the suite in a folder called \"\(shortened(name))\", expected a name that its reports "
      + "can have: no leading dot, no control characters, not "
      + "\(taken.joined(separator: ", ")); move the suite into a folder that has one"
  }

  /// Every suite in `experiments`, by name: a folder with a suite, or a group, which is a folder of such folders.
  static func all() -> [SuiteFile] {
    experiments.map { all(in: $0) } ?? []
  }

  static func all(in experiments: URL) -> [SuiteFile] {
    folders(in: experiments).flatMap { folder -> [SuiteFile] in
      suite(in: folder).map { [$0] } ?? folders(in: folder).compactMap(suite)
    }
  }

  /// The suites that a word stands for: those of a group in `experiments`, else the one that `find` finds. Throws `OptionError`.
  static func findAll(_ word: String) throws -> [SuiteFile] {
    if let experiments,
      let group = folders(in: experiments).first(where: { $0.lastPathComponent == word }),
      suite(in: group) == nil
    {
      let found = folders(in: group).compactMap(suite)
      if !found.isEmpty { return found }
    }
    return [try find(word)]
  }

  private static var experiments: URL? {
    PackageFolder.find()?.appendingPathComponent("experiments")
  }

  /// By name. Those that begin with a dot are other programs'.
  private static func folders(in folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { !$0.hasPrefix(".") }.map(folder.appendingPathComponent)
  }

  /// Nil where there is none.
  private static func suite(in folder: URL) -> SuiteFile? {
    let file = folder.appendingPathComponent("suite.yaml")
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return SuiteFile(file.standardizedFileURL)
  }
}

extension URL {
  /// A suite is called by its folder.
  var suiteName: String { deletingLastPathComponent().lastPathComponent }
}

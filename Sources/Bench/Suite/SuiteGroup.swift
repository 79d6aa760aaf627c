import Engine
import Foundation

/// Suites that lie in `experiments` or belong to a group.
extension SuiteFile {
  /// The suites that a word stands for: those of a group, by its name in `experiments` or by its path, else the one that `find`
  /// finds. Throws `OptionError`.
  static func findAll(_ word: String) throws -> [SuiteFile] {
    if let experiments,
      let folder = folders(in: experiments).first(where: { $0.lastPathComponent == word }),
      let group = group(in: folder)
    {
      return group
    }
    if isPath(word) || !all().contains(where: { $0.name == word }), let group = group(at: word) {
      return group
    }
    return [try find(word)]
  }

  /// The suite that a word stands for, which may be no group of several. Throws `OptionError`.
  static func findOne(_ word: String) throws -> SuiteFile {
    let files = try findAll(word)
    guard files.count == 1 else {
      throw OptionError(
        key: "",
        message: "found \(shortened(word)), which is a group of suites, expected one of "
          + files.map(\.shownName).joined(separator: ", "))
    }
    return files[0]
  }

  /// The suites of a folder of suites; of `experiments` those of its groups too. Nil where the path is no such folder.
  private static func group(at path: String) -> [SuiteFile]? {
    guard !path.isEmpty else { return nil }
    let folder = absolute(path)
    guard let experiments, suite(in: folder) == nil,
      folder.resolvingSymlinksInPath().path == experiments.resolvingSymlinksInPath().path
    else { return group(in: folder) }
    return all(in: folder)
  }

  /// The suites of a folder that is none itself; nil where it has none.
  private static func group(in folder: URL) -> [SuiteFile]? {
    guard suite(in: folder) == nil else { return nil }
    let found = folders(in: folder).compactMap(suite)
    return found.isEmpty ? nil : found
  }

  /// Without those that are named again. Throws `OptionError` where several suites have one name.
  static func distinct(_ files: [SuiteFile]) throws -> [SuiteFile] {
    var seen = Set<String>()
    let different = files.filter {
      seen.insert("\($0.name)/\($0.file.resolvingSymlinksInPath().path)").inserted
    }
    let twins = Dictionary(grouping: different, by: \.name).filter { $0.value.count > 1 }
    guard twins.isEmpty else {
      let places = twins.sorted { $0.key < $1.key }.map { name, files in
        "the suite \(shortened(name)) in \(files.map(\.calledBy).joined(separator: " and "))"
      }
      throw OptionError(
        key: "",
        message: "found \(places.joined(separator: ", ")), whose reports would lie in one folder; "
          + "rename one of the folders")
    }
    return different
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

import Foundation

/// Files of truths and of predictions that belong together by their names.
struct PairedFiles {
  struct Pair {
    let truth: String
    let prediction: String
  }

  /// By name.
  let pairs: [Pair]
  /// Predictions without a truth.
  let leftOut: [String]

  /// Two files, or two folders in which the names of files are the same but for what they end in. Throws `DataError` where a truth
  /// has no prediction.
  /// - Parameter endings: of files that are read; what ends otherwise in a folder is passed over.
  init(truth: String, predictions: String, endings: [String]) throws {
    switch (try Self.isFolder(truth, endings), try Self.isFolder(predictions, endings)) {
    case (false, false):
      pairs = [Pair(truth: truth, prediction: predictions)]
      leftOut = []
    case (true, true):
      let (truths, found) = (
        try Self.files(truth, endings), try Self.files(predictions, endings)
      )
      let missing = truths.keys.filter { found[$0] == nil }.sorted()
      guard missing.isEmpty else {
        throw DataError(
          "\(predictions): found no file for \(missing.count) of \(truths.count) truths "
            + "(\(some(missing))), expected one for each, called as it is; predict them, or "
            + "take their truths out of \(truth)")
      }
      pairs = truths.keys.sorted().map { Pair(truth: truths[$0]!, prediction: found[$0]!) }
      leftOut = found.keys.filter { truths[$0] == nil }.sorted()
    case (let isFolder, _):
      let (folder, file) = isFolder ? (truth, predictions) : (predictions, truth)
      throw DataError(
        "\(file): found a file, expected a folder as \(folder) is one; give two files or two folders"
      )
    }
  }

  private static func isFolder(_ path: String, _ endings: [String]) throws -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DataError(
        "\(path): not found, expected a folder of files, or a file, that end in "
          + endings.joined(separator: " or "))
    }
    return isFolder.boolValue
  }

  /// Paths by their names without endings.
  private static func files(_ folder: String, _ endings: [String]) throws -> [String: String] {
    let data = DataFolder(root: folder)
    var files: [String: String] = [:]
    for name in try data.names(in: ".") {
      let url = URL(fileURLWithPath: name)
      guard endings.contains("." + url.pathExtension.lowercased()), !data.isFolder(name) else {
        continue
      }
      let stem = String(name.dropLast(url.pathExtension.count + 1))
      if let other = files.updateValue(data.path(name), forKey: stem) {
        throw DataError(
          "\(data.path(name)): found beside \(other), expected one file of a name; take one away")
      }
    }
    guard !files.isEmpty else {
      throw DataError(
        "\(folder): found no file that ends in \(endings.joined(separator: " or ")), expected one "
          + "for each image")
    }
    return files
  }
}

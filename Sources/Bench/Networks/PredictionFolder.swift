import Engine
import Foundation
import Records
import Report

/// Writes what a network answers: files for each picture, and a table of all.
struct PredictionFolder {
  private let names: PredictionNames
  private let folder: URL
  private var files: WrittenFiles
  private var rows: [(picture: String, tasks: [TaskPrediction])] = []

  /// Throws `OptionError` where what is there would be lost: an input, or a file that no earlier prediction has written. Nothing is
  /// changed.
  /// - Parameter inputs: files that are read.
  init(_ folder: URL, _ names: PredictionNames, inputs: [String]) throws {
    self.names = names
    self.folder = folder
    switch FileKind(folder) {
    case .nothing, .folder: break
    case let other:
      throw OptionError(
        key: "--to", message: "found \(other.words) at \(folder.path), expected a folder")
    }
    files = try WrittenFiles(folder)
    try keepInputs(inputs)
    try keepForeign()
  }

  /// Links to an input are inputs too.
  private func keepInputs(_ inputs: [String]) throws {
    var known: [FileIdentity: String] = [:]
    for input in inputs {
      if let identity = FileIdentity(input) { known[identity] = input }
    }
    for name in names.all + [WrittenFiles.name] {
      let place = folder.appendingPathComponent(name).path
      guard let identity = FileIdentity(place), let input = known[identity] else { continue }
      throw OptionError(
        key: "--to",
        message: "\(input) is read, and \(place) would be written in its place: name another folder"
      )
    }
  }

  private func keepForeign() throws {
    let foreign = names.all.filter { name in
      switch FileKind(folder.appendingPathComponent(name)) {
      case .nothing: false
      case .file: isLink(name) || !files.has(name)
      case .folder, .danglingLink, .special: true
      }
    }
    guard let first = foreign.first else { return }
    let rest = foreign.count > 3 ? " and \(foreign.count - 3) more" : ""
    let (are, have) = foreign.count == 1 ? ("is", "has") : ("are", "have")
    throw OptionError(
      key: "--to",
      message:
        "\(foreign.count == 1 ? first : foreign.prefix(3).joined(separator: ", ") + rest) \(are) in \(folder.path) "
        + "and \(have) not been written by bench predict, or \(have) been changed since: name another folder, or move "
        + "\(foreign.count == 1 ? "it" : "them") away")
  }

  private func isLink(_ name: String) -> Bool {
    var status = stat()
    return lstat(folder.appendingPathComponent(name).path, &status) == 0
      && status.st_mode & S_IFMT == S_IFLNK
  }

  /// - Parameter index: of the picture, in the order of the names.
  /// - Returns: what was written, a line each. Throws `UnwrittenFile`.
  mutating func write(_ prediction: ImagePrediction, of path: String, _ index: Int) throws
    -> [String]
  {
    try create()
    let stem = names.stems[index]
    var written: [String] = []
    func put(_ data: Data, _ name: String) throws {
      try files.write(data, as: name)
      written.append(folder.appendingPathComponent(name).relativePath)
    }
    let maps = prediction.tasks.filter(\.isMap)
    if !maps.isEmpty {
      try put(PicturePNG.encoded(Picture(prediction.input)), names.input(stem))
    }
    for task in maps {
      if let picture = task.picture {
        try put(PicturePNG.encoded(Picture(picture)), names.picture(stem, task.task))
      }
      let places = names.values(stem, task.task, count: task.values.count)
      for (values, name) in zip(task.values, places) {
        try put(NumPyFile.data(shape: values.shape, values: values.values), name)
      }
    }
    rows.append((path, prediction.tasks.filter { !$0.columns.isEmpty }))
    return written
  }

  /// The table of answers for whole pictures; nil where there are none.
  mutating func writeTable() throws -> String? {
    guard let first = rows.first, !first.tasks.isEmpty else { return nil }
    let heading =
      ["picture"]
      + first.tasks.flatMap { task in
        task.columns.map { $0.name.isEmpty ? task.task : "\(task.task): \($0.name)" }
      }
    let lines = rows.map { row in
      [row.picture]
        + row.tasks.flatMap { task in
          task.columns.map { column in
            switch column.value {
            case .word(let word): word
            case .number(let number): String(format: "%.6g", number)
            }
          }
        }
    }
    try create()
    let text = ([heading] + lines).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }
      .joined()
    try files.write(Data(text.utf8), as: PredictionNames.table)
    return folder.appendingPathComponent(PredictionNames.table).relativePath
  }

  private func create() throws {
    do throws(WholeFile.Failure) { try WholeFile.makeFolder(folder) } catch {
      throw UnwrittenFile(file: folder, code: error.code)
    }
  }

  /// RFC 4180.
  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\n\r".contains($0) }) else { return field }
    return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}

/// Which file it is, by whatever name and links.
private struct FileIdentity: Hashable {
  let device: UInt64
  let inode: UInt64

  /// Nil where there is none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }
}

import Engine
import Foundation
import Records
import Report

/// Writes what a network answers: files for each picture, and a table of all.
struct PredictionFolder {
  private let folder: URL
  private var rows: [(picture: String, tasks: [TaskPrediction])] = []
  /// How often a name was used.
  private var used: [String: Int] = [:]

  init(_ folder: URL) { self.folder = folder }

  /// - Returns: what was written, a line each. Throws `DataError` where it cannot be.
  mutating func write(_ prediction: ImagePrediction, of path: String) throws -> [String] {
    try create()
    let name = unique(
      URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent)
    var written: [String] = []
    func put(_ data: Data, _ suffix: String) throws {
      let file = folder.appendingPathComponent("\(name).\(suffix)")
      try Self.write(data, to: file)
      written.append(file.relativePath)
    }
    let maps = prediction.tasks.filter(\.isMap)
    if !maps.isEmpty { try put(PicturePNG.encoded(Picture(prediction.input)), "input.png") }
    for task in maps {
      let called = Self.plain(task.task)
      if let picture = task.picture {
        try put(PicturePNG.encoded(Picture(picture)), "\(called).png")
      }
      for (index, values) in task.values.enumerated() {
        let part = task.values.count > 1 ? ".\(index + 1)" : ""
        try put(
          NumPyFile.data(shape: values.shape, values: values.values), "\(called)\(part).npy")
      }
    }
    rows.append((path, prediction.tasks.filter { !$0.columns.isEmpty }))
    return written
  }

  /// The table of answers for whole pictures; nil where there are none.
  func writeTable() throws -> String? {
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
    let file = folder.appendingPathComponent("predictions.csv")
    let text = ([heading] + lines).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }
      .joined()
    try Self.write(Data(text.utf8), to: file)
    return file.relativePath
  }

  private func create() throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw DataError("\(folder.path): no such folder can be made: \(error.localizedDescription)")
    }
  }

  private static func write(_ data: Data, to file: URL) throws {
    do throws(WholeFile.Failure) {
      try WholeFile.write(to: file) { put in data.withUnsafeBytes(put) }
    } catch { throw DataError("\(file.path): cannot be written: \(error)") }
  }

  /// Pictures of several folders may have one name.
  private mutating func unique(_ name: String) -> String {
    used[name, default: 0] += 1
    let count = used[name]!
    return count == 1 ? name : unique("\(name)-\(count)")
  }

  /// A task's name as a part of a file's.
  private static func plain(_ name: String) -> String {
    String(name.map { $0.isLetter || $0.isNumber || "-_ ".contains($0) ? $0 : "_" })
  }

  /// RFC 4180.
  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\n\r".contains($0) }) else { return field }
    return "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }
}

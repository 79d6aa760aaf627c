import Foundation

/// A folder of data, read with errors that name the file.
struct DataFolder: Sendable {
  let root: String

  func path(_ name: String) -> String { root + "/" + name }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// The bytes of a file. Throws `DataError` where it cannot be read; `why` says who expects it.
  func read(_ name: String, _ why: String) throws -> Data {
    guard exists(name) else {
      throw DataError("\(path(name)): not found, expected \(why); copy it there")
    }
    do { return try Data(contentsOf: URL(fileURLWithPath: path(name))) } catch {
      throw DataError("\(path(name)): cannot be read (\(error.localizedDescription))")
    }
  }

  /// Names in a folder, sorted; empty where there is none.
  func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? []).sorted()
  }
}

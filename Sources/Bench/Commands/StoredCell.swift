import Engine
import Foundation
import Records

/// A recorded cell that a command names by the first digits of its id, wherever its record lies.
struct StoredCell {
  let record: Record
  /// Of the cells of its suite.
  let names: CellNames
  /// The folder of its suite's records.
  let store: RecordStore

  var cell: Cell { record.cell }

  /// Throws `OptionError` where no cell, or several, have such an id.
  init(_ digits: String, out: OutOption) throws {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: out.folder.path)) ?? []
    var found: [StoredCell] = []
    var problems: [String] = []
    for name in folders.sorted() {
      let folder = out.folder.appendingPathComponent(name)
      guard Self.isFolder(folder) else { continue }
      let store = try RecordStore(folder: folder)
      problems += store.contents.problems.map { "\(name): \($0)" }
      let names = CellNames(store.contents.records.map(\.cell))
      found += store.contents.records.filter { $0.cell.id.hasPrefix(digits.lowercased()) }.map {
        StoredCell(record: $0, names: names, store: store)
      }
    }
    let ids = Set(found.map(\.cell.id))
    guard ids.count <= 1 else {
      let list = ids.sorted().map { String($0.prefix(16)) }.joined(separator: ", ")
      throw OptionError(key: "", message: "\(digits) is the beginning of several cells: \(list)")
    }
    guard let first = found.first else {
      // The record that is looked for may be in one of these lines.
      for problem in problems { Terminal.err(problem) }
      throw OptionError(
        key: "", message: "no record in \(out.out) has an id that begins with \(digits)")
    }
    self = first
  }

  private init(record: Record, names: CellNames, store: RecordStore) {
    (self.record, self.names, self.store) = (record, names, store)
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Where its files lie. Throws `DataError` where data or weights are missing, or are not those that the cell was trained on.
  func locations(_ roots: DataRoots, out: OutOption) throws -> Locations {
    let name = cell.dataset.name
    guard !DataRoots.readDatasets.contains(name) || roots.root(of: name) != nil else {
      throw DataError(
        "\(name): the cell was trained on data that are read from a folder, and records keep no folders: name it "
          + "with --data-root \(name)=DIR, or in the environment as \(DataRoots.variable(name))")
    }
    var request = ChoiceRequest(name: name)
    let locations = Locations(
      dataset: roots.apply(to: &request, suiteFolder: out.folder), weights: roots.weights)
    let choices = try Selections(cell, locations: locations)
    _ = try choices.weights?.open()
    let digest = try choices[ChoiceKinds.dataset].item.digest()
    guard digest == cell.dataDigest else {
      throw DataError(
        "\(cell.dataset.name): found data with the digest \(digest.prefix(10))…, expected those that the "
          + "cell was trained on, with \(cell.dataDigest.prefix(10))…: they would give another outcome. "
          + "Name their folder with --data-root \(cell.dataset.name)=DIR")
    }
    return locations
  }
}

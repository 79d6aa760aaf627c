/// Images in folders that are called as their classes: `train/CLASS/x.jpg` beside `val` and `test`, or `CLASS/x.jpg`, divided by
/// seed. Where folders of that kind lie beside one another, as in the Visual Decathlon (Rebuffi, Bilen and Vedaldi 2017), each
/// is a task of its own, and its images have labels of no other task.
public struct ClassFolders: ListedDataset {
  public static let name = "folders"
  public static let summary =
    "Images in folders called as their classes; several such data sets are as many tasks"

  let listed: ListedImages

  public init(_ options: inout Options) throws {
    let sets = try options.take(
      "sets", default: [], count: 1...1000,
      "folders that are data sets of their own; those that have a folder train where none is named")
    for set in sets {
      guard let mistake = Self.mistake(set) else { continue }
      throw OptionError(key: "sets", message: mistake)
    }
    listed = try ListedImages(
      &options, Self.name,
      expected: "folders of classes, in train, val and test or without them",
      offers: (sets.isEmpty ? ["class"] : sets).map { .classes($0, []) }
    ) { folder in
      let found = try sets.isEmpty ? Self.sets(in: folder) : sets
      guard !found.isEmpty else { return try ClassFolder(folder: folder, collection: "").list() }
      var all = try found.map { try ClassFolder(folder: folder, collection: $0).list() }
        .reduce(into: ImageList(images: [], tasks: [])) { all, own in
          all.images += own.images
          all.tasks += own.tasks
          all.remarks += own.remarks
        }
      if sets.isEmpty { all.remarks += try Self.remarks(in: folder, beside: found) }
      return all
    }
  }

  /// The data sets beside one another; empty where the folder itself is one.
  private static func sets(in folder: DataFolder) throws -> [String] {
    if try !ClassFolder.splits(folder, in: ".").isEmpty { return [] }
    let sets = try folder.names(in: ".").filter {
      try folder.isFolder($0) && !ClassFolder.splits(folder, in: $0).isEmpty
    }
    for set in sets {
      if let mistake = mistake(set) { throw DataError("\(folder.path(set)): \(mistake)") }
    }
    return sets
  }

  /// What lies beside the data sets and is none.
  private static func remarks(in folder: DataFolder, beside sets: [String]) throws -> [String] {
    let others = try folder.names(in: ".").filter { !sets.contains($0) }
    guard !others.isEmpty else { return [] }
    return [
      "passed over, as it has no folder train: "
        + others.prefix(3).map { shortened($0) }
        .joined(separator: ", ") + (others.count > 3 ? ", …" : "")
    ]
  }

  private static func mistake(_ set: String) -> String? {
    Catalog<any LearningTask>.mistake(name: set)
  }
}

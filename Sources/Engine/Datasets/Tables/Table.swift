/// A person's own table: a CSV file with a row for each image, its path in one column and labels in others.
///
/// Labels of an image: numbers as they are; of classes the index, in the order of their names; of several labels 1, 0 and −1 for
/// what is unknown. An empty field is unknown.
public struct Table: ListedDataset {
  public static let name = "table"
  public static let summary = "Your own table: a CSV file of image paths and columns of labels"

  let listed: ListedImages

  public init(_ options: inout Options) throws {
    let file = try options.take(
      "file", default: "labels.csv", characters: 1...200, "the table, below the root")
    guard !file.hasPrefix("/"), !file.split(separator: "/").contains("..") else {
      throw OptionError(
        key: "file",
        message:
          "found \(shortened(file)), which leaves the data's folder, expected a path below it")
    }
    let image = try options.take(
      "image", default: "file", characters: 1...200, "column of the images' paths, from the root")
    let declarations = try LabelDeclarations(
      try options.take(
        map: "labels",
        "what columns mean: {age: {regression: years}, gender: {binary: [Male, Female]}, race: classes, "
          + "size: {ordered: [s, m, l]}, tags: {multilabel: [a, b]}}"), key: "labels")
    options.respell("labels", .map(declarations.resolved))
    let split = try options.take(
      "split", default: "", "column that says train, validation or test; none to divide by seed")
    let group = try options.take(
      "group", default: "", "column of what is not to be in two splits, as persons")
    let delimiter = try options.take(
      "delimiter", default: CSVTable.Delimiter.found, "between fields; found in the header")
    let reader = TableImages(
      declarations: declarations, image: image, split: split, group: group)
    listed = try ListedImages(
      &options, Self.name, expected: "a table (\(file)) and the images that it names",
      offers: declarations.offers
    ) { folder in
      let table = try CSVTable(file, in: folder, delimiter: delimiter)
      guard !table.rows.isEmpty else {
        throw DataError(
          "\(table.path): found a header and no row below it, expected one for each image")
      }
      return try reader.list(table)
    }
  }
}

extension CSVTable {
  /// A table in the data's folder. Throws `DataError`.
  init(_ file: String, in folder: DataFolder, delimiter: Delimiter = .found) throws {
    let bytes = try folder.read(file, "a table of the images")
    try self.init(bytes, folder.path(file), delimiter: delimiter)
  }
}

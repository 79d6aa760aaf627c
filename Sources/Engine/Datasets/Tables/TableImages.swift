import Foundation

/// How the rows of a table become images with labels.
struct TableImages {
  let declarations: LabelDeclarations
  /// Columns: of the paths, and, where they are not empty, of splits and groups.
  let image: String
  var split = ""
  var group = ""
  /// The split of an image by its path, where no column says it. Throws `DataError`; gets the place for it.
  var splitOfPath: @Sendable (_ path: String, _ place: String) throws -> SplitName? = { _, _ in nil
  }

  /// Throws `DataError` at the first mistake.
  func list(_ table: CSVTable) throws -> ImageList {
    let readings = try declarations.readings(of: table)
    let paths = try table.column(image, "the images' paths")
    let splits = try optional(split, table, "the images' splits")
    let groups = try optional(group, table, "the images' groups")
    let images = try table.rows.map { row in
      let place = table.place(row)
      let path = try Self.path(table.value(row, paths), place)
      var labels: [String: FrameValues] = [:]
      for reading in readings { labels[reading.task.offer.name] = try reading.label(row) }
      let named = try splits.map { try Self.split(table, row, $0) }
      let group = groups.map { table.value(row, $0) }
      return ListedImage(
        path: path, source: place, labels: labels, split: try named ?? splitOfPath(path, place),
        group: group?.isEmpty == true ? nil : group)
    }
    var remarks: [String] = []
    let alone = groups == nil ? 0 : images.count { $0.group == nil }
    if alone > 0 {
      remarks.append(
        "\(alone) image\(alone == 1 ? " has" : "s have") nothing in the column \(shortened(group)): each "
          + "counts as a group of its own")
    }
    return ImageList(
      images: images, tasks: readings.map(\.task), remarks: remarks, followsLinks: false)
  }

  private func optional(_ name: String, _ table: CSVTable, _ why: String) throws -> Int? {
    name.isEmpty ? nil : try table.column(name, why)
  }

  /// In bytes of UTF-8: records keep no longer names.
  private static let longestPath = 1000

  /// A path below the root, in one spelling.
  static func path(_ written: String, _ place: String) throws -> String {
    guard !written.isEmpty, written.utf8.count <= longestPath else {
      throw DataError(
        "\(place): found \(written.isEmpty ? "no path" : "a path of \(written.utf8.count) bytes"), "
          + "expected one of 1 to \(longestPath) bytes, of an image")
    }
    guard !written.hasPrefix("/") else {
      throw DataError(
        "\(place): found the path \(shortened(written)), expected one below the data's folder; write "
          + "it from there")
    }
    let parts = written.split(separator: "/").filter { $0 != "." }
    guard !parts.isEmpty, !parts.contains("..") else {
      throw DataError(
        "\(place): found the path \(shortened(written)), which leaves the data's folder, expected "
          + "one below it; copy the image into it")
    }
    return parts.joined(separator: "/")
  }

  private static func split(_ table: CSVTable, _ row: CSVTable.Row, _ column: Int) throws
    -> SplitName
  {
    let found = table.value(row, column)
    if let split = SplitName(called: found) { return split }
    throw DataError(
      "\(table.place(row)): found \(found.isEmpty ? "nothing" : shortened(found)) in the column "
        + "\(shortened(table.columns[column])), expected train, validation or test (or training, val, "
        + "valid, dev, testing)")
  }
}

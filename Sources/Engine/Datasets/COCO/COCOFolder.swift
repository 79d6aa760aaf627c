import Foundation

/// A folder with images and files in COCO's format:
///
/// - for every split `annotations/instances_train2017.json`, with any four digits or none, or `annotations/train.json` or `train.json`; likewise `val` and `test`;
/// - the images below `train2017` (the file's ending), `images/train`, `train`, `images` or the folder itself, in the first that is there.
///
/// Boxes are cut at the image's edges; those without a width or a height are left out. A crowd is a region in which nothing that is found is right
/// or wrong. An object without a mask is no object of the segmentation.
struct COCOFolder {
  let folder: DataFolder
  /// Names of the categories that are learned, in order.
  let categories: [String]

  private static let splits: [(name: String, split: SplitName)] = [
    ("train", .train), ("val", .validation), ("test", .test),
  ]

  /// What was passed over.
  private struct Counts {
    var empty = 0
    /// Objects by category.
    var others: [String: Int] = [:]
  }

  func list() throws -> ImageList {
    var images: [ListedImage] = []
    var counts = Counts()
    for (name, split) in Self.splits {
      guard let file = try annotations(of: name) else {
        guard split == .train else { continue }
        throw folder.missing("train.json", "COCO's annotations of the training images")
      }
      images += try self.images(file.path, in: place(of: name, file.ending), split, &counts)
    }
    return ImageList(
      images: images, tasks: ObjectTasks(categories, segmentation: true).tasks(of: images),
      remarks: remarks(counts))
  }

  /// The file of a split, and what stands behind its name.
  private func annotations(of split: String) throws -> (path: String, ending: String)? {
    for prefix in ["instances_", ""] {
      let names = try folder.names(in: "annotations").filter { name in
        name.hasPrefix(prefix + split) && name.hasSuffix(".json")
          && name.dropFirst(prefix.count + split.count).dropLast(5).allSatisfy(\.isNumber)
      }
      guard names.count < 2 else {
        throw DataError(
          "\(folder.path("annotations")): found \(names.joined(separator: " and ")), expected one file for the split "
            + "\(split); take the others away")
      }
      if let name = names.first {
        let ending = name.dropFirst(prefix.count + split.count).dropLast(5)
        return ("annotations/\(name)", String(ending))
      }
    }
    return folder.exists("\(split).json") ? ("\(split).json", "") : nil
  }

  /// Where the images of a split lie, with a slash at its end.
  private func place(of split: String, _ ending: String) -> String {
    let candidates = ["\(split)\(ending)", "images/\(split)\(ending)", "images/\(split)", "images"]
    return candidates.first(where: folder.isFolder).map { $0 + "/" } ?? ""
  }

  private func images(
    _ file: String, in place: String, _ split: SplitName, _ counts: inout Counts
  ) throws -> [ListedImage] {
    let truth = try COCOTruth(
      folder.read(file, "COCO's annotations of the split \(split.rawValue)"), folder.path(file),
      .masks)
    let names = truth.categories.map(\.name)
    let learned = names.map { categories.firstIndex(of: $0) }
    if let missing = categories.first(where: { !names.contains($0) }) {
      throw DataError(
        "\(folder.path(file)): found the categories \(some(names, atMost: 5)), and none called \(shortened(missing)); set "
          + "the option categories to names of the file's")
    }
    let byImage = Dictionary(grouping: truth.annotations.indices) { truth.annotations[$0].image }
    return try truth.images.enumerated().map { index, image in
      guard let name = image.file, !name.isEmpty else {
        throw DataError(
          "\(folder.path(file)): found no file_name of the image \(image.id), expected its picture's"
        )
      }
      var (objects, shapes): ([LabelledObject], [ObjectClasses.Shape]) = ([], [])
      for annotation in byImage[index] ?? [] {
        let object = truth.annotations[annotation]
        guard let category = learned[object.category] else {
          counts.others[names[object.category], default: 0] += 1
          continue
        }
        if let box = Self.box(object) {
          objects.append(
            LabelledObject(
              box: box, category: category,
              object.isCrowd ? .crowd : object.isDifficult ? .ignored : .counts))
        } else {
          counts.empty += 1
        }
        if let segmentation = object.segmentation {
          shapes.append(
            ObjectClasses.Shape(
              segmentation: segmentation, category: category, isCrowd: object.isCrowd,
              place: "\(file): annotations[\(annotation)].segmentation"))
        }
      }
      return ListedImage(
        path: place + (try TableImages.path(name, folder.path(file))), source: file,
        objects: [ObjectTasks.detection: objects],
        maps: [ObjectTasks.segmentation: ObjectClasses(shapes: shapes)], declaredSize: image.size,
        split: split)
    }
  }

  /// Nil where it has no extent.
  private static func box(_ object: COCOObject) -> Box? {
    guard let box = object.box, box.width > 0, box.height > 0 else { return nil }
    return Box(
      left: Float(box.left), top: Float(box.top), right: Float(box.left + box.width),
      bottom: Float(box.top + box.height))
  }

  private func remarks(_ counts: Counts) -> [String] {
    var remarks: [String] = []
    if counts.empty > 0 {
      remarks.append(
        "\(counts.empty) annotation\(counts.empty == 1 ? " has" : "s have") no box of a width and a height, and "
          + "\(counts.empty == 1 ? "is" : "are") no object of the detection")
    }
    let others = counts.others.values.reduce(0, +)
    if others > 0 {
      remarks.append(
        "\(others) object\(others == 1 ? "" : "s") of other categories "
          + "\(others == 1 ? "was" : "were") passed over: "
          + some(counts.others.keys.sorted(), atMost: 5))
    }
    return remarks
  }
}

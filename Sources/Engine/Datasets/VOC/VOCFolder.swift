import Foundation

/// A folder in Pascal VOC's layout:
///
/// - `ImageSets/Main/train.txt`, `val.txt`, `test.txt`: an image's name on every line. Where no image of `test.txt` has an annotation, as those of
///   VOC's own have not, it is passed over.
/// - `JPEGImages/<name>.jpg` (or .png).
/// - `Annotations/<name>.xml`: boxes. Edges are counted from 1 and belong to the box, so that `xmin` 1 and `xmax` 10 are ten pixels from the image's
///   edge on. What lies beyond the image is cut off, boxes without a width or a height are left out, and `difficult` objects are ignored.
/// - `SegmentationClass/<name>.png`, where an image has one: indices of a palette, 0 background, 255 void.
struct VOCFolder {
  let folder: DataFolder
  /// What objects are called, in order.
  let categories: [String]
  /// Whether maps are read.
  let segmentation: Bool

  private static let splits: [(file: String, split: SplitName)] = [
    ("train", .train), ("val", .validation), ("test", .test),
  ]

  func list() throws -> ImageList {
    var images: [ListedImage] = []
    var (remarks, empty) = ([String](), 0)
    for (file, split) in Self.splits {
      let path = "ImageSets/Main/\(file).txt"
      guard split == .train || folder.exists(path) else { continue }
      let list = try FrameList(
        folder.read(path, "a list of images, one name on every line"), folder.path(path),
        folders: ["JPEGImages", "Annotations"])
      let isAnnotated = list.entries.contains { folder.exists(Self.annotation($0.frame)) }
      if split == .test && !isAnnotated {
        if !list.entries.isEmpty {
          remarks.append("\(path) was passed over, as no image in it has an annotation")
        }
        continue
      }
      for entry in list.entries {
        images.append(
          try image(entry.frame, split, "\(path):\(entry.line)", &empty))
      }
    }
    if empty > 0 {
      remarks.append(
        "\(empty) box\(empty == 1 ? " has" : "es have") no width or no height and "
          + "\(empty == 1 ? "was" : "were") left out")
    }
    return ImageList(
      images: images, tasks: ObjectTasks(categories, segmentation: segmentation).tasks(of: images),
      remarks: remarks)
  }

  private static func annotation(_ name: String) -> String { "Annotations/\(name).xml" }

  private func image(
    _ name: String, _ split: SplitName, _ place: String, _ empty: inout Int
  ) throws -> ListedImage {
    let file = Self.annotation(name)
    let annotation = try VOCAnnotation(
      folder.read(file, "as \(place) lists the image"), folder.path(file))
    empty += annotation.empty
    let objects = try annotation.objects.map { object in
      guard let category = categories.firstIndex(of: object.name) else {
        throw DataError(
          "\(folder.path(file)):\(object.line): found an object of the class \(shortened(object.name)), expected one of "
            + categories.joined(separator: ", "))
      }
      return LabelledObject(
        box: object.box, category: category, object.isDifficult ? .ignored : .counts)
    }
    let map = "SegmentationClass/\(name).png"
    return ListedImage(
      path: picture(name), source: file, objects: [ObjectTasks.detection: objects],
      maps: segmentation && folder.exists(map)
        ? [ObjectTasks.segmentation: ClassPicture(map, classes: categories.count + 1, void: 255)]
        : [:],
      declaredSize: annotation.size, split: split)
  }

  private func picture(_ name: String) -> String {
    let candidates = ["jpg", "jpeg", "png", "JPG"].map { "JPEGImages/\(name).\($0)" }
    return candidates.first { folder.exists($0) } ?? candidates[0]
  }
}

/// Pascal VOC (Everingham et al. 2010), or one's own images in its layout (`VOCFolder`): detection of 20 categories, and segmentation of 21
/// classes, background first, of the images that have a map.
public struct PascalVOC: ListedDataset {
  public static let name = "voc"
  public static let summary =
    "Pascal VOC, or images in its layout: boxes in XML, segmentation as palette PNG"

  let listed: ListedImages

  /// In the order of the maps' palette.
  private static let categories = [
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train",
    "tvmonitor",
  ]

  public init(_ options: inout Options) throws {
    let own = try options.take(
      "categories", default: [], count: 1...1000,
      "what objects are called, in the order of the maps' classes from 1 on; none said: VOC's 20")
    let categories = own.isEmpty ? Self.categories : own
    listed = try ListedImages(
      &options, Self.name,
      expected: "Annotations, ImageSets/Main and JPEGImages, as VOCdevkit/VOC2012 has",
      hasTest: true, fixed: ObjectTasks(categories, segmentation: true).offers
    ) { try VOCFolder(folder: $0, categories: categories, segmentation: true).list() }
  }
}

/// BCCD (Shenggan 2017): microscope pictures of blood in Pascal VOC's layout. Beside the boxes of three kinds of cells there are `count`, the number
/// of red blood cells, and `kinds`, which of the three are in the picture, both of the whole picture.
public struct BCCD: ListedDataset {
  public static let name = "bccd"
  public static let summary =
    "BCCD: boxes of red and white blood cells and platelets, their count and which there are"

  let listed: ListedImages

  private static let categories = ["RBC", "WBC", "Platelets"]

  private static let tasks = [
    ListedTask(
      offer: TaskOffer("count", kind: "regression", ["unit": .text("cells")]),
      layout: LabelLayout(.floats, count: 1), names: []),
    ListedTask(
      offer: TaskOffer(
        "kinds", kind: "multilabel", ["labels": .list(categories.map { .text($0) })]),
      layout: LabelLayout(.indices, count: categories.count), names: categories),
  ]

  public init(_ options: inout Options) throws {
    listed = try ListedImages(
      &options, Self.name, expected: "Annotations, ImageSets/Main and JPEGImages", hasTest: true,
      fixed: ObjectTasks(Self.categories, segmentation: false).offers + Self.tasks.map(\.offer)
    ) { folder in
      var list = try VOCFolder(folder: folder, categories: Self.categories, segmentation: false)
        .list()
      list.images = list.images.map(Self.counted)
      list.tasks += Self.tasks
      return list
    }
  }

  private static func counted(_ image: ListedImage) -> ListedImage {
    let found = image.objects.values.joined().map(\.category)
    var image = image
    image.labels["count"] = .floats([Float(found.count { $0 == 0 })])
    image.labels["kinds"] = .indices(categories.indices.map { found.contains($0) ? 1 : 0 })
    return image
  }
}

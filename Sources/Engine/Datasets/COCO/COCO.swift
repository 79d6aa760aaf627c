/// COCO (Lin et al. 2014), or images with annotations in its format (`COCOFolder`): detection, and segmentation from the objects' masks with the
/// background first.
public struct COCO: ListedDataset {
  public static let name = "coco"
  public static let summary =
    "COCO, or images in its format: boxes, and segmentation from the masks, in JSON"

  let listed: ListedImages

  /// In the order of their ids.
  private static let categories = [
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
    "traffic light", "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog",
    "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella",
    "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball", "kite",
    "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
    "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange",
    "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant",
    "bed", "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone",
    "microwave", "oven", "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors",
    "teddy bear", "hair drier", "toothbrush",
  ]

  public init(_ options: inout Options) throws {
    let own = try options.take(
      "categories", default: [], count: 1...1000,
      "names of the files' categories that are learned, in order, others are passed over; none said: COCO's 80"
    )
    let categories = own.isEmpty ? Self.categories : own
    guard Set(categories).count == categories.count else {
      throw OptionError(key: "categories", message: "found a name twice, expected each once")
    }
    listed = try ListedImages(
      &options, Self.name,
      expected:
        "annotations/instances_train2017.json and instances_val2017.json beside train2017 and val2017, or train.json and "
        + "val.json beside images",
      hasTest: true, fixed: ObjectTasks(categories, segmentation: true).offers
    ) { try COCOFolder(folder: $0, categories: categories).list() }
  }
}

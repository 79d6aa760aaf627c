/// The members that annotations and results have in common; what a file leaves out is nil.
struct COCOObject: Sendable {
  var id: Int?
  /// Ids as read; then places in the truth's lists.
  var image: Int
  var category: Int
  var box: PixelBox?
  var area: Double?
  var segmentation: COCOSegmentation?
  /// x, y, v, x, y, v, …
  var keypoints: [Double]?
  var labelledKeypoints: Int?
  var score: Double?
  var isCrowd = false
  /// Pascal VOC's `difficult`, which some files call `ignore`.
  var isDifficult = false

  /// Which of the shapes are read; the others are passed over.
  struct Shapes: OptionSet {
    let rawValue: Int
    static let masks = Shapes(rawValue: 1)
    static let keypoints = Shapes(rawValue: 2)
  }

  init(_ json: inout JSONReader, _ shapes: Shapes) throws {
    let start = json.here
    var (image, category): (Int?, Int?)
    // Members can be read into it before all are there.
    (self.image, self.category) = (0, 0)
    try json.object { json, key in
      switch key {
      case "id": id = try json.integer()
      case "image_id": image = try json.integer("the whole number of an image")
      case "category_id": category = try json.integer("the whole number of a category")
      case "bbox": box = try json.box()
      case "area": area = try json.atLeastZero("the object's area in pixels")
      case "segmentation" where shapes.contains(.masks):
        segmentation = try COCOSegmentation(&json)
      case "keypoints" where shapes.contains(.keypoints): keypoints = try json.keypoints()
      case "num_keypoints": labelledKeypoints = try json.integer()
      case "score": score = try json.number("a number, the higher the surer")
      case "iscrowd": isCrowd = try json.flag()
      case "ignore", "difficult": isDifficult = try json.flag() || isDifficult
      default: try json.skip()
      }
    }
    guard let image else { throw json.missing("image_id", in: start, "the id of an image") }
    guard let category else {
      throw json.missing("category_id", in: start, "the id of a category")
    }
    (self.image, self.category) = (image, category)
  }
}

extension JSONReader {
  /// Left, top, width and height; nil of an empty list, which pycocotools takes as none.
  fileprivate mutating func box() throws -> PixelBox? {
    let start = here
    let numbers = try numbers("x, y, width and height", most: 4)
    if numbers.isEmpty { return nil }
    guard numbers.count == 4 else {
      throw mistake(at: start, found: "\(numbers.count) numbers", "x, y, width and height")
    }
    guard numbers[2] >= 0, numbers[3] >= 0 else {
      throw mistake(
        at: start, found: "a box of \(numbers[2]) by \(numbers[3])",
        "a width and height of 0 or more",
        "boxes are x, y, width, height and not two corners")
    }
    return PixelBox(left: numbers[0], top: numbers[1], width: numbers[2], height: numbers[3])
  }

  fileprivate mutating func keypoints() throws -> [Double] {
    let start = here
    let numbers = try numbers("x, y and visibility of every keypoint", most: 3000)
    guard numbers.count % 3 == 0 else {
      throw mistake(
        at: start, found: "\(numbers.count) numbers", "x, y and visibility of every keypoint")
    }
    return numbers
  }

  fileprivate mutating func atLeastZero(_ what: String) throws -> Double {
    let start = here
    let number = try number(what)
    guard number >= 0 else { throw mistake(at: start, "\(what), 0 or more") }
    return number
  }

  /// 0 and 1, or false and true.
  fileprivate mutating func flag() throws -> Bool {
    if try kind() == .truth { return try truth() }
    let start = here
    switch try integer("0 or 1") {
    case 0: return false
    case 1: return true
    default: throw mistake(at: start, "0 or 1")
    }
  }
}

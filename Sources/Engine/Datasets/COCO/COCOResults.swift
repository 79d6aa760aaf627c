import Foundation

/// What a detector found, from a file as COCO takes for its evaluation: a list of objects with `image_id`, `category_id`,
/// `score`, and `bbox`, `segmentation` or `keypoints`.
struct COCOResults: Sendable {
  let path: String
  /// In the file's order, with places in the truth's lists; what is of a category that the truth has not is left out.
  let found: [(index: Int, object: COCOObject)]
  /// Of categories that the truth has not: their ids, and how many there are of each.
  let leftOut: [Int: Int]

  /// Throws `DataError`, which names the line and the member.
  init(_ bytes: Data, _ path: String, _ truth: COCOTruth, _ shapes: COCOObject.Shapes) throws {
    self.path = path
    var json = JSONReader([UInt8](bytes))
    let places = COCOPlaces(
      images: truth.images.map(\.id), categories: truth.categories.map(\.id))
    var found: [(index: Int, object: COCOObject)] = []
    var leftOut: [Int: Int] = [:]
    do {
      try json.array("a list of results") { json, index in
        let start = json.here
        var object = try COCOObject(&json, shapes)
        guard object.score != nil else {
          throw json.missing("score", in: start, "a number, the higher the surer")
        }
        object.image = try places.image(object, start, json)
        guard let category = places.category(object.category) else {
          leftOut[object.category, default: 0] += 1
          return
        }
        object.category = category
        found.append((index, object))
      }
      try json.end()
    } catch let mistake as JSONMistake { throw mistake.error(in: path) }
    self.found = found
    self.leftOut = leftOut
  }
}

import Foundation

/// An image of a COCO file.
struct COCOImage: Sendable {
  let id: Int
  /// Nil where the file does not say it.
  let size: ImageSize?
  /// Of its picture; nil where the file does not say it.
  let file: String?

  static func isSize(_ height: Int, _ width: Int) -> Bool {
    let extents = 1...PictureHeader.mostPixels
    return extents.contains(height) && extents.contains(width)
      && height <= PictureHeader.mostPixels / width
  }
}

/// A category of a COCO file.
public struct COCOCategory: Sendable {
  public let id: Int
  public let name: String
}

/// What is in images, from a file as COCO's `instances_val2017.json` and `person_keypoints_val2017.json`.
struct COCOTruth: Sendable {
  let path: String
  /// By rising id.
  let images: [COCOImage]
  let categories: [COCOCategory]
  /// In the file's order. Image and category are places in the lists above.
  let annotations: [COCOObject]

  /// Throws `DataError`, which names the line and the member.
  init(_ bytes: Data, _ path: String, _ shapes: COCOObject.Shapes) throws {
    var json = JSONReader([UInt8](bytes))
    do {
      self = try COCOTruth(&json, path, shapes)
      try json.end()
    } catch let mistake as JSONMistake { throw mistake.error(in: path) }
  }

  private init(_ json: inout JSONReader, _ path: String, _ shapes: COCOObject.Shapes) throws {
    self.path = path
    let start = json.here
    var (images, categories): ([COCOImage]?, [COCOCategory]?)
    var annotations: [(object: COCOObject, place: JSONReader.Place)]?
    try json.object { json, key in
      switch key {
      case "images": images = try json.images()
      case "categories": categories = try json.categories()
      case "annotations":
        var found: [(COCOObject, JSONReader.Place)] = []
        try json.array("a list of annotations") { json, _ in
          let place = json.here
          found.append((try COCOObject(&json, shapes), place))
        }
        annotations = found
      default: try json.skip()
      }
    }
    guard let images else { throw json.missing("images", in: start, "a list of images") }
    guard let categories else {
      throw json.missing("categories", in: start, "a list of categories")
    }
    guard let annotations else {
      throw json.missing("annotations", in: start, "a list of annotations")
    }
    self.images = images.sorted { $0.id < $1.id }
    self.categories = categories.sorted { $0.id < $1.id }
    let places = COCOPlaces(images: self.images.map(\.id), categories: self.categories.map(\.id))
    var ids = Set<Int>()
    self.annotations = try annotations.enumerated().map { index, annotation in
      do {
        let object = try places.placed(annotation.object, annotation.place, json)
        if let id = object.id, !ids.insert(id).inserted {
          throw json.mistake(at: annotation.place, found: "a second id \(id)", "every id once")
        }
        return object
      } catch var mistake as JSONMistake {
        mistake.path = [.member("annotations"), .element(index)] + mistake.path
        throw mistake
      }
    }
  }
}

/// Where images and categories stand in their lists, by their ids.
struct COCOPlaces {
  private let images: [Int: Int]
  private let categories: [Int: Int]

  init(images: [Int], categories: [Int]) {
    self.images = Dictionary(uniqueKeysWithValues: images.enumerated().map { ($1, $0) })
    self.categories = Dictionary(uniqueKeysWithValues: categories.enumerated().map { ($1, $0) })
  }

  func category(_ id: Int) -> Int? { categories[id] }

  /// With places in the place of ids. Throws `JSONMistake` where it has none.
  func placed(_ object: COCOObject, _ place: JSONReader.Place, _ json: JSONReader) throws
    -> COCOObject
  {
    var object = object
    object.image = try image(object, place, json)
    guard let category = categories[object.category] else {
      throw json.mistake(
        at: place, found: "the category \(object.category)",
        "the id of one of the truth's categories")
    }
    object.category = category
    return object
  }

  func image(_ object: COCOObject, _ place: JSONReader.Place, _ json: JSONReader) throws -> Int {
    guard let image = images[object.image] else {
      throw json.mistake(
        at: place, found: "the image \(object.image)", "the id of one of the truth's images",
        "are both files of one data set?")
    }
    return image
  }
}

extension JSONReader {
  fileprivate mutating func images() throws -> [COCOImage] {
    var images: [COCOImage] = []
    var ids = Set<Int>()
    try array("a list of images") { json, _ in
      let start = json.here
      var (id, height, width): (Int?, Int?, Int?)
      var file: String?
      try json.object { json, key in
        switch key {
        case "id": id = try json.integer()
        case "height": height = try json.integer("pixels")
        case "width": width = try json.integer("pixels")
        case "file_name": file = try json.text()
        default: try json.skip()
        }
      }
      let found = try json.checked(id, &ids, start)
      guard let height, let width else {
        return images.append(COCOImage(id: found, size: nil, file: file))
      }
      guard COCOImage.isSize(height, width) else {
        throw json.mistake(
          at: start, found: "\(height)×\(width) pixels",
          "at least one and at most \(PictureHeader.mostPixels)")
      }
      images.append(
        COCOImage(id: found, size: ImageSize(height: height, width: width), file: file))
    }
    return images
  }

  fileprivate mutating func categories() throws -> [COCOCategory] {
    var categories: [COCOCategory] = []
    var ids = Set<Int>()
    try array("a list of categories") { json, _ in
      let start = json.here
      var (id, name): (Int?, String?)
      try json.object { json, key in
        switch key {
        case "id": id = try json.integer()
        case "name": name = try json.text()
        default: try json.skip()
        }
      }
      let found = try json.checked(id, &ids, start)
      categories.append(COCOCategory(id: found, name: name ?? "\(found)"))
    }
    return categories
  }

  private func checked(_ id: Int?, _ ids: inout Set<Int>, _ start: Place) throws -> Int {
    guard let id else { throw missing("id", in: start, "a whole number of its own") }
    guard ids.insert(id).inserted else {
      throw mistake(at: start, found: "a second id \(id)", "every id once")
    }
    return id
  }
}

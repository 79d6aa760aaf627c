import Foundation
import FoundationXML

/// What an XML file of Pascal VOC (Everingham et al. 2010) says of an image: its size and its objects. Parts of objects, actions and
/// poses are passed over.
struct VOCAnnotation {
  struct Object {
    let name: String
    let box: Box
    let isDifficult: Bool
    /// Of the file, from 1.
    let line: Int
  }

  /// Nil where nothing is said, or zeros, as some programs write.
  let size: ImageSize?
  let objects: [Object]
  /// Objects whose boxes have no width or no height.
  let empty: Int

  /// - Parameter path: for messages. Throws `DataError` at the first mistake.
  init(_ bytes: Data, _ path: String) throws {
    let reader = VOCReader(path)
    let parser = XMLParser(data: bytes)
    parser.shouldResolveExternalEntities = false
    parser.delegate = reader
    // It also says so of what ends too early.
    _ = parser.parse()
    if let mistake = reader.mistake { throw mistake }
    guard reader.isComplete, reader.root == "annotation" else {
      let found =
        reader.isComplete
        ? "the element \(shortened(reader.root ?? ""))"
        : "no complete XML (\(parser.parserError.map(Self.words) ?? "nothing could be read"))"
      throw DataError(
        "\(path):\(max(parser.lineNumber, 1)): found \(found), expected an annotation of Pascal VOC; copy "
          + "the file again")
    }
    (size, objects, empty) = (reader.size, reader.objects, reader.empty)
  }

  private static func words(_ error: any Error) -> String {
    "libxml2's error \((error as NSError).code)"
  }
}

/// Gathers an annotation from the events of a parser.
private final class VOCReader: NSObject, XMLParserDelegate {
  private let path: String
  private(set) var root: String?
  /// Whether the root has ended.
  private(set) var isComplete = false
  private(set) var objects: [VOCAnnotation.Object] = []
  private(set) var empty = 0
  private(set) var mistake: DataError?
  /// Names of the elements that are open.
  private var open: [String] = []
  private var text = ""
  /// Of the object, or of the size, that is open: texts by element.
  private var fields: [String: String] = [:]
  private var line = 0
  private var extents: (height: Int, width: Int) = (0, 0)

  init(_ path: String) { self.path = path }

  var size: ImageSize? {
    extents.height > 0 && extents.width > 0
      ? ImageSize(height: extents.height, width: extents.width) : nil
  }

  /// Deeper than any annotation.
  private static let deepest = 50
  /// Of an element's text, in characters.
  private static let longest = 10_000

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if root == nil { root = name }
    open.append(name)
    text = ""
    if open.count > Self.deepest { refuse(parser, "elements \(open.count) deep", "an annotation") }
    if open == ["annotation", "object"] {
      fields = [:]
      line = parser.lineNumber
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard text.count + string.count <= Self.longest else {
      return refuse(parser, "a text of more than \(Self.longest) characters", "a name or a number")
    }
    text += string
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    let value = text.trimmingCharacters(in: .whitespacesAndNewlines)
    text = ""
    defer {
      open.removeLast()
      isComplete = open.isEmpty
    }
    switch open.dropFirst().joined(separator: "/") {
    case "size/height": extents.height = extent(parser, value) ?? 0
    case "size/width": extents.width = extent(parser, value) ?? 0
    case "object/name", "object/difficult": fields[name] = value
    case "object/bndbox/xmin", "object/bndbox/ymin", "object/bndbox/xmax", "object/bndbox/ymax":
      fields[name] = value
    case "object": close(parser)
    default: break
    }
  }

  /// The object that ends here.
  private func close(_ parser: XMLParser) {
    guard let name = fields["name"], !name.isEmpty else {
      return refuse(parser, "an object without a name", "one of a class")
    }
    var edges: [Float] = []
    for edge in ["xmin", "ymin", "xmax", "ymax"] {
      guard let number = fields[edge].flatMap(Float.init), number.isFinite, abs(number) < 1e6 else {
        return refuse(
          parser, "\(fields[edge].map(shortened) ?? "nothing") as \(edge) of \(shortened(name))",
          "a number of pixels")
      }
      edges.append(number)
    }
    // Pixels are counted from 1, and the last belongs to the box.
    let box = Box(left: edges[0] - 1, top: edges[1] - 1, right: edges[2], bottom: edges[3])
    guard box.width > 0, box.height > 0 else {
      empty += 1
      return
    }
    objects.append(
      VOCAnnotation.Object(
        name: name, box: box, isDifficult: fields["difficult"] == "1", line: line))
  }

  private func extent(_ parser: XMLParser, _ value: String) -> Int? {
    if let number = Int(value), (0...1_000_000).contains(number) { return number }
    refuse(parser, shortened(value), "the image's height or width in pixels")
    return nil
  }

  private func refuse(_ parser: XMLParser, _ found: String, _ expected: String) {
    guard mistake == nil else { return }
    mistake = DataError(
      "\(path):\(parser.lineNumber): found \(found), expected \(expected); correct it")
    parser.abortParsing()
  }
}

import Foundation
import Records

/// The boxes of a recorded picture, and what of a prediction is right.
struct ObjectPicture: Sendable {
  struct Object: Sendable {
    /// In pixels.
    let box: Rect
    let category: Int
    /// Of what is there, whether it is asked for.
    let counts: Bool
  }

  let size: Size
  /// Those of a prediction with the surest first.
  let objects: [Object]

  private static let bytes = Picture.objectBytes

  /// Nil where the record's bytes are no whole number of objects.
  init?(_ picture: Picture) {
    guard picture.kind == .objects, picture.width > 0, picture.height > 0,
      let data = Data(base64Encoded: picture.base64), data.count % Self.bytes == 0
    else { return nil }
    size = Size(width: Double(picture.width), height: Double(picture.height))
    objects = stride(from: 0, to: data.count, by: Self.bytes).map { start in
      let numbers = (0..<Self.bytes / 2).map {
        Int(data[start + 2 * $0]) | Int(data[start + 2 * $0 + 1]) << 8
      }
      let edges = numbers.prefix(4).map { Double($0) / 16 }
      return Object(
        box: Rect(
          x: edges[0], y: edges[1], width: edges[2] - edges[0], height: edges[3] - edges[1]),
        category: numbers[4], counts: numbers[5] > 0)
    }
  }

  /// What of a prediction of this truth is right, by intersection over union of a half, the surest first.
  struct Matches: Sendable {
    /// By object of the prediction; nil where it lies on one that is not asked for.
    var isRight: [Bool?]
    /// What was not found.
    var missed: [Object]
  }

  func matches(_ prediction: ObjectPicture) -> Matches {
    var isFound = objects.map { _ in false }
    let isRight = prediction.objects.map { found -> Bool? in
      let near = objects.indices.filter {
        objects[$0].category == found.category && Self.overlap(objects[$0].box, found.box) >= 0.5
      }
      let free = near.filter { objects[$0].counts && !isFound[$0] }
      guard
        let best = free.max(by: {
          Self.overlap(objects[$0].box, found.box) < Self.overlap(objects[$1].box, found.box)
        })
      else { return near.contains { !objects[$0].counts } ? nil : false }
      isFound[best] = true
      return true
    }
    let missed = objects.indices.filter { objects[$0].counts && !isFound[$0] }
    return Matches(isRight: isRight, missed: missed.map { objects[$0] })
  }

  private static func overlap(_ a: Rect, _ b: Rect) -> Double {
    let width = min(a.maxX, b.maxX) - max(a.x, b.x)
    let height = min(a.maxY, b.maxY) - max(a.y, b.y)
    guard width > 0, height > 0 else { return 0 }
    return width * height / (a.width * a.height + b.width * b.height - width * height)
  }
}

/// An object in a record's picture: a box in sixteenths of a pixel, a category and a score, 16 bits each, the lower byte first.
struct PicturedObject {
  let box: Box
  let category: Int
  /// 0…1; of what is there 1, or 0 where it is not asked for.
  let score: Float

  private static let steps: Float = 16

  var bytes: [UInt8] {
    func bytes(_ number: Float) -> [UInt8] {
      let whole = UInt16(min(max(number.rounded(), 0), Float(UInt16.max)))
      return [UInt8(whole & 255), UInt8(whole >> 8)]
    }
    return [box.left, box.top, box.right, box.bottom].flatMap { bytes($0 * Self.steps) }
      + bytes(Float(category)) + bytes(score * Float(UInt16.max))
  }
}

extension Detection {
  /// What is less sure is not drawn.
  private static let pictured: Float = 0.3

  public func picture(_ values: [UnsafePointer<Float>], _ size: ImageSize, isTarget: Bool)
    -> PictureData?
  {
    let objects: [PicturedObject]
    if isTarget {
      guard let truths = truths(values, frame: 0) else { return nil }
      objects = truths.map {
        PicturedObject(box: $0.box, category: $0.category, score: $0.isIgnored ? 0 : 1)
      }
    } else {
      objects = self.objects(values, on: size).filter { $0.score >= Self.pictured }.map {
        PicturedObject(box: $0.box, category: $0.category, score: $0.score)
      }
    }
    return PictureData(
      kind: .objects, size: size, range: [0, Double(categories.count)],
      bytes: objects.flatMap(\.bytes))
  }
}

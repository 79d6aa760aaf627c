/// An object that is there, with its shape: a box, a mask or the keypoints of a person.
public struct TruthObject<Shape: Sendable>: Sendable {
  public var shape: Shape
  /// From 0.
  public var category: Int
  /// In pixels², as it was annotated, which need not be the shape's: COCO's ranges of sizes go by it.
  public var area: Double
  public var standing: LabelledObject.Standing

  public init(
    _ shape: Shape, category: Int, area: Double, _ standing: LabelledObject.Standing = .counts
  ) {
    (self.shape, self.category, self.area, self.standing) = (shape, category, area, standing)
  }
}

/// What a detector says is there.
public struct FoundObject<Shape: Sendable>: Sendable {
  public var shape: Shape
  public var category: Int
  /// In pixels².
  public var area: Double
  /// The higher the surer. One that is not a number stands below all others.
  public var score: Double

  public init(_ shape: Shape, category: Int, area: Double, score: Double) {
    (self.shape, self.category, self.area) = (shape, category, area)
    self.score = score.isNaN ? -.infinity : score
  }
}

extension TruthObject<PixelBox> {
  /// As detection learns it; its area is that of its box.
  public init(_ object: LabelledObject) {
    let box = PixelBox(object.box)
    self.init(box, category: object.category, area: box.area, object.standing)
  }
}

extension FoundObject<PixelBox> {
  public init(_ object: DetectedObject) {
    let box = PixelBox(object.box)
    self.init(box, category: object.category, area: box.area, score: Double(object.score))
  }
}

extension [Double] {
  /// Places by falling value, of equal ones the earlier first.
  func ranked() -> [Int] { indices.sorted { (-self[$0], $0) < (-self[$1], $1) } }
}

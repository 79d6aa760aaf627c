/// How alike what was found is to what is there: 0…1.
public protocol ObjectSimilarity: Sendable {
  associatedtype Shape: Sendable
  func value(_ found: Shape, _ truth: TruthObject<Shape>) -> Double
}

/// Intersection over union of boxes; of a box with a crowd the part of the box that lies within it.
public struct BoxOverlap: ObjectSimilarity {
  public init() {}

  public func value(_ found: PixelBox, _ truth: TruthObject<PixelBox>) -> Double {
    let common = found.commonArea(truth.shape)
    guard common > 0 else { return 0 }
    return truth.standing == .crowd
      ? common / found.area : common / (found.area + truth.shape.area - common)
  }
}

/// Intersection over union of masks of one size; of a mask with a crowd the part of the mask that lies within it.
public struct MaskOverlap: ObjectSimilarity {
  public init() {}

  public func value(_ found: RunLengthMask, _ truth: TruthObject<RunLengthMask>) -> Double {
    let common = found.commonArea(truth.shape)
    guard common > 0 else { return 0 }
    let whole = truth.standing == .crowd ? found.area : found.area + truth.shape.area - common
    return Double(common) / Double(whole)
  }
}

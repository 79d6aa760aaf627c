/// What a location of a one-stage detector answers: a logit for every category, the distances to the four sides in strides before their
/// rectification, and the logit of the centerness.
struct DetectionAnswer: Sendable, Hashable {
  let categories: Int

  var channels: Int { categories + 5 }
  /// Where the four distances begin.
  var sides: Int { categories }
  var centerness: Int { categories + 4 }

  /// The distances of a location, in strides.
  func rectifiedSides(_ own: UnsafePointer<Float>) -> Sides {
    let raw = own + sides
    return Sides(
      left: max(raw[0], 0), top: max(raw[1], 0), right: max(raw[2], 0), bottom: max(raw[3], 0))
  }
}

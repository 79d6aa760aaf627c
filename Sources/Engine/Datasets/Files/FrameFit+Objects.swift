extension FrameFit {
  /// Objects of an image as the frame shows them, in its pixels: what lies beyond the image or outside of the part that is seen is cut off
  /// (`LabelledObject.shown`).
  func objects(_ objects: [LabelledObject]) -> [LabelledObject] {
    objects.compactMap { $0.shown(seen.box, in: place.box) }
  }
}

extension FrameFit.Part {
  fileprivate var box: Box {
    Box(
      left: Float(left), top: Float(top), right: Float(left + size.width),
      bottom: Float(top + size.height))
  }
}

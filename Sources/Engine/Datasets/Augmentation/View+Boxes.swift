extension View {
  /// Objects as the view shows them (`LabelledObject.shown`).
  func objects(_ objects: [LabelledObject]) -> [LabelledObject] {
    let window = Box(
      left: Float(left), top: Float(top), right: Float(left + width), bottom: Float(top + height))
    let frame = Box(left: 0, top: 0, right: Float(size.width), bottom: Float(size.height))
    return objects.compactMap { object in
      guard var shown = object.shown(window, in: frame) else { return nil }
      if mirrored {
        (shown.box.left, shown.box.right) = (
          frame.right - shown.box.right, frame.right - shown.box.left
        )
      }
      return shown
    }
  }
}

extension View {
  /// Objects as the view shows them: what lies outside of the window is cut off, and of an object whose centre does what is left is ignored.
  func objects(_ objects: [LabelledObject]) -> [LabelledObject] {
    let window = Box(
      left: Float(left), top: Float(top), right: Float(left + width), bottom: Float(top + height))
    let (across, down) = (Float(size.width) / Float(width), Float(size.height) / Float(height))
    return objects.compactMap { object in
      guard var shown = object.seen(in: window) else { return nil }
      let seen = shown.box
      let (first, last) = ((seen.left - window.left) * across, (seen.right - window.left) * across)
      shown.box = Box(
        left: mirrored ? Float(size.width) - last : first,
        top: (seen.top - window.top) * down,
        right: mirrored ? Float(size.width) - first : last,
        bottom: (seen.bottom - window.top) * down)
      return shown
    }
  }
}

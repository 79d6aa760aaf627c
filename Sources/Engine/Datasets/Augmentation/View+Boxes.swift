extension View {
  /// Objects as the view shows them. One whose centre lies outside of the window is not asked for, but what is still seen of it is no background
  /// either: it is ignored, as what is ignored already. What is not seen at all is left out.
  func objects(_ objects: [LabelledObject]) -> [LabelledObject] {
    let window = Box(
      left: Float(left), top: Float(top), right: Float(left + width), bottom: Float(top + height))
    let (across, down) = (Float(size.width) / Float(width), Float(size.height) / Float(height))
    return objects.compactMap { object in
      let seen = object.box.intersection(window)
      guard seen.width > 0, seen.height > 0 else { return nil }
      let x = (object.box.left + object.box.right) / 2
      let y = (object.box.top + object.box.bottom) / 2
      var shown = object
      if object.standing == .counts, !window.contains(x: x, y: y) { shown.standing = .ignored }
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

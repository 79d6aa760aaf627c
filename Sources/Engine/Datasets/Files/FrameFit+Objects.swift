extension FrameFit {
  /// Objects of an image as the frame shows them, in its pixels: what lies beyond the image or outside of the part that is seen is cut off, and
  /// of an object whose centre is not seen what is left is ignored (`View.objects`).
  func objects(_ objects: [LabelledObject]) -> [LabelledObject] {
    objects.compactMap { object in
      guard var shown = object.seen(in: window) else { return nil }
      let (across, down) = (
        Float(place.size.width) / window.width, Float(place.size.height) / window.height
      )
      shown.box = Box(
        left: Float(place.left) + (shown.box.left - window.left) * across,
        top: Float(place.top) + (shown.box.top - window.top) * down,
        right: Float(place.left) + (shown.box.right - window.left) * across,
        bottom: Float(place.top) + (shown.box.bottom - window.top) * down)
      return shown
    }
  }

  /// What is seen of the image, in its pixels.
  private var window: Box {
    Box(
      left: Float(seen.left), top: Float(seen.top), right: Float(seen.left + seen.size.width),
      bottom: Float(seen.top + seen.size.height))
  }
}

extension LabelledObject {
  /// What a window shows of it, cut at its edges; nil where that is nothing. An object whose centre lies outside of the window is not asked for,
  /// but what is still seen of it is no background either: it is ignored.
  func seen(in window: Box) -> LabelledObject? {
    let part = box.intersection(window)
    guard part.width > 0, part.height > 0 else { return nil }
    var shown = self
    let (x, y) = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    if standing == .counts, !window.contains(x: x, y: y) { shown.standing = .ignored }
    shown.box = part
    return shown
  }
}

import KernelTable

/// An object in an image, as detection learns it.
public struct LabelledObject: Sendable, Hashable {
  public var box: Box
  /// From 0.
  public var category: Int
  public var standing: Standing

  /// Whether it is to be found.
  public enum Standing: Int, Sendable, Hashable {
    case counts
    /// An object that is too difficult to ask for (Pascal VOC): who finds it is neither right nor wrong.
    case ignored
    /// A region of several objects that nobody told apart (COCO): nothing that is found within it is right or wrong.
    case crowd
  }

  public init(box: Box, category: Int, _ standing: Standing = .counts) {
    (self.box, self.category, self.standing) = (box, category, standing)
  }

  var isIgnored: Bool { standing != .counts }

  /// What is seen of it where a window is shown in the place of a frame: cut at the window's edges and scaled to the place; nil where that is nothing.
  /// An object whose centre lies outside of the window is not asked for, but what is still seen of it is no background either: it is ignored.
  func shown(_ window: Box, in place: Box) -> LabelledObject? {
    let seen = box.intersection(window)
    guard seen.width > 0, seen.height > 0 else { return nil }
    var shown = self
    let (x, y) = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    if standing == .counts, !window.contains(x: x, y: y) { shown.standing = .ignored }
    let (across, down) = (place.width / window.width, place.height / window.height)
    shown.box = Box(
      left: place.left + (seen.left - window.left) * across,
      top: place.top + (seen.top - window.top) * down,
      right: place.left + (seen.right - window.left) * across,
      bottom: place.top + (seen.bottom - window.top) * down)
    return shown
  }
}

/// Objects as the numbers of a label: left, top, right, bottom, category and standing, one object after the other.
public enum ObjectLabels {
  static let fields = 6

  /// Of frames with at most so many objects.
  static func layout(most: Int) -> LabelLayout {
    LabelLayout(.floats, count: fields * most, isRagged: true)
  }

  public static func numbers(_ objects: [LabelledObject]) -> [Float] {
    objects.flatMap { object in
      [
        object.box.left, object.box.top, object.box.right, object.box.bottom,
        Float(object.category), Float(object.standing.rawValue),
      ]
    }
  }

  /// The `index`-th of the objects in some numbers.
  static func object(_ numbers: UnsafePointer<Float>, _ index: Int) -> LabelledObject {
    let own = numbers + fields * index
    guard let standing = LabelledObject.Standing(rawValue: Int(own[5])) else {
      preconditionFailure("an object of standing \(own[5])")
    }
    return LabelledObject(
      box: Box(left: own[0], top: own[1], right: own[2], bottom: own[3]), category: Int(own[4]),
      standing)
  }
}

/// The objects of frames as targets: a slot with room for the most that one has, and one that says how many they are, −1
/// where nobody knows.
struct ObjectSlots {
  let most: Int

  var extents: [Extent] { [Extent(1, most, 1, ObjectLabels.fields), Extent(1, 1, 1, 1)] }

  /// - Returns: whether anything is known.
  func write(_ objects: [LabelledObject]?, into slots: [UnsafeMutablePointer<Float>]) -> Bool {
    slots[0].update(repeating: 0, count: most * ObjectLabels.fields)
    guard let objects else {
      slots[1][0] = -1
      return false
    }
    precondition(objects.count <= most, "\(objects.count) objects with room for \(most)")
    for (index, number) in ObjectLabels.numbers(objects).enumerated() { slots[0][index] = number }
    slots[1][0] = Float(objects.count)
    return true
  }

  /// Of one frame of a batch; nil where nobody knows.
  func objects(_ slots: [UnsafePointer<Float>], frame: Int) -> [LabelledObject]? {
    let count = Int(slots[1][frame])
    guard count >= 0 else { return nil }
    let own = slots[0] + frame * most * ObjectLabels.fields
    return (0..<count).map { ObjectLabels.object(own, $0) }
  }
}

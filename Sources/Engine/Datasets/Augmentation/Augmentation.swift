/// Changes a training frame and its targets together, by choosing what part of it is seen and how.
public protocol Augmentation: Configurable {
  /// The view of one frame. `random` is the frame's own in this epoch, so that the view does not depend on
  /// the order in which frames are drawn.
  func view(of size: ImageSize, _ random: inout RandomStream) -> View
}

/// Every augmentation that can be named. Adding one: a file, and a line here.
public let augmentations = Catalog<any Augmentation>(
  "augmentation", [NoAugmentation.self, Flip.self, ScaledCrop.self])

/// Frames as they are.
public struct NoAugmentation: Augmentation {
  public static let name = "none"
  public static let summary = "Frames as they are"
  public init() {}
  public init(_ options: inout Options) throws {}
  public func view(of size: ImageSize, _ random: inout RandomStream) -> View { View(size) }
}

/// The mirror image, half of the time.
public struct Flip: Augmentation {
  public static let name = "flip"
  public static let summary =
    "Mirrored left to right with probability p; the normals' x changes sign"

  private let probability: Double

  public init(_ options: inout Options) throws {
    probability = try options.take("p", default: 0.5, in: 0...1, "probability of the mirror image")
  }

  public func view(of size: ImageSize, _ random: inout RandomStream) -> View {
    var view = View(size)
    view.mirrored = random.uniform() < probability
    return view
  }
}

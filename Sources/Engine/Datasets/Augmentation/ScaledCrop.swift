/// The augmentation of lorenmt/mtan (`RandomScaleCrop` and the flip of `create_dataset.py`): a zoom drawn from
/// 1, 1.2 and 1.5, a window of ⌊H / zoom⌋ × ⌊W / zoom⌋ at a random place, resized to the frame; depth is divided
/// by the zoom, as an object that looks larger is nearer; then the mirror image, half of the time.
public struct ScaledCrop: Augmentation {
  public static let name = "mtan"
  public static let summary =
    "Crop at zoom 1, 1.2 or 1.5 with depth divided by the zoom, and flip (lorenmt/mtan)"

  private static let zooms = [1, 1.2, 1.5]

  public init(_ options: inout Options) throws {}

  public func view(of size: ImageSize, _ random: inout RandomStream) -> View {
    let zoom = Self.zooms[random.index(below: Self.zooms.count)]
    var view = View(size)
    view.zoom = Float(zoom)
    view.height = Int(Double(size.height) / zoom)
    view.width = Int(Double(size.width) / zoom)
    view.top = random.index(below: size.height - view.height + 1)
    view.left = random.index(below: size.width - view.width + 1)
    view.mirrored = random.uniform() < 0.5
    return view
  }
}

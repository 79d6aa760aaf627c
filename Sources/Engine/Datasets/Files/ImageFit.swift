/// How a data set makes its frames of images of another size; what it does with an image that is not its own, too.
public struct ImageFit: Sendable {
  let rule: FrameFit.Rule
  let filter: FrameFit.Filter

  /// The whole image, smoothly and without regard to its proportions.
  public static let resized = ImageFit(rule: .resize, filter: .triangle)
}
